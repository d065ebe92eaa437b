import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bed, BIN, type Ended, ended } from './harness.ts';

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.open();
});
afterAll(() => bed.close());

/** Every way a secret may be spelt on its way out. */
function spellings(secret: string, pair: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(pair).toString('base64').replace(/=+$/, ''),
  ];
}

it('no output, trace, journal, plan or error carries a secret', async () => {
  const { key, secret } = bed.emulator.secrets as { key: string; secret: string };
  const forbidden = [...spellings(key, `${key}:${secret}`), ...spellings(secret, `${key}:${secret}`)];
  const outputs: [string, string][] = [];
  const keep = (name: string, { stdout, stderr }: Ended) =>
    outputs.push([`${name} stdout`, stdout], [`${name} stderr`, stderr]);
  const plan = join(bed.dir, 'plan.json');

  bed.put({ 'TEA-1': ['4.90'], 'TEA-2': ['5.90', '6.90'] });
  keep('diff', await bed.run(['diff', '--debug-http', '--format', 'json', '--out', plan]));
  keep('push', await bed.run(['push', '--yes', '--debug-http', '--format', 'json']));
  keep('status', await bed.run(['status', '--format', 'json']));
  keep('show', await bed.run(['show', 'TEA-1', '--format', 'json']));
  keep('config', await bed.run(['config', 'show', '--origin'], { MABANG_SHOP_KEY: key, MABANG_SHOP_SECRET: secret }));

  // What a shop may throw back: its own error page with the request in it, a refusal, a crash on our side.
  bed.put({ 'TEA-1': ['7.90'] });
  for (const kind of ['deny', 'html', 'error', 'drop', 'throttle', 'truncate'] as const) {
    bed.emulator.clearFaults();
    bed.emulator.inject({ kind, times: 2 });
    keep(kind, await bed.run(['push', '--yes', '--debug-http'], { MABANG_DEBUG: '1', MABANG_TIMEOUT_MS: '1000' }));
  }
  bed.emulator.clearFaults();
  keep('wrong secret', await bed.run(['push', '--yes', '--debug-http'], { MABANG_SHOP_SECRET: `${secret}x` }));
  keep('no such shop', await bed.run(['push', '--yes', '--debug-http', 'nowhere']));
  for (const file of readdirSync(bed.dir))
    if (file !== '.mabang') outputs.push([file, readFileSync(join(bed.dir, file), 'latin1')]);

  expect(
    outputs.some(([, text]) => text.includes('/wc/v3/products')),
    'the trace was on',
  ).toBe(true);
  expect(outputs.map(([name]) => name)).toContain('plan.json');
  for (const [name, text] of outputs)
    for (const word of forbidden) expect(text.includes(word), `${name} carries a secret`).toBe(false);
}, 120_000);

/** Everything in the workspace but what is kept in .mabang, where secrets belong, and git's own. */
function filesOf(dir: string): readonly [string, string][] {
  return readdirSync(dir)
    .filter((name) => statSync(join(dir, name)).isFile())
    .map((name) => [name, readFileSync(join(dir, name), 'latin1')]);
}

