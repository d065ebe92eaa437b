import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MabangError } from '../../src/core/index.ts';
import { parseConfig, secretVariable } from '../../src/engine/index.ts';
import { loadSecrets, secretsFile, storeSecrets } from '../../src/engine/secrets.ts';

function refusal(call: () => unknown): MabangError {
  try {
    call();
  } catch (error) {
    if (error instanceof MabangError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('mabang.yaml', () => {
  it('is read with defaults', () => {
    const config = parseConfig(
      'version: 1\nchannels:\n  shop:\n    adapter: x\n    environment: live\n    currency: EUR\n',
      'mabang.yaml',
    );
    expect(config.catalogue).toBe('catalogue.db');
    expect(config.channels.shop).toMatchObject({
      when_missing: 'keep',
      remote_edits: 'overwrite',
      price: {},
      stock: {},
    });
  });

  it('takes numbers as the text they are', () => {
    const text =
      'version: 1\nchannels:\n  shop:\n    adapter: x\n    environment: live\n    currency: EUR\n    price: { multiply: 1.35, rates: { CNY: 0.128 } }\n';
    expect(parseConfig(text, 'f').channels.shop?.price).toEqual({ multiply: '1.35', rates: { CNY: '0.128' } });
  });

  it.each([
    [
      'version: 1\nchannels:\n  shop:\n    adapter: x\n    environment: prod\n    currency: EUR\n',
      'f:5:',
      'environment',
    ],
    ['version: 1\nchannels:\n  shop:\n    adapter: x\n    environment: live\n    currency: EURO\n', 'f:6:', 'ISO 4217'],
    [
      'version: 1\nchannels:\n  Shop!:\n    adapter: x\n    environment: live\n    currency: EUR\n',
      'f:3:',
      'channel name',
    ],
    ['version: 1\nchannel: {}\n', 'f:2:', 'channel'],
    ['version: 2\n', 'f:1:', 'version'],
    [
      'version: 1\nchannels:\n  shop:\n    adapter: x\n    environment: live\n    currency: EUR\n    price:\n      multiply: "1,35"\n',
      'f:8:',
      '1.35',
    ],
    ['version: 1\n  bad: [\n', 'f:', ''],
  ])('names the line of what is wrong in %j', (text, place, what) => {
    const error = refusal(() => parseConfig(text, 'f'));
    expect([error.code, error.exit]).toEqual(['E_CONFIG', 2]);
    expect(error.words.en).toContain(place);
    expect(error.words.en).toContain(what);
  });
});

describe('secrets', () => {
  const dirs: string[] = [];
  const dir = () => {
    const made = mkdtempSync(join(tmpdir(), 'mabang-secrets-'));
    dirs.push(made);
    return made;
  };
  afterEach(() => {
    for (const one of dirs.splice(0)) rmSync(one, { recursive: true });
  });
  const specs = [{ name: 'key', title: 'consumer key', help: 'In the shop’s settings.' }];

  it('are kept in a file that its owner alone can read', () => {
    const at = dir();
    storeSecrets(at, { shop: { key: 'k1' } });
    storeSecrets(at, { other: { key: 'k2' } });
    expect(statSync(secretsFile(at)).mode & 0o777).toBe(0o600);
    expect(loadSecrets(at, 'shop', specs, {})).toEqual({ key: 'k1' });
    expect(loadSecrets(at, 'other', specs, {})).toEqual({ key: 'k2' });
  });

  it('are refused when others can read the file', () => {
    const at = dir();
    storeSecrets(at, { shop: { key: 'k1' } });
    chmodSync(secretsFile(at), 0o644);
    const error = refusal(() => loadSecrets(at, 'shop', specs, {}));
    expect([error.code, error.exit]).toEqual(['E_SECRETS_OPEN', 6]);
    expect(error.details.next?.en).toContain('chmod 600');
  });

  it('come from the environment first, and a missing one says where to put it', () => {
    const at = dir();
    expect(secretVariable('eu-shop', 'key')).toBe('MABANG_EU_SHOP_KEY');
    expect(loadSecrets(at, 'eu-shop', specs, { MABANG_EU_SHOP_KEY: 'k3' })).toEqual({ key: 'k3' });
    const error = refusal(() => loadSecrets(at, 'eu-shop', specs, {}));
    expect([error.code, error.exit]).toEqual(['E_NO_SECRET', 6]);
    expect(error.details.next?.en).toContain('MABANG_EU_SHOP_KEY');
  });

  it('are kept out of git by init', async () => {
    const { initWorkspace } = await import('../../src/engine/index.ts');
    const at = dir();
    const channel = {
      name: 'shop',
      adapter: 'x',
      environment: 'live' as const,
      currency: 'EUR',
      connection: {},
      secrets: { key: 'k' },
    };
    initWorkspace(at, { channels: [channel] });
    expect(readFileSync(join(at, '.gitignore'), 'utf8')).toContain('.mabang/');
    expect(readFileSync(join(at, 'mabang.yaml'), 'utf8')).not.toContain('k\n  ');
    expect(refusal(() => initWorkspace(at, { channels: [] })).code).toBe('E_EXISTS');
  });
});
