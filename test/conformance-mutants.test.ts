import { describe, expect, it } from 'vitest';
import { adapterIds, loadAdapter, loadEmulator } from '../src/engine/registry.generated.ts';
import { mutants, type Subject, survives } from '../src/testing/conformance/index.ts';

/** What became of each mutant on each adapter that can be broken in its way. */
const fates = new Map<string, string[]>();

for (const id of adapterIds) {
  const subject: Subject = { adapter: await loadAdapter(id), emulator: await loadEmulator(id) };
  describe.concurrent(`${id}: the suite kills every planted mutant`, () => {
    for (const mutant of mutants) {
      const skip = mutant.skip?.(subject.adapter);
      it(skip ? `${mutant.name} (not declared: ${skip})` : mutant.name, async () => {
        if (skip) return;
        const fate = await survives(subject, mutant);
        fates.set(mutant.name, [...(fates.get(mutant.name) ?? []), fate]);
        expect(fate, `no case fails for an adapter that ${mutant.name}`).not.toBe('unharmed');
      });
    }
  });
}

describe('the mutants', () => {
  it('each did harm on some platform, and was killed there', () => {
    const idle = [...fates].filter(([, list]) => !list.includes('killed')).map(([name]) => name);
    expect(idle).toEqual([]);
  });
});
