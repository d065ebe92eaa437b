import { describe, it } from 'vitest';
import { adapterIds, loadAdapter, loadEmulator } from '../src/engine/registry.generated.ts';
import { cases, conformance, mutants, runCase, type Subject } from '../src/testing/conformance/index.ts';

// Cases have worlds of their own and spend most of their time waiting for servers that hang, so they run beside each other.
for (const id of adapterIds) {
  const subject: Subject = { adapter: await loadAdapter(id), emulator: await loadEmulator(id) };
  conformance(subject, { describe: describe.concurrent, it });

  describe.concurrent(`${id}: the suite kills every planted mutant`, () => {
    for (const mutant of mutants) {
      it(mutant.name, async () => {
        const mutated = { ...subject, adapter: mutant.mutate(subject.adapter) };
        for (const one of cases.filter(({ name }) => mutant.killedBy.test(name))) {
          const survived = await runCase(mutated, one).then(
            () => true,
            () => false,
          );
          if (!survived) return;
        }
        throw new Error(`no case fails for an adapter that ${mutant.name}`);
      });
    }
  });
}
