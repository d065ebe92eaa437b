import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/core/index.ts';
import type { AdoptReport, ImportOptions, ImportReport, InitAnswers } from '../../src/engine/index.ts';
import { finding } from '../report/samples.ts';
import { answering, cli, workspace } from './harness.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mabang-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const imported = (file: string, part: Partial<ImportReport> = {}): ImportReport => ({
  file,
  reading: { encoding: 'gb18030', delimiter: ',', headerRow: 1, headers: [], evidence: [], hash: '', bytes: 1 },
  mapping: { columns: { 售价: 'price' }, ignored: ['备注'] },
  rows: 3,
  products: { new: 1, changed: 0, same: 1 },
  variants: { new: 2, changed: 1, same: 0 },
  rejected: 0,
  skipped: 0,
  findings: [],
  result: 'committed',
  exit: EXIT.done,
  ...part,
});

describe('import', () => {
  it('hands over what was asked for and says what became of the sheet', async () => {
    const seen: ImportOptions[] = [];
    const importSheet = async (_ws: unknown, options: ImportOptions) => {
      seen.push(options);
      return imported(options.file);
    };
    const run = await cli('import in.csv --mapping m.yaml --encoding gbk --on-error skip-row --dry-run --again', {
      engine: { importSheet },
      cwd: dir,
    });
    expect(seen).toEqual([
      {
        file: 'in.csv',
        mapping: 'm.yaml',
        encoding: 'gb18030',
        onError: 'skip-row',
        dryRun: true,
        again: true,
      },
    ]);
    await cli('import in.xlsx --encoding cp949 --sheet 库存 --accept gtin,missing', {
      engine: { importSheet },
      cwd: dir,
    });
    expect(seen[1]).toMatchObject({ encoding: 'euc-kr', sheet: '库存', accept: ['gtin', 'missing'], onError: 'stop' });
    const wrong = await cli('import in.csv --accept prices', { engine: { importSheet }, cwd: dir });
    expect([wrong.code, seen.length]).toEqual([EXIT.usage, 2]);
    expect(run.out).toContain('3 rows · 2 products (1 new, 1 unchanged) · 3 SKUs (2 new, 1 changed)');
    expect(run.out).toContain('售价 → price');
    expect(run.out).toContain('columns left out: 备注');
  });

  it('keeps a pipe in a file for as long as it is read, and rejects where they stay', async () => {
    let spooled = '';
    const importSheet = async (_ws: unknown, options: ImportOptions) => {
      spooled = options.file;
      expect(readFileSync(spooled, 'utf8')).toBe('sku,price\nA,1\n');
      expect(options.rejects).toBe('stdin.rejects.csv');
      return imported(options.name ?? options.file, {
        findings: [finding({ code: 'W_X', place: { file: options.name ?? '', row: 2 } })],
      });
    };
    const run = await cli('import - --format json', { engine: { importSheet }, cwd: dir, stdin: 'sku,price\nA,1\n' });
    expect(JSON.parse(run.out)).toMatchObject({ kind: 'import', file: 'stdin' });
    expect(run.out).not.toContain(spooled);
    expect(existsSync(spooled)).toBe(false);
  });

  it('shows findings with their places and ends with the engine’s exit code', async () => {
    const error = finding({ code: 'E_PRICE', place: { file: 'in.csv', row: 4, column: '售价' } });
    const report = imported('in.csv', {
      findings: [error],
      rejected: 1,
      result: 'refused',
      exit: EXIT.findings,
      rejectsFile: 'r.csv',
    });
    const run = await cli('import in.csv', { engine: { importSheet: async () => report } });
    expect(run.code).toBe(EXIT.findings);
    expect(run.out).toContain('in.csv:4:售价');
    expect(run.out).toContain('1 row rejected → r.csv');
  });
});

describe('validate', () => {
  it('writes the formats of other tools', async () => {
    const findings = [finding({ code: 'E_X', place: { file: 's.csv', row: 2, line: 2 } })];
    const validate = async () => ({ checked: { products: 1, variants: 1 }, findings, exit: EXIT.findings });
    const answers = await Promise.all(
      ['github', 'junit', 'sarif', 'csv', 'ndjson', 'json', 'text'].map((format) =>
        cli(`validate s.csv --format ${format}`, { engine: { validate } }),
      ),
    );
    const starts = [
      '::error file=s.csv',
      '<?xml',
      '{\n  "$schema"',
      '\uFEFFseverity',
      '{"mabang":1',
      '{\n  "mabang": 1',
      'error E_X',
    ];
    answers.forEach((run, i) => {
      expect(run.code).toBe(EXIT.findings);
      expect(run.out.startsWith(starts[i] ?? '?')).toBe(true);
    });
  });
});

