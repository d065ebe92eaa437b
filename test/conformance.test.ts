import { describe, it } from 'vitest';
import { adapterIds, loadAdapter, loadEmulator } from '../src/engine/registry.generated.ts';
import { conformance, kindsOf } from '../src/testing/conformance/index.ts';

// Cases have worlds of their own and spend much of their time waiting for servers that hang, so they run beside each other.
for (const id of adapterIds)
  for (const [title, subject] of kindsOf({ adapter: await loadAdapter(id), emulator: await loadEmulator(id) }))
    conformance(subject, { describe: describe.concurrent, it }, title);
