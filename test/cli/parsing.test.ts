import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { EXIT } from '../../src/core/index.ts';
import { cli, diffReport, noWorkspace, pushReport } from './harness.ts';

describe('what is not understood', () => {
  it('suggests the command that was meant, exit 2', async () => {
    const run = await cli('psuh');
    expect(run.code).toBe(EXIT.usage);
    expect(run.out).toBe('');
    expect(run.err).toContain('E_UNKNOWN_COMMAND: there is no command psuh');
    expect(run.err).toContain('did you mean: mabang push');
  });

  it('suggests nothing that is far away', async () => {
    expect((await cli('frobnicate')).err).toContain('see: mabang --help');
  });

  it('suggests the option that was meant and takes no abbreviation', async () => {
    const run = await cli('push --dry');
    expect(run.code).toBe(EXIT.usage);
    expect(run.err).toContain('there is no option --dry');
    expect((await cli('push --alow-end')).err).toContain('did you mean --allow-end?');
  });

  it('names the choices, wherever the value came from', async () => {
    const flag = await cli('diff --facets price,colour');
    expect(flag.code).toBe(EXIT.usage);
    expect(flag.err).toContain('--facets: colour is not one of content, media, price, stock, variation, status');
    const env = await cli('diff', { env: { MABANG_FACETS: 'colour' } });
    expect(env.err).toContain('MABANG_FACETS: colour is not one of');
  });

  it('names what is missing or too much', async () => {
    expect((await cli('show')).err).toContain('<sku> is missing');
    expect((await cli('show a b')).err).toContain('too many arguments');
    expect((await cli('diff --out')).err).toContain('needs a value');
    expect((await cli('diff --format xml')).err).toContain('one of: text, json, ndjson, csv');
    expect((await cli('config hide')).err).toContain('hide is not one of show');
    expect((await cli('--frob')).err).toContain('there is no option --frob');
  });

  it('says it in Chinese, however Chinese is asked for', async () => {
    const asks: readonly [string, Record<string, string>][] = [
      ['psuh --lang zh', {}],
      ['--lang=zh-CN psuh', {}],
      ['psuh', { MABANG_LANG: 'zh' }],
      ['psuh', { LANG: 'zh_CN.UTF-8' }],
      ['psuh', { LANG: 'en_GB.UTF-8', LC_ALL: 'zh_TW.UTF-8' }],
    ];
    for (const [line, env] of asks) expect((await cli(line, { env })).err).toContain('没有命令 psuh');
    expect((await cli('psuh --lang en', { env: { LANG: 'zh_CN' } })).err).toContain('there is no command psuh');
    expect((await cli('status --lang fr')).err).toContain('messages exist in en and zh');
  });

  it('gives a reader of JSON an envelope for the error too', async () => {
    const run = await cli('diff --format json', { engine: { openWorkspace: noWorkspace } });
    expect(run.code).toBe(EXIT.usage);
    expect(JSON.parse(run.out)).toMatchObject({ mabang: 1, kind: 'error', error: { code: 'E_NO_WORKSPACE' }, exit: 2 });
    expect(run.err).toContain('E_NO_WORKSPACE');
  });
});

describe('flags, environment, default', () => {
  const seen: unknown[] = [];
  const engine = {
    diff: async (_ws: unknown, options: unknown) => {
      seen.push(options);
      return diffReport();
    },
  };

  it('takes global options before and after the command', async () => {
    for (const line of ['--format json diff', 'diff --format json'])
      expect(JSON.parse((await cli(line, { engine })).out)).toMatchObject({ kind: 'diff' });
  });

  it('lets a flag win over the environment', async () => {
    const run = await cli('diff --format csv', { engine, env: { MABANG_FORMAT: 'json' } });
    expect(run.out.startsWith('\uFEFFchannel,')).toBe(true);
    expect(JSON.parse((await cli('diff', { engine, env: { MABANG_FORMAT: 'json' } })).out).kind).toBe('diff');
  });

  it('collects repeated and comma-separated values, and keeps channels apart from options', async () => {
    seen.length = 0;
    await cli('diff shop --facets stock,price --facets price outlet --allow E_A,E_B', { engine });
    expect(seen).toEqual([{ channels: ['shop', 'outlet'], facets: ['price', 'stock'], allow: ['E_A', 'E_B'] }]);
  });

  it('takes no consent from the environment', async () => {
    const consents: unknown[] = [];
    await cli('push', {
      engine: {
        push: async (_ws, options) => {
          const report = pushReport();
          consents.push(await options.consent(report.plan, { create: 1, update: 1, end: 1 }));
          return { channels: [report], exit: 0 };
        },
      },
      env: { MABANG_YES: '1', MABANG_ALLOW_END: '1', MABANG_ALLOW_CREATE: 'true' },
    });
    expect(consents).toEqual([{ create: false, update: false, end: false }]);
  });

  it('refuses a flag variable that is neither yes nor no', async () => {
    expect((await cli('diff', { engine, env: { MABANG_QUIET: 'maybe' } })).err).toContain('MABANG_QUIET: 1 or 0');
  });

  it('never changes the format because of a pipe', async () => {
    const terminal = await cli('diff', { engine, terminal: { stdout: true }, env: { NO_COLOR: '1' } });
    expect((await cli('diff', { engine })).out).toBe(terminal.out);
  });
});

describe('help', () => {
  it('shows examples before usage and options, for every command', async () => {
    for (const name of Object.keys(COMMANDS)) {
      const run = await cli(`${name} --help`);
      expect(run.code).toBe(EXIT.done);
      const [examples, usage, options] = ['Examples\n', 'Usage\n', 'Options'].map((word) => run.out.indexOf(word));
      expect(examples).toBeGreaterThan(0);
      expect(usage).toBeGreaterThan(examples as number);
      expect(options).toBeGreaterThan(usage as number);
      expect(run.out).toContain(`mabang ${name}`);
      expect(await cli(`help ${name}`)).toEqual(run);
    }
  });

  it('has every word in both languages', async () => {
    for (const load of Object.values(COMMANDS)) {
      const spec = await load();
      const words = [
        spec.summary,
        ...spec.examples.map((example) => example.what),
        ...spec.options.map((option) => option.summary),
        ...spec.arguments.map((argument) => argument.summary),
      ];
      for (const { en, zh } of words) {
        expect(en).toMatch(/[a-z]/);
        expect(zh).toMatch(/\p{Script=Han}/u);
      }
    }
  });

  it('lists every command and topic', async () => {
    const { out, code } = await cli('--help');
    expect(code).toBe(EXIT.done);
    for (const name of Object.keys(COMMANDS)) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(out).toContain('help exit-codes');
    const bare = await cli('');
    expect([bare.code, bare.out]).toEqual([EXIT.usage, '']);
    expect(bare.err).toBe(out);
  });

  it('has one meaning for each exit code, and all of them', async () => {
    const { codes } = JSON.parse((await cli('help exit-codes --format json')).out);
    expect(Object.fromEntries(codes.map((row: { name: string; code: number }) => [row.name, row.code]))).toEqual(EXIT);
    expect(new Set(codes.map((row: { meaning: string }) => row.meaning)).size).toBe(codes.length);
    const { out } = await cli('help exit-codes');
    for (const code of Object.values(EXIT)) expect(out).toMatch(new RegExp(`^ *${code} {2}`, 'm'));
  });

  it('tells its version anywhere', async () => {
    expect((await cli('--version --lang zh')).out).toBe('9.9.9\n');
  });
});