describe('init', () => {
  const kept: InitAnswers[] = [];
  const engine = {
    initWorkspace: (_dir: string, answers: InitAnswers) => {
      kept.push(answers);
      return { files: ['mabang.yaml', 'catalogue.db'] };
    },
  };
  const line =
    'init --channel shop --adapter acme --environment live --currency eur --connection url=https://a.example/?x=1';
  beforeEach(() => {
    kept.length = 0;
  });

  it('takes everything from flags and the secret from the environment', async () => {
    const run = await cli(line, { engine, env: { MABANG_SHOP_KEY: 'hush-hush' } });
    expect(run.code).toBe(EXIT.done);
    expect(kept[0]?.channels).toEqual([
      {
        name: 'shop',
        adapter: 'acme',
        environment: 'live',
        currency: 'EUR',
        connection: { url: 'https://a.example/?x=1' },
        secrets: { key: 'hush-hush' },
      },
    ]);
    expect(run.out + run.err).not.toContain('hush-hush');
  });

  it('takes secrets from a file that nobody else can read', async () => {
    const file = join(dir, 'secrets');
    writeFileSync(file, '# mine\nkey = from=file \n', { mode: 0o600 });
    await cli(`${line} --secrets-file secrets`, { engine, cwd: dir });
    expect(kept[0]?.channels[0]?.secrets).toEqual({ key: 'from=file' });
    writeFileSync(file, '{"MABANG_SHOP_KEY":"from json"}');
    await cli(`${line} --secrets-file secrets`, { engine, cwd: dir });
    expect(kept[1]?.channels[0]?.secrets).toEqual({ key: 'from json' });
    chmodSync(file, 0o644);
    const open = await cli(`${line} --secrets-file secrets`, { engine, cwd: dir });
    expect([open.code, open.err.includes('chmod 600')]).toEqual([EXIT.credentials, true]);
    writeFileSync(file, 'topsecret-without-a-name');
    chmodSync(file, 0o600);
    const broken = await cli(`${line} --secrets-file secrets`, { engine, cwd: dir });
    expect([broken.code, broken.err.includes('topsecret')]).toEqual([EXIT.usage, false]);
  });

  it('says which secret is missing and how to give it', async () => {
    expect((await cli(line, { engine })).err).toContain('set MABANG_SHOP_KEY');
  });

  it('names everything that is missing at once, and what is wrong', async () => {
    const run = await cli('init --channel shop --adapter acme', { engine });
    expect([run.code, kept.length]).toEqual([EXIT.usage, 0]);
    expect(run.err).toContain('missing: --environment, --currency, --connection url=…');
    expect((await cli(`${line} --currency EURO`, { engine })).err).toContain('EURO is not an ISO 4217 code');
    expect((await cli(line.replace('=acme', '').replace('acme', 'acne'), { engine })).err).toContain(
      'did you mean acme?',
    );
    expect((await cli(line.replace('shop', 'My_Shop'), { engine })).err).toContain('lower-case letters');
    expect((await cli(`${line} --connection url=b`, { engine })).err).toContain('--connection url: not an address');
    expect((await cli(`${line} --connection typo=b`, { engine })).err).toContain('typo');
    expect((await cli('init --connection url', { engine })).err).toContain('--connection: key=value');
  });

  it('makes a workspace without channels when nobody says anything', async () => {
    expect((await cli('init', { engine })).code).toBe(EXIT.done);
    expect(kept).toEqual([{ channels: [] }]);
  });

  it('asks for what the flags did not say', async () => {
    const prompts = answering('UPPER', 'outlet', 'sandbox', 'xxx', 'usd', 'b', 'https://b.example', '', 'typed secret');
    await cli('init --adapter acme', { engine, prompts });
    expect(kept[0]?.channels).toEqual([
      {
        name: 'outlet',
        adapter: 'acme',
        environment: 'sandbox',
        currency: 'USD',
        connection: { url: 'https://b.example' },
        secrets: { key: 'typed secret' },
      },
    ]);
    expect(prompts.asked.at(-1)).toBe('Key');
  });
});

