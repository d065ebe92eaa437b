import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT, MabangError } from '../../src/core/index.ts';
import { parseConfig } from '../../src/engine/config.ts';
import { type CredentialCommand, runCredentialCommand } from '../../src/engine/credentials.ts';
import { loadSecrets, secretsFile, storedAt, storeSecrets } from '../../src/engine/secrets.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mabang-credentials-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const env = { PATH: process.env.PATH };
const of = (name = 'key') => ({ channel: 'eu-shop', name });
const run = (command: CredentialCommand, name = 'key', timeoutMs?: number) =>
  runCredentialCommand(command, of(name), { env, dir, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
const node = (script: string, ...args: readonly string[]) => [process.execPath, '-e', script, '--', ...args];
const print = (text: string) => node(`process.stdout.write(${JSON.stringify(text)})`);

function refusal(work: () => unknown): MabangError {
  try {
    work();
  } catch (error) {
    if (error instanceof MabangError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('credential_command', () => {
  it('is run as words, with the channel and the name filled in, and no shell between', () => {
    const echo = node('process.stdout.write(process.argv.slice(1).join("|"))', '{channel}', 'a/{name}', '$HOME; ls');
    expect(run(echo)).toBe('eu-shop|a/key|$HOME; ls');
  });

  it('loses one line end and nothing else', () => {
    expect(run(print('k1\n'))).toBe('k1');
    expect(run(print('k1\r\n'))).toBe('k1');
    expect(run(print(' k1 \n\n'))).toBe(' k1 \n');
    expect(run(print('line 1\nline 2\n'))).toBe('line 1\nline 2');
  });

  it('that prints nothing does not have it', () => {
    expect(run(print(''))).toBeUndefined();
    expect(run(print('\n'))).toBeUndefined();
  });

  it('may be one line: words with quotes, and a shell only where it takes one', () => {
    writeFileSync(join(dir, 'with blank.txt'), 'k7\n');
    expect(run("cat 'with blank.txt'")).toBe('k7');
    expect(run('cat "with blank.txt"')).toBe('k7');
    expect(run('cat "with blank.txt" | tr k K')).toBe('K7');
    expect(run('printf %s {channel}-{name} | cat', 'secret')).toBe('eu-shop-secret');
  });

  it('that fails is an error of the credentials, and says nothing of what was printed', () => {
    const shouting = node('process.stdout.write("s3cret-out"); process.stderr.write("s3cret-err"); process.exit(3)');
    const error = refusal(() => run([...shouting, 's3cret-arg']));
    expect([error.code, error.exit]).toEqual(['E_CREDENTIAL_COMMAND', EXIT.credentials]);
    expect(error.words.en).toContain('exit 3');
    expect(JSON.stringify([error.toDiagnostic(), String(error.cause), error.stack])).not.toMatch(/s3cret/);
  });

  it('that is not there, hangs, or prints a book is one too', () => {
    expect(refusal(() => run(['no-such-program-of-mabang'])).words.en).toContain('ENOENT');
    expect(refusal(() => run(node('setTimeout(() => {}, 60000)'), 'key', 300)).words.en).toContain('did not end');
    expect(refusal(() => run(node('process.stdout.write("x".repeat(1e6))'))).words.en).toContain('more than a secret');
    expect(refusal(() => run(node('process.stdout.write(Buffer.from([0xff, 0xfe, 0]))'))).words.en).toContain('text');
    expect(refusal(() => run('')).words.en).toContain('empty');
  });

  it('gets no input to wait for', () => {
    expect(run(node('process.stdin.on("data", () => {}).on("end", () => process.stdout.write("ended"))'))).toBe(
      'ended',
    );
  });

  it('comes after the environment and before the file', () => {
    storeSecrets(dir, { 'eu-shop': { key: 'from-file', other: 'from-file' } });
    const specs = ['key', 'other', 'third'].map((name) => ({ name, title: name, help: '' }));
    const script = 'const n = process.argv[1]; if (n !== "other") process.stdout.write("from-command")';
    const found = loadSecrets(
      dir,
      'eu-shop',
      specs,
      { ...env, MABANG_EU_SHOP_KEY: 'from-env' },
      node(script, '{name}'),
    );
    expect(found).toEqual({ key: 'from-env', other: 'from-file', third: 'from-command' });
  });

  it('stands in mabang.yaml for all channels or for one, as words or as a line', () => {
    const text = [
      'version: 1',
      'credential_command: [pass, show, "{channel}/{name}"]',
      'channels:',
      '  shop: { adapter: a, environment: live, currency: EUR, credential_command: op read x }',
    ].join('\n');
    const config = parseConfig(text, 'mabang.yaml');
    expect(config.credential_command).toEqual(['pass', 'show', '{channel}/{name}']);
    expect(config.channels.shop?.credential_command).toBe('op read x');
    expect(refusal(() => parseConfig('version: 1\ncredential_command: []', 'mabang.yaml')).code).toBe('E_CONFIG');
  });
});

describe('the file of secrets', () => {
  const specs = [{ name: 'key', title: 'Key', help: '' }];

  it('gains one secret and keeps the others and its comments', () => {
    storeSecrets(dir, { shop: { key: 'k1', secret: 's1' } });
    const file = secretsFile(dir);
    writeFileSync(file, `# mine\n${readFileSync(file, 'utf8')}`);
    storeSecrets(dir, { shop: { key: 'k2' } });
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('# mine');
    expect(loadSecrets(dir, 'shop', [...specs, { name: 'secret', title: '', help: '' }], {})).toEqual({
      key: 'k2',
      secret: 's1',
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  it('keeps what looks like a number, a date or YAML as the text it is', () => {
    for (const key of ['0123', '1e5', 'yes', '2026-01-01', '# no', ': x', 'it\'s "q"', 'a\nb', '{}', '日本'] as const) {
      storeSecrets(dir, { shop: { key } });
      expect(loadSecrets(dir, 'shop', specs, {})).toEqual({ key });
    }
  });

  it('is not written by two at once; a draft that somebody left is taken over', () => {
    storeSecrets(dir, { shop: { key: 'k1' } });
    const draft = `${secretsFile(dir)}.new`;
    writeFileSync(draft, 'half');
    expect(refusal(() => storeSecrets(dir, { shop: { key: 'k2' } })).exit).toBe(EXIT.busy);
    expect(loadSecrets(dir, 'shop', specs, {})).toEqual({ key: 'k1' });
    utimesSync(draft, new Date(0), new Date(0));
    storeSecrets(dir, { shop: { key: 'k2' } });
    expect(loadSecrets(dir, 'shop', specs, {})).toEqual({ key: 'k2' });
  });

  it('that is broken is refused, before it is overwritten, and without a word of it', () => {
    storeSecrets(dir, { shop: { key: 'k1' } });
    for (const broken of ['shop: {key: [s3cret', 'shop:\n  key:\n    deep: s3cret\n', 's3cret']) {
      writeFileSync(secretsFile(dir), broken);
      const error = refusal(() => storeSecrets(dir, { shop: { key: 'k2' } }));
      expect(error.code).toBe('E_SECRETS_FILE');
      expect(JSON.stringify([error.toDiagnostic(), String(error.cause)])).not.toContain('s3cret');
      expect(readFileSync(secretsFile(dir), 'utf8')).toBe(broken);
    }
    expect(existsSync(`${secretsFile(dir)}.new`)).toBe(false);
  });

  it('remembers when a secret was stored, and notices an edit by hand', () => {
    const at = Date.parse('2026-02-03T04:05:06.000Z');
    storeSecrets(dir, { shop: { key: 'k1-value' } }, at);
    expect(storedAt(dir, 'shop', 'key', 'k1-value')).toEqual({ at: '2026-02-03T04:05:06.000Z', exact: true });
    expect(storedAt(dir, 'shop', 'key', 'edited')?.exact).toBe(false);
    const beside = join(dir, '.mabang', 'secrets.stored.json');
    expect(statSync(beside).mode & 0o777).toBe(0o600);
    expect(readFileSync(beside, 'utf8')).not.toContain('k1-value');
    writeFileSync(beside, '{"half');
    expect(storedAt(dir, 'shop', 'key', 'k1-value')?.exact).toBe(false);
  });
});
