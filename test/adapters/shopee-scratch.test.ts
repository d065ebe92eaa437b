import { describe, it } from 'vitest';
import * as emulator from '../../adapters/shopee/emulator.ts';
import shopee from '../../adapters/shopee/index.ts';
import { conformance, kindsOf } from '../../src/testing/conformance/index.ts';

for (const [title, one] of kindsOf({ adapter: shopee, emulator }))
  conformance(one, { describe: describe.concurrent, it }, title);