describe('relist', () => {
  const removals = [
    { code: 'MUG', sku: 'M-1', why: { en: 'banned for its title', zh: '标题违规' }, at: '2026-11-01T00:00:00.000Z' },
    {
      code: 'CUP',
      why: { en: 'gone', zh: '消失' },
      at: '2026-11-02T00:00:00.000Z',
      allowed: '2026-11-03T00:00:00.000Z',
    },
  ];
  const asked: (readonly string[])[] = [];
  const engine = {
    relist: async (_ws: unknown, channel: string, codes: readonly string[]) => {
      asked.push(codes);
      return { channel, removals, allowed: codes };
    },
  };

  it('lists what was taken off, why, and what may be listed again', async () => {
    const run = await cli('relist shop', { engine });
    expect(asked.at(-1)).toEqual([]);
    expect(run.out).toContain('MUG / M-1 · 2026-11-01T00:00:00.000Z · left alone\n      banned for its title');
    expect(run.out).toContain('CUP · 2026-11-02T00:00:00.000Z · may be listed again, said 2026-11-03');
    expect(run.err).not.toContain('next:');
  });

  it('hands on the codes that are named, and no others', async () => {
    const run = await cli('relist shop MUG --format json', { engine });
    expect(asked.at(-1)).toEqual(['MUG']);
    expect(JSON.parse(run.out)).toMatchObject({ kind: 'relist', channel: 'shop', allowed: ['MUG'] });
  });
});

describe('adopt', () => {
  const report = (adopted: number): AdoptReport => ({
    channel: 'shop',
    matches: [
      {
        code: 'MUG',
        remoteId: { id: 7 },
        title: 'Mug',
        skus: ['M-1'],
        extra: ['M-9'],
        mark: 'theirs',
        differs: ['price'],
      },
    ],
    ambiguous: [{ code: 'CUP', remoteIds: [1, 2] }],
    adopted,
  });
  const calls: { apply: boolean; codes?: readonly string[] }[] = [];
  const engine = {
    adopt: async (_ws: unknown, _channel: string, options: { apply: boolean; codes?: readonly string[] }) => {
      calls.push(options);
      return report(options.apply ? 1 : 0);
    },
  };
  beforeEach(() => {
    calls.length = 0;
  });

  it('only shows where nobody agreed', async () => {
    const run = await cli('adopt shop', { engine });
    expect(calls).toEqual([{ apply: false }]);
    expect(run.out).toContain('MUG  Mug  {"id":7}');
    expect(run.out).toContain('(left alone): M-9');
    expect(run.out).toContain('the next push would change: price');
    expect(run.out).toContain('? CUP  its SKUs stand in 2 listings');
    expect(run.err).toContain('--yes does it');
  });

  it('takes over exactly what it showed', async () => {
    const run = await cli('adopt shop MUG CUP --yes', { engine });
    expect(calls).toEqual([
      { apply: false, codes: ['MUG', 'CUP'] },
      { apply: true, codes: ['MUG'] },
    ]);
    expect(run.out).toContain('1 listing taken over');
  });

  it('asks on a terminal', async () => {
    const terminal = { stdin: true, stderr: true };
    await cli('adopt shop', { engine, terminal, prompts: answering(false) });
    expect(calls).toEqual([{ apply: false }]);
    await cli('adopt shop', { engine, terminal, prompts: answering(true) });
    expect(calls.at(-1)).toEqual({ apply: true, codes: ['MUG'] });
  });
});