it('nor does what handles the secrets themselves: commands, auth, doctor, backups, broken files', async () => {
  const { key, secret } = bed.emulator.secrets as { key: string; secret: string };
  const token = 't0ken-0a1b2c3d4e5f';
  const forbidden = [key, secret, token].flatMap((value) => spellings(value, `${key}:${secret}`));
  const outputs: [string, string][] = [];
  const keep = (name: string, { stdout, stderr }: Ended) =>
    outputs.push([`${name} stdout`, stdout], [`${name} stderr`, stderr]);
  const debug = { MABANG_DEBUG: '1' };
  const own = join(bed.dir, '.mabang');
  const config = join(bed.dir, 'mabang.yaml');
  const plain = readFileSync(config, 'utf8');
  const stored = readFileSync(join(own, 'secrets.yaml'), 'utf8');
  bed.put({ 'TEA-1': ['4.90'], 'CUP-1': ['3.90'] });
  bed.emulator.clearFaults();

  // A command that gives them, and one that shouts them and fails.
  const command = (script: string) => {
    writeFileSync(join(own, 'give.mjs'), script);
    writeFileSync(
      config,
      `credential_command: [${JSON.stringify(process.execPath)}, .mabang/give.mjs, "{name}"]\n${plain}`,
    );
  };
  const both = `const all = ${JSON.stringify({ key, secret })};`;
  rmSync(join(own, 'secrets.yaml'));
  command(`${both} console.log(all[process.argv[2]]);`);
  const pushed = await bed.run(['push', '--yes', '--debug-http', '--format', 'json'], debug);
  expect(pushed.code).toBe(0);
  keep('command push', pushed);
  keep('command status', await bed.run(['auth', 'status', '--format', 'json'], debug));
  keep('command test', await bed.run(['auth', 'test', '--debug-http'], debug));
  command(`${both} console.log(all.key, all.secret); console.error(all.key, all.secret); process.exit(3);`);
  const shouted = await bed.run(['push', '--yes', '--debug-http'], debug);
  expect(shouted.code).toBe(6);
  keep('shouting push', shouted);
  keep('shouting status', await bed.run(['auth', 'status'], debug));
  keep('shouting doctor', await bed.run(['doctor'], debug));
  writeFileSync(config, plain);

  // From stdin into the file; as an argument it is refused and not repeated.
  for (const [name, value] of [
    ['key', key],
    ['secret', secret],
  ] as const) {
    const child = spawn(process.execPath, [BIN, '--dir', bed.dir, 'auth', 'set', 'shop', name], {
      env: { PATH: process.env.PATH, ...debug },
    });
    child.stdin.end(`${value}\n`);
    const done = await ended(child);
    expect(done.code, done.stderr).toBe(0);
    keep(`set ${name}`, done);
  }
  keep('as an argument', await bed.run(['auth', 'set', 'shop', 'key', key], debug));
  keep('login', await bed.run(['auth', 'login', 'shop'], debug));
  for (const format of ['text', 'json']) {
    keep(`status ${format}`, await bed.run(['auth', 'status', '--format', format], debug));
    const tested = await bed.run(['auth', 'test', '--debug-http', '--format', format], debug);
    expect(tested.code).toBe(0);
    keep(`test ${format}`, tested);
  }
  keep('test denied', await bed.run(['auth', 'test', '--debug-http'], { ...debug, MABANG_SHOP_SECRET: `${secret}x` }));

  // In git and found there, tokens among them; a copy of the catalogue.
  mkdirSync(join(own, 'tokens'), { recursive: true });
  const kept = { token, issuedAt: 0, expiresAt: 1, secrets: { refresh: `${token}-r` }, origin: 'o' };
  writeFileSync(join(own, 'tokens', 'shop.json'), JSON.stringify({ access: kept }), { mode: 0o600 });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: bed.dir });
  git('init', '-q');
  writeFileSync(join(bed.dir, 'notes.txt'), `${key} ${secret} ${token}`);
  git('add', 'notes.txt');
  git('commit', '-qm', `for the record: ${secret}`);
  for (const format of ['text', 'json']) {
    const seen = await bed.run(['doctor', '--debug-http', '--format', format], debug);
    expect([seen.code, seen.stdout.includes('notes.txt')]).toEqual([1, true]);
    keep(`doctor ${format}`, seen);
  }
  rmSync(join(bed.dir, 'notes.txt'));
  const copied = await bed.run(['backup', join(bed.dir, 'copy.db')], debug);
  expect(copied.code, copied.stderr).toBe(0);
  keep('backup', copied);

  // Files that break in the middle of a secret.
  for (const [file, text] of [
    ['secrets.yaml', stored.replace(key, `[${key}`)],
    ['secrets.yaml', `shop: ${secret}\n`],
    ['tokens/shop.json', `{"access":{"token":"${token}`],
  ] as const) {
    const path = join(own, file);
    renameSync(path, `${path}.good`);
    writeFileSync(path, text, { mode: 0o600 });
    for (const words of ['push --yes', 'auth status', 'auth test', 'auth set shop key', 'doctor --offline'])
      keep(`${words} on a broken ${file}`, await bed.run(words.split(' '), debug));
    renameSync(`${path}.good`, path);
  }
  outputs.push(...filesOf(bed.dir));

  expect(outputs.map(([name]) => name)).toContain('copy.db');
  for (const [name, text] of outputs)
    for (const word of forbidden) expect(text.includes(word), `${name} carries a secret`).toBe(false);
}, 180_000);
