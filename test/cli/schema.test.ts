import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/core/index.ts';
import { envelopeSchema } from '../../src/report/index.ts';
import { finding, samplePlan } from '../report/samples.ts';
import { cli, diffReport, noWorkspace, pushReport } from './harness.ts';

const check = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(
  envelopeSchema(),
);

describe('the schema of JSON answers', () => {
  const place = { file: 's.csv', row: 2, line: 3, column: '售价', channel: 'shop', facet: 'price' as const };
  const findings = [finding({ code: 'E_X', place, next: { en: 'do', zh: '做' } })];
  const [channel] = samplePlan().channels;

  it('fits what the commands write', async () => {
    const outcome = { changeId: 'A', status: 'applied' as const };
    const push = pushReport({
      findings,
      outcomes: [{ code: 'A', verb: 'update', outcome }],
      ...(channel ? { plan: channel } : {}),
    });
    const runs = [
      cli('diff --format json', { engine: { diff: async () => diffReport({ plan: samplePlan(), findings }) } }),
      cli('push --format json', { engine: { push: async () => ({ channels: [push], exit: EXIT.done }) } }),
      cli('validate --format json', {
        engine: { validate: async () => ({ checked: { products: 1, variants: 1 }, findings, exit: EXIT.findings }) },
      }),
      cli('diff --format json', { engine: { openWorkspace: noWorkspace } }),
      cli('adapters --format json'),
      cli('help exit-codes --format json'),
      cli('config show --format json', { engine: { explainConfig: () => [] } }),
    ];
    const kinds = [];
    for (const run of await Promise.all(runs)) {
      const answer = JSON.parse(run.out);
      kinds.push(answer.kind);
      expect([answer.kind, check(answer), check.errors]).toEqual([answer.kind, true, null]);
    }
    expect(kinds).toEqual(['diff', 'push', 'validate', 'error', 'adapters', 'exit-codes', 'config']);
  });

  it('does not fit something else', () => {
    expect(check({ mabang: 2, kind: 'init', dir: '/', files: [] })).toBe(false);
    expect(check({ mabang: 1, kind: 'init', dir: '/' })).toBe(false);
    expect(check({ mabang: 1, kind: 'validate', checked: { products: 1, variants: -1 }, findings: [], exit: 0 })).toBe(
      false,
    );
    expect(check({ mabang: 1, kind: 'init', dir: '/', files: [], later: 'key' })).toBe(true);
  });

  it('is printed by help', async () => {
    expect(JSON.parse((await cli('help json')).out)).toEqual(envelopeSchema());
  });
});