describe('status, show, config, adapters', () => {
  it('status says what is open and what failed', async () => {
    const at = '2026-11-23T10:00:00.000Z';
    const status = () => ({
      catalogue: { file: 'catalogue.db', products: 2, variants: 3 },
      channels: [
        {
          channel: 'shop',
          adapter: 'acme',
          environment: 'live' as const,
          listings: { live: 1234, ended: 0, foreign: 1, notListed: 0 },
          lastRun: { id: 1, at, ended: 'done' },
          open: [{ code: 'MUG', sku: 'M-1', verb: 'create' as const, state: 'unknown', since: at, reason: 'time-out' }],
          removed: [{ code: 'PAN', why: { en: 'banned', zh: '禁卖' }, at }],
          failed: [{ code: 'CUP', verb: 'update' as const, issues: [finding({ code: 'E_TITLE' })], at }],
        },
      ],
    });
    const run = await cli('status', { engine: { status } });
    expect(run.out).toMatch(/shop +acme +LIVE +1,234 +0 +1 +0 +1 +1 +2026-11-23T10:00:00\.000Z \(done\)/);
    expect(run.out).toContain('MUG / M-1 · create · unknown');
    expect(run.out).toContain('E_TITLE  E_TITLE happened');
    expect(JSON.parse((await cli('status --format json', { engine: { status } })).out).kind).toBe('status');
  });

  it('show lays wanted beside seen', async () => {
    const show = async () => ({
      product: {
        code: 'MUG',
        title: 'Mug',
        description: '',
        bullets: [],
        category: '',
        attributes: {},
        images: [],
        axes: ['Color'],
        status: 'active' as const,
        variants: [
          {
            sku: 'M-1',
            options: { Color: 'Red' },
            price: { minor: 500, currency: 'JPY' },
            images: [],
            attributes: {},
            status: 'active' as const,
          },
        ],
      },
      sources: [{ field: 'title', file: 's.csv', row: 2, column: '标题' }],
      channels: [
        {
          channel: 'shop',
          state: 'update' as const,
          remoteId: 7,
          wanted: { product: {}, variants: { 'M-1': { price: '5.00', stock: 3 } } },
          seen: { product: {}, variants: { 'M-1': { price: '4.00', stock: 3 } } },
          findings: [],
        },
      ],
    });
    const run = await cli('show MUG', { engine: { show } });
    expect(run.out).toMatch(/M-1 +Red +500 JPY +—/);
    expect(run.out).toContain('s.csv:2  title (标题)');
    expect(run.out).toContain('shop: a push updates it  7');
    expect(run.out).toContain('M-1 price  4.00 → 5.00');
    expect(run.out).toContain('M-1 stock  3');
  });

  it('config show --origin says where each value came from', async () => {
    const explainConfig = () => [{ key: 'channels.shop.currency', value: '"EUR"', origin: 'mabang.yaml' }];
    const run = await cli('config show --origin --lang en', { engine: { explainConfig }, env: { MABANG_QUIET: '1' } });
    expect(run.out).toMatch(/^channels\.shop\.currency +"EUR" +mabang\.yaml$/m);
    expect(run.out).toMatch(/^lang +en +--lang$/m);
    expect(run.out).toMatch(/^quiet +true +MABANG_QUIET$/m);
    expect(run.out).toMatch(/^dir +\S+ +default$/m);
    expect((await cli('config show', { engine: { explainConfig } })).out).not.toContain('mabang.yaml');
  });

  it('adapters knows one by its id', async () => {
    expect((await cli('adapters')).out).toContain('acme     Acme Market');
    expect((await cli('adapters acme')).out).toContain('acme · Acme Market');
    expect((await cli('adapters acne')).err).toContain('did you mean acme?');
  });

  it('speaks the language of mabang.yaml unless another was asked for', async () => {
    const engine = {
      openWorkspace: () => workspace({ language: 'zh' }),
      status: () => ({ catalogue: { file: 'c.db', products: 1, variants: 1 }, channels: [] }),
    };
    expect((await cli('status', { engine })).out).toContain('1 个商品');
    expect((await cli('status --lang en', { engine })).out).toContain('1 product');
    expect((await cli('status', { engine, env: { MABANG_LANG: 'en' } })).out).toContain('1 product');
  });
});

describe('emulate', () => {
  it('says how to reach it, and closes when it is told to stop', async () => {
    const controller = new AbortController();
    let closed = 0;
    const started: unknown[] = [];
    const loadEmulator = async () => ({
      start: async (options: unknown) => {
        started.push(options);
        setTimeout(() => controller.abort(), 20);
        return {
          url: 'http://127.0.0.1:4010',
          connection: { url: 'http://127.0.0.1:4010', mode: "it's" },
          secrets: { key: 'test-key' },
          currency: 'EUR',
          close: async () => {
            closed++;
          },
        };
      },
    });
    const run = await cli('emulate acme --port 4010 --speed 60', { engine: { loadEmulator }, signal: controller });
    expect([run.code, closed]).toEqual([EXIT.done, 1]);
    expect(started).toEqual([{ port: 4010, speed: 60 }]);
    expect(run.out).toContain(
      "MABANG_TRY_KEY=test-key mabang init --dir try --channel try --adapter acme --environment sandbox --currency EUR --connection url=http://127.0.0.1:4010 --connection 'mode=it'\\''s'",
    );
    expect((await cli('emulate acme --port 0', { engine: { loadEmulator } })).code).toBe(EXIT.usage);
  });
});

describe('override', () => {
  const calls: unknown[][] = [];
  const engine = {
    override: (_ws: unknown, ...rest: unknown[]) => {
      calls.push(rest);
      const [, , field, value] = rest as [string, string, 'price', string | undefined];
      return value === undefined ? undefined : { code: 'MUG', sku: 'M-1', field, value };
    },
  };

  it('sets, removes, and wants one of the two', async () => {
    expect((await cli('override shop M-1 price 14.90', { engine })).out).toContain('shop · M-1 · price: 14.90');
    expect((await cli('override shop M-1 price --remove', { engine })).out).toContain('as in the catalogue');
    expect(calls).toEqual([
      ['shop', 'M-1', 'price', '14.90'],
      ['shop', 'M-1', 'price', undefined],
    ]);
    expect((await cli('override shop M-1 price', { engine })).code).toBe(2);
    expect((await cli('override shop M-1 colour red', { engine })).code).toBe(2);
  });
});
