import { describe, expect, it } from 'vitest';
import { MabangError } from '../../src/core/index.ts';
import type { AuthStatus, AuthTest, DoctorReport } from '../../src/engine/index.ts';
import { answering, cli } from './harness.ts';

const status: AuthStatus = {
  exit: 6,
  channels: [
    {
      channel: 'shop',
      adapter: 'acme',
      environment: 'live',
      secrets: [
        { name: 'key', title: 'Key', origin: 'environment', variable: 'MABANG_SHOP_KEY' },
        { name: 'secret', title: 'Secret', origin: 'missing', variable: 'MABANG_SHOP_SECRET' },
      ],
      tokens: [
        {
          name: 'access',
          title: 'the access token',
          issuedAt: '2026-01-01T00:00:00.000Z',
          expiresAt: '2026-01-01T04:00:00.000Z',
          state: 'expired',
        },
      ],
      findings: [
        {
          code: 'E_NO_SECRET',
          severity: 'error',
          message: { en: 'no Secret', zh: '缺少 Secret' },
          place: { channel: 'shop' },
        },
      ],
    },
  ],
};
const tested: AuthTest = {
  exit: 0,
  channels: [{ channel: 'shop', environment: 'live', ok: true, account: { name: 'Mugs', nested: { a: 1 } } }],
};

describe('mabang auth', () => {
  it('status shows origins and findings in both languages, and ends with what was found', async () => {
    const engine = { authStatus: async () => status };
    const en = await cli('auth status', { engine });
    expect(en.code).toBe(6);
    expect(en.out).toMatch(/key \(Key\) +environment MABANG_SHOP_KEY/);
    expect(en.out).toContain('E_NO_SECRET');
    expect(en.out).toContain('renewed when next needed');
    expect((await cli('auth status --lang zh', { engine })).out).toContain('环境变量');
    const json = JSON.parse((await cli('auth status --format json', { engine })).out);
    expect([json.kind, json.action, json.channels[0].secrets[0].origin]).toEqual(['auth', 'status', 'environment']);
  });

  it('test says which account answered', async () => {
    const { out, code } = await cli('auth test', { engine: { authTest: async () => tested } });
    expect([code, out]).toEqual([0, 'shop  LIVE  works  name: Mugs\n']);
  });

  it('set reads stdin, and never takes the secret as an argument', async () => {
    const got: string[] = [];
    const authSet = async (_: unknown, channel: string, name: string, value: string) => {
      got.push(channel, name, value);
      return { channel, stored: [name], findings: [] };
    };
    const good = await cli('auth set shop key', { engine: { authSet }, stdin: 's3cret\n' });
    expect([good.code, got]).toEqual([0, ['shop', 'key', 's3cret\n']]);
    expect(good.out + good.err).not.toContain('s3cret');
    const bad = await cli('auth set shop key s3cret', { engine: { authSet } });
    expect([bad.code, got.length]).toEqual([2, 3]);
    expect(bad.out + bad.err).not.toContain('s3cret');
    expect((await cli('auth set shop', { engine: { authSet } })).code).toBe(2);
    const film = await cli('auth set shop key', { engine: { authSet }, stdin: 'x'.repeat(70_000) });
    expect([film.code, got.length]).toEqual([2, 3]);
  });

  it('login asks with the answer hidden, stores, and tests at once', async () => {
    const typed: string[] = [];
    const prompts = answering('s3cret-typed');
    const { code, out, err } = await cli('auth login shop', {
      prompts,
      engine: {
        authLogin: async (_, channel, ask) => {
          typed.push((await ask.secret?.({ name: 'key', title: 'Key', help: '' }, false)) ?? '');
          ask.open('https://platform.example/agree', { en: 'with the main account', zh: '' });
          return { channel, stored: ['key'], findings: [] };
        },
        authTest: async () => tested,
      },
    });
    expect([code, typed, prompts.asked]).toEqual([0, ['s3cret-typed'], ['Key']]);
    expect(out).toBe('shop: stored key\nshop  LIVE  works  name: Mugs\n');
    expect(err).toContain('https://platform.example/agree');
    expect(out + err).not.toContain('s3cret');
  });

  it('login without a terminal has nobody to ask', async () => {
    let asks: unknown;
    await cli('auth login shop', {
      engine: {
        authLogin: async (_, __, ask) => {
          asks = ask;
          throw new MabangError('E_NO_TERMINAL', 2, { en: 'nobody', zh: '无人' });
        },
      },
    });
    expect(Object.keys(asks as object)).toEqual(['open']);
    expect((await cli('auth login')).code).toBe(2);
  });
});

describe('mabang doctor', () => {
  const report: DoctorReport = {
    checks: [
      { check: 'disk', state: 'ok', message: { en: '80 GB free', zh: '剩余 80 GB' } },
      {
        check: 'clock',
        state: 'error',
        channel: 'shop',
        message: { en: 'an hour late', zh: '慢一小时' },
        next: { en: 'set it', zh: '校准' },
      },
    ],
    counts: { ok: 1, warn: 0, error: 1, skipped: 0 },
    exit: 1,
  };

  it('needs no workspace, says what to do, and ends with 1 when something is wrong', async () => {
    const asked: unknown[] = [];
    const engine = {
      openWorkspace: () => {
        throw new Error('not to be opened');
      },
      doctor: async (dir: string, _: unknown, options: { readonly offline?: boolean }) => {
        asked.push([dir, options.offline]);
        return report;
      },
    };
    const text = await cli('doctor --offline', { engine });
    expect([text.code, asked]).toEqual([1, [['/nowhere', true]]]);
    expect(text.out).toMatch(/ERROR {2}clock shop {2}an hour late\n +→ set it/);
    expect(JSON.parse((await cli('doctor --format json', { engine })).out)).toMatchObject({ kind: 'doctor', exit: 1 });
    expect((await cli('doctor --lang zh', { engine })).out).toContain('慢一小时');
  });
});

describe('mabang backup', () => {
  it('says what it wrote and where; the file is seen from where the command runs', async () => {
    const asked: unknown[] = [];
    const engine = {
      backup: async (_: unknown, options: object) => {
        asked.push(options);
        return { file: '/there/b.db', bytes: 4096, products: 2, variants: 3, schema: 4 };
      },
    };
    const { out, code } = await cli('backup b.db --replace', { engine, cwd: '/here' });
    expect([code, asked]).toEqual([0, [{ file: '/here/b.db', replace: true }]]);
    expect(out).toContain('/there/b.db · 2 products · 3 SKUs');
    expect(JSON.parse((await cli('backup --format json', { engine })).out)).toMatchObject({
      kind: 'backup',
      bytes: 4096,
    });
  });
});
