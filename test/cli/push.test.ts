import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineApi } from '../../src/cli/engine.ts';
import { Cancelled } from '../../src/cli/prompts.ts';
import { type ChannelPlan, type Consent, countVerbs, EXIT, missingConsent } from '../../src/core/index.ts';
import type { PushOptions } from '../../src/engine/index.ts';
import { finding, samplePlan } from '../report/samples.ts';
import { answering, cli, diffReport, pushReport, type RunOptions, workspace } from './harness.ts';

const plan = samplePlan();
const [channel] = plan.channels as [ChannelPlan];
/** Like the engine: asks, and stops with exit 4 where the answer does not cover the plan. */
function pushing(seen: { options?: PushOptions; consent?: Consent | 'stop' } = {}): Partial<EngineApi> {
  return {
    push: async (_ws, options) => {
      const counts = countVerbs(channel.listings);
      const consent = options.dryRun ? 'stop' : await options.consent(channel, counts);
      Object.assign(seen, { options, consent });
      const covered = consent !== 'stop' && missingConsent(counts, consent).length === 0;
      const exit = covered || options.dryRun ? EXIT.done : EXIT.guard;
      return { channels: [pushReport({ plan: channel, exit })], exit };
    },
  };
}

const TERMINAL: RunOptions = { terminal: { stdin: true, stderr: true, stdout: true }, env: { NO_COLOR: '1' } };

describe('consent', () => {
  it('comes from flags where nobody can be asked', async () => {
    const seen: { consent?: Consent | 'stop' } = {};
    const partly = await cli('push --allow-create --allow-update', { engine: pushing(seen) });
    expect([partly.code, seen.consent]).toEqual([EXIT.guard, { create: true, update: true, end: false }]);
    const whole = await cli('push --allow-create --allow-update --allow-end', { engine: pushing(seen) });
    expect(whole.code).toBe(EXIT.done);
    expect((await cli('push -y', { engine: pushing(seen) })).code).toBe(EXIT.done);
  });

  it('is not asked for where flags cover the plan', async () => {
    const prompts = answering();
    expect((await cli('push --yes', { ...TERMINAL, engine: pushing(), prompts })).code).toBe(EXIT.done);
    expect(prompts.asked).toEqual([]);
  });

  it('wants the channel typed when something is taken down', async () => {
    const prompts = answering('shop');
    const run = await cli('push', { ...TERMINAL, engine: pushing(), prompts });
    expect(run.code).toBe(EXIT.done);
    expect(prompts.asked).toEqual(['1 will be taken down on shop (LIVE). Type shop to go on:']);
    expect(run.err).toContain('- OLD-1  Old mug  is taken down');
    expect(run.err).toContain('12.90 → 14.50 EUR');
    const wrong = await cli('push', { ...TERMINAL, engine: pushing(), prompts: answering('yes') });
    expect(wrong.code).toBe(EXIT.guard);
  });

  it('takes Ctrl-C at a question for no to everything', async () => {
    const signal = new AbortController();
    const prompts = { ...answering(), confirm: () => Promise.reject(new Cancelled('x')) };
    const seen: { consent?: Consent | 'stop' } = {};
    const run = await cli('push --allow-end', { ...TERMINAL, engine: pushing(seen), prompts, signal });
    expect([run.code, seen.consent, signal.signal.aborted]).toEqual([EXIT.guard, 'stop', true]);
  });

  it('asks mildly for the rest', async () => {
    const prompts = answering(true);
    const run = await cli('push --allow-end', { ...TERMINAL, engine: pushing(), prompts });
    expect(run.code).toBe(EXIT.done);
    expect(prompts.asked).toEqual(['Send 5 changes to shop (LIVE)?']);
    const declined = await cli('push --allow-end', { ...TERMINAL, engine: pushing(), prompts: answering(false) });
    expect(declined.code).toBe(EXIT.guard);
  });
});

