import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXIT, MabangError } from '../../src/core/index.ts';
import * as engine from '../../src/engine/index.ts';
import { Bench, leaks, SOURCES, spellings } from './secrets-bench.ts';

async function open(adapter: string): Promise<Bench> {
  const bench = await Bench.open(adapter);
  onTestFinished(() => bench.close());
  return bench;
}

/** A bug that carries what it should not: each secret, raw, encoded, in base64 and as a pair. */
function shout(bench: Bench): string {
  const all = bench.secrets();
  return all.flatMap((secret) => spellings(secret, all)).join('\n');
}

describe.each(engine.builtIn.ids)('%s', (adapter) => {
  it.each(SOURCES)('no output, trace, report, plan, journal or crash shows a secret from the %s', async (source) => {
    const bench = await open(adapter);
    bench.use(source);
    bench.put(1);
    const good = async (line: string) => {
      const ran = await bench.run(line);
      expect([line, ran.code, ran.code === 0 ? '' : ran.err]).toEqual([line, EXIT.done, '']);
      return ran;
    };
    await good('diff shop --debug-http --format json --out plan.json');
    await good('push shop --yes --debug-http --debug-http-file trace.jsonl --format json --wait 2h');
    bench.put(1, 1390);
    bench.put(2);
    await good('push shop --yes --format ndjson --wait 2h');
    for (const line of ['status --format json', 'history --format json', 'history 1', 'show MUG-1 --format json'])
      await good(line);
    await good('auth status shop --format json');
    await good('auth test shop --debug-http');
    for (const line of ['config show --origin', 'doctor --offline --format json', 'backup copy.db', 'adapters'])
      await bench.run(line);
    await bench.run('export shop --out export.csv');
    writeFileSync(join(bench.dir, 'sheet.csv'), 'SKU,Title,Price,Quantity\nA-1,Tea,4.90,3\nA-2,Tea,cheap,3\n');
    await bench.run('import sheet.csv --on-error skip-row');

    // What a platform may throw back: every request as it came, as one error and another.
    for (const line of ['push echo --yes --debug-http', 'diff echo --debug-http --format json', 'auth test echo'])
      for (let times = 0; times < 2; times++) await bench.run(line);
    bench.put(1, 1490);
    for (const kind of ['deny', 'html', 'error', 'drop', 'truncate'] as const) {
      bench.emulator.clearFaults();
      bench.emulator.inject({ kind, times: 2 });
      await bench.run('push shop --yes --debug-http --wait 0s');
    }
    bench.emulator.clearFaults();

    // Crashes on our own side, of every kind that is told.
    const words = () => ({ en: shout(bench), zh: shout(bench) });
    const crashes: readonly (() => unknown)[] = [
      () => new Error(shout(bench)),
      () => new TypeError(`multi-line\n${shout(bench)}`),
      () => new MabangError('E_TEST', EXIT.usage, words(), { place: { field: shout(bench) }, next: words() }),
      () => Object.assign(new Error(shout(bench)), { code: 'ENOENT', syscall: 'open', path: shout(bench) }),
      () => shout(bench),
    ];
    const formats = ['text', 'json', 'ndjson'];
    for (const [n, crash] of crashes.entries()) {
      const ran = await bench.run(`push shop --yes --format ${formats[n % formats.length]}`, {
        async push(ws, options) {
          // What the run has met by now is what it can hide.
          if (n === 0) await engine.push(ws as engine.Workspace, { ...options, dryRun: true });
          throw crash();
        },
      });
      expect(ran.code).not.toBe(0);
      expect(ran.err).toContain('***');
    }

    const outputs = [...bench.outputs, ...bench.files()];
    expect(outputs.map(([name]) => name)).toEqual(
      expect.arrayContaining(['plan.json', 'trace.jsonl', 'catalogue.db', 'copy.db']),
    );
    expect(readFileSync(join(bench.dir, 'trace.jsonl'), 'utf8')).toContain('"kind":"request"');
    expect(leaks(outputs, bench.secrets())).toEqual([]);
  });

  it('nor does a command that shouts its secrets and fails, nor one whose secrets are wrong', async () => {
    const bench = await open(adapter);
    const all = JSON.stringify(Object.values(bench.emulator.secrets));
    bench.put(1);
    bench.use('command');
    bench.command(`const all = ${all}; console.log(...all); console.error(...all); process.exit(3);`);
    for (const line of [
      'push shop --yes --debug-http',
      'diff shop --format json',
      'auth status',
      'auth test',
      'doctor --offline',
    ]) {
      const ran = await bench.run(line);
      expect([line, ran.code]).not.toEqual([line, EXIT.done]);
    }
    const wrong = Object.entries(bench.emulator.secrets).map(([name, value]) => [name, `${value}x`] as const);
    bench.use('command', Object.fromEntries(wrong));
    const refused = await bench.run('push shop --yes --debug-http --format json');
    expect(refused.code).not.toBe(EXIT.done);
    const secrets = [...bench.secrets(), ...wrong.map(([, value]) => value)];
    expect(leaks([...bench.outputs, ...bench.files()], secrets)).toEqual([]);
  });

  it('the tokens that grants have given are looked for too', async () => {
    const bench = await open(adapter);
    bench.use('file');
    bench.put(1);
    await bench.run('push shop --yes');
    const more = bench.secrets().length - Object.keys(bench.emulator.secrets).length;
    const { auth } = await engine.loadAdapter(adapter);
    expect(more > 0).toBe((auth.tokens ?? []).length > 0);
  });
});

describe('this would be seen', () => {
  it('without the register a crash shows a secret of a command, and what a grant gave', async () => {
    const [adapter = ''] = engine.builtIn.ids;
    const bench = await open(adapter);
    bench.use('command');
    const push: NonNullable<Parameters<Bench['run']>[1]>['push'] = async (ws, options) => {
      await engine.push(ws as engine.Workspace, { ...options, dryRun: true });
      throw new Error(bench.secrets().join(' '));
    };
    const { hideSecrets: _, ...rest } = engine;
    const shown = await bench.run('push shop --yes', { ...(rest as object), push, hideSecrets: (text) => text });
    expect(leaks([['crash', shown.err]], bench.secrets())).toEqual([expect.stringContaining('crash')]);
    const hidden = await bench.run('push shop --yes', { push });
    expect(leaks([['crash', hidden.err]], bench.secrets())).toEqual([]);
  });

  it('a secret in any spelling is found', () => {
    const secrets = ['s3cret/one+two=', 'an0ther-secret'];
    for (const text of secrets.flatMap((secret) => spellings(secret, secrets)))
      expect(leaks([['x', `before ${text} after`]], secrets)).toHaveLength(1);
    expect(leaks([['x', 'nothing of it']], secrets)).toEqual([]);
  });
});
