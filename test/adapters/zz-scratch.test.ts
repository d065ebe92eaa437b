import { describe, it } from 'vitest';
import * as emulator from '../../adapters/woocommerce/emulator.ts';
import adapter from '../../adapters/woocommerce/index.ts';
import { conformance } from '../../src/testing/conformance/index.ts';

conformance({ adapter, emulator } as never, { describe: describe.concurrent, it });