describe('push', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'mabang-test-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('prints the plan and sends nothing with --dry-run', async () => {
    const seen: { options?: PushOptions } = {};
    const run = await cli('push --dry-run', { engine: pushing(seen) });
    expect([run.code, seen.options?.dryRun]).toEqual([EXIT.done, true]);
    expect(run.out).toContain('~ U-R  price  12.90 → 14.50 EUR');
    expect(run.out).toContain('dry run: nothing was sent');
  });

  it('carries out a plan that diff saved, whole or as JSON answer', async () => {
    const engine = { diff: async () => diffReport({ plan }) };
    const saved = await cli('diff --out plan.json', { engine, cwd: dir });
    expect(saved.err).toContain('mabang push --plan plan.json');
    const seen: { options?: PushOptions } = {};
    await cli('push --yes --plan plan.json', { engine: pushing(seen), cwd: dir });
    expect(seen.options?.plan).toEqual(plan);
    writeFileSync(join(dir, 'answer.json'), (await cli('diff --format json', { engine })).out);
    await cli('push --yes --plan answer.json', { engine: pushing(seen), cwd: dir });
    expect(seen.options?.plan).toEqual(plan);
  });

  it('refuses a plan that was edited, exit 2', async () => {
    const text = JSON.stringify(plan).replace('14.50', '1.45');
    writeFileSync(join(dir, 'plan.json'), text);
    const run = await cli('push --yes --plan plan.json', { engine: pushing(), cwd: dir });
    expect([run.code, run.err.includes('E_PLAN_CHANGED')]).toEqual([EXIT.usage, true]);
  });

  it('refuses what is no plan, and channels beside a plan', async () => {
    for (const text of ['[]', 'nothing', '{"version":1}', 'null']) {
      writeFileSync(join(dir, 'plan.json'), text);
      const run = await cli('push --plan plan.json', { engine: pushing(), cwd: dir });
      expect([run.code, run.err.includes('E_PLAN_FILE')]).toEqual([EXIT.usage, true]);
    }
    expect((await cli('push shop --plan plan.json', { engine: pushing(), cwd: dir })).err).toContain(
      '--plan says which',
    );
    const gone = await cli('push --plan gone.json', { engine: pushing(), cwd: dir });
    expect([gone.code, gone.err.includes('E_SYSTEM_NOENT')]).toEqual([EXIT.usage, true]);
  });

  it('writes the plan file whole or not at all', async () => {
    const engine = { diff: async () => diffReport({ plan }) };
    await cli('diff --out plan.json', { engine, cwd: dir });
    const before = readFileSync(join(dir, 'plan.json'), 'utf8');
    const run = await cli('diff --out nowhere/plan.json', { engine, cwd: dir });
    expect(run.code).toBe(EXIT.usage);
    expect(readFileSync(join(dir, 'plan.json'), 'utf8')).toBe(before);
    expect(statSync(join(dir, 'plan.json')).isFile()).toBe(true);
  });

  it('hands over times, facets and allowed dangers', async () => {
    const seen: { options?: PushOptions } = {};
    await cli('push shop --yes --wait 5m --facets price --allow E_D', { engine: pushing(seen) });
    expect(seen.options).toMatchObject({ channels: ['shop'], waitMs: 300_000, facets: ['price'], allow: ['E_D'] });
    expect((await cli('push --wait soon', { engine: pushing() })).err).toContain('a time like 90s, 5m or 2h');
  });

  it('says in one line per channel that all went well, and why when not', async () => {
    const engine = (part: Parameters<typeof pushReport>[0], exit: 0 | 3 = 0) => ({
      push: async () => ({ channels: [pushReport(part)], exit }),
    });
    const good = await cli('push', {
      engine: engine({
        counts: { planned: 5, landed: 5, accepted: 0, rejected: 0, unknown: 0, notLanded: 0 },
        requests: { total: 9, writes: 2 },
      }),
    });
    expect(good.out).toBe('shop · LIVE: 5 seen live of 5 planned · 9 requests, 2 of them writing\n');
    const issue = finding({ code: 'E_TITLE', message: { en: 'title too long', zh: '标题过长' } });
    const bad = {
      counts: { planned: 2, landed: 1, accepted: 0, rejected: 1, unknown: 0, notLanded: 0 },
      outcomes: [
        {
          code: 'MUG',
          sku: 'M-1',
          verb: 'update' as const,
          outcome: { changeId: 'MUG/M-1', status: 'rejected' as const, retry: 'never' as const, issues: [issue] },
        },
      ],
      resumed: { looked: 3, landed: 2, void: 1, open: 0 },
      exit: EXIT.rejected,
    };
    const text = await cli('push', { engine: engine(bad, 3) });
    expect(text.code).toBe(EXIT.rejected);
    expect(text.out).toContain('1 seen live, 1 rejected of 2 planned');
    expect(text.out).toContain('3 left open by earlier runs: 2 had landed, 1 had not happened, 0 still open');
    expect(text.out).toContain('E_TITLE  title too long');
    expect(text.out).toContain('channel shop · product MUG · SKU M-1');
    const csv = await cli('push --format csv', { engine: engine(bad, 3) });
    expect(csv.out).toContain('shop,live,MUG,M-1,update,rejected,never,E_TITLE,title too long');
  });
});

describe('diff', () => {
  it('exits 1 only when it is asked to', async () => {
    const engine = { diff: async () => diffReport({ plan }) };
    expect((await cli('diff', { engine })).code).toBe(EXIT.done);
    expect((await cli('diff --exit-code', { engine })).code).toBe(EXIT.findings);
    expect((await cli('diff --exit-code', { engine: { diff: async () => diffReport() } })).code).toBe(EXIT.done);
  });

  it('says what could not be read on stderr, with its exit code', async () => {
    const failure = { channel: 'outlet', error: finding({ code: 'E_CREDENTIALS' }), exit: EXIT.credentials };
    const run = await cli('diff --exit-code', {
      engine: { diff: async () => diffReport({ plan, failed: [failure] }) },
    });
    expect(run.code).toBe(EXIT.credentials);
    expect(run.err).toContain('E_CREDENTIALS');
    expect(run.out).toContain('shop · acme · LIVE');
  });

  it('is one line per channel with --quiet, and nothing on stderr', async () => {
    const run = await cli('diff --quiet', { engine: { diff: async () => diffReport({ plan }) } });
    expect(run.out).toBe(
      'shop · acme · LIVE: 1 to create, 1 to update, 1 to end (5 changes) · 2,034 as wanted · 2 held back by an error\n',
    );
    expect(run.err).toBe('');
  });

  it('does not pass over a workspace without channels in silence', async () => {
    const engine = { openWorkspace: () => workspace({ channels: {} }), diff: async () => diffReport() };
    for (const command of ['diff', 'push --yes']) {
      const run = await cli(command, { engine });
      expect([run.code, run.err.includes('E_NO_CHANNELS')]).toEqual([EXIT.usage, true]);
    }
  });

  it('tells a finding once', async () => {
    const one = finding({ code: 'E_X', place: { channel: 'shop' } });
    const twice = { ...plan, channels: [{ ...channel, findings: [one] }] };
    const run = await cli('diff --format ndjson', {
      engine: { diff: async () => diffReport({ plan: twice, findings: [one] }) },
    });
    expect(run.out.match(/"type":"finding"/g)).toHaveLength(1);
  });
});
