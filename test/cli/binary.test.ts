import { execFile, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { SHELLS } from '../../src/cli/completion/scripts.ts';
import { EXIT } from '../../src/core/index.ts';

/** The built command, as users run it. `npm run build` makes it; `npm install` has done so. */
const BINARY = fileURLToPath(new URL('../../dist/mabang.js', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url));

interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

let home: string;
beforeAll(() => {
  if (!existsSync(BINARY)) throw new Error('dist/mabang.js is not there; run: npm run build');
  home = mkdtempSync(join(tmpdir(), 'mabang-binary-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Nothing of the tester's own environment changes what is tested. */
function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: home, LANG: 'C', ...more };
}

function mabang(
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly node?: readonly string[];
  } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...(options.node ?? []), BINARY, ...args],
      { env: environment(options.env), cwd: options.cwd ?? home },
      (_error, out, err) => resolve({ code: child.exitCode, signal: child.signalCode, out, err }),
    );
    child.stdin?.end();
  });
}

function folder(name: string): string {
  const dir = join(home, name);
  mkdirSync(dir, { recursive: true });
  return dir;
}

describe('the start', () => {
  it('tells its version and nothing else', async () => {
    const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8'));
    for (const flag of ['--version', '-V'])
      expect(await mabang([flag])).toEqual({ code: 0, signal: null, out: `${version}\n`, err: '' });
  });

  it('loads nothing before it knows what is asked: the entry imports no other file at once', () => {
    const text = readFileSync(BINARY, 'utf8');
    expect(text).toMatch(/import\(/);
    expect(text).not.toMatch(/^\s*import[\s{"'*]|\bfrom\s*["']|\brequire\(/m);
    expect(text.length).toBeLessThan(3000);
  });

  it('says plainly that Node is too old, exit 2', async () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.19.1"})';
    const run = await mabang(['push'], { node: ['--import', old] });
    expect(run.code).toBe(EXIT.usage);
    expect(run.out).toBe('');
    expect(run.err).toMatch(/^mabang needs Node\.js 20\.18\.1 or newer; this is 18\.19\.1\.[^\n]*\n$/);
    const new22 = old.replace('18.19.1', '22.0.0');
    expect((await mabang(['--version'], { node: ['--import', new22] })).code).toBe(0);
  });
});

describe('help', () => {
  it('begins with examples, for every command', async () => {
    const runs = await Promise.all(Object.keys(COMMANDS).map((name) => mabang([name, '--help'])));
    for (const run of runs) {
      expect([run.code, run.err]).toEqual([0, '']);
      expect(run.out.split('\n').filter((line) => /^[A-Z]/.test(line))[0]).toBe('Examples');
    }
  });

  it('has the table of exit codes that the code has', async () => {
    const { out } = await mabang(['help', 'exit-codes']);
    const table = Object.fromEntries(
      [...out.matchAll(/^ *(\d+) {2}([a-z]+) {2,}\S/gm)].map(([, code, name]) => [name, Number(code)]),
    );
    expect(table).toEqual(EXIT);
  });
});

describe('what goes wrong', () => {
  it('suggests what was meant, exit 2, nothing on stdout', async () => {
    const run = await mabang(['pusch', '--yes']);
    expect([run.code, run.out]).toEqual([EXIT.usage, '']);
    expect(run.err).toContain('did you mean: mabang push');
  });

  it('says what to do where there is no workspace', async () => {
    for (const command of ['diff', 'push', 'status', 'validate']) {
      const run = await mabang([command], { cwd: folder('empty') });
      expect([run.code, run.out]).toEqual([EXIT.usage, '']);
      expect(run.err).toContain('E_NO_WORKSPACE');
      expect(run.err).toContain('mabang init');
    }
  });

  it('names file and line of a wrong setting', async () => {
    const dir = folder('wrong');
    writeFileSync(
      join(dir, 'mabang.yaml'),
      'version: 1\nchannels:\n  shop:\n    adapter: x\n    environment: prod\n    currency: EUR\n',
    );
    const run = await mabang(['diff'], { cwd: dir });
    expect(run.code).toBe(EXIT.usage);
    expect(run.err).toMatch(/E_CONFIG: \S*mabang\.yaml:5: /);
  });

  it('makes a workspace once, and works in it', async () => {
    const dir = folder('once');
    const made = await mabang(['init'], { cwd: dir });
    expect(made.code).toBe(0);
    expect(made.out.split('\n')).toContain('mabang.yaml');
    expect((await mabang(['status', '--format', 'json'], { cwd: dir })).out).toContain('"kind": "status"');
    expect(JSON.parse((await mabang(['--dir', dir, 'status'], { env: { MABANG_FORMAT: 'json' } })).out).mabang).toBe(1);
    const again = await mabang(['init'], { cwd: dir });
    expect([again.code, again.out]).toEqual([EXIT.usage, '']);
    expect(again.err).toContain('E_EXISTS');
    expect((await mabang(['diff'], { cwd: dir })).err).toContain('E_NO_CHANNELS');
  });

  it('keeps secrets in a file that nobody else can read, and shows them nowhere', async () => {
    const dir = folder('secret');
    const refusing = createServer((_request, response) => response.writeHead(401).end('{"message":"no"}'));
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
      const { adapters } = JSON.parse((await mabang(['adapters', '--format', 'json'])).out);
      // One that can be pointed at an address of ours.
      const adapter = adapters.find(({ questions }: { questions: { key: string }[] }) =>
        questions.some(({ key }) => key === 'url'),
      );
      const settings = adapter.questions.flatMap(({ key }: { key: string }) => [
        '--connection',
        `${key}=${key === 'url' ? url : 'x'}`,
      ]);
      const secrets: [string, string][] = adapter.auth.secrets.map(({ name }: { name: string }, i: number) => [
        `MABANG_SHOP_${name}`.toUpperCase().replace(/\W/g, '_'),
        `hush-hush-${i}`,
      ]);
      const line = ['--channel', 'shop', '--adapter', adapter.id, '--environment', 'sandbox', '--currency', 'EUR'];
      const made = await mabang(['init', ...line, ...settings], { cwd: dir, env: Object.fromEntries(secrets) });
      expect([made.code, (made.err + made.out).includes('hush-hush')]).toEqual([0, false]);
      const file = join(dir, '.mabang', 'secrets.yaml');
      expect(readFileSync(file, 'utf8')).toContain('hush-hush-0');
      if (platform() !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
      const run = await mabang(['diff', '--debug-http', '--debug-http-file', 'http.ndjson', '--format', 'json'], {
        cwd: dir,
      });
      expect(run.code).toBe(EXIT.credentials);
      expect(JSON.parse(run.out)).toMatchObject({ mabang: 1, kind: 'diff', exit: EXIT.credentials });
      expect(run.err).toContain(`GET ${url}`);
      const everything = run.out + run.err + readFileSync(join(dir, 'http.ndjson'), 'utf8');
      expect(everything).not.toContain('hush-hush');
    } finally {
      refusing.close();
    }
  });
});

describe('streams', () => {
  it('has no colour without a terminal, and each rule of colour holds', async () => {
    const colourful = (run: Ran) => [run.out.includes('\u001b['), run.err.includes('\u001b[')];
    expect(colourful(await mabang(['--help']))).toEqual([false, false]);
    expect(colourful(await mabang(['--help'], { env: { FORCE_COLOR: '1' } }))).toEqual([true, false]);
    expect(colourful(await mabang(['pusch'], { env: { FORCE_COLOR: '1' } }))).toEqual([false, true]);
    expect(colourful(await mabang(['--help', '--no-color'], { env: { FORCE_COLOR: '1' } }))).toEqual([false, false]);
    expect(colourful(await mabang(['--help'], { env: { FORCE_COLOR: '0' } }))).toEqual([false, false]);
  });

  it('speaks Chinese where the system does', async () => {
    expect((await mabang(['pusch'], { env: { LANG: 'zh_CN.UTF-8' } })).err).toContain('没有命令 pusch');
  });

  it('does not mind a reader that goes away', async () => {
    const child = spawn(process.execPath, [BINARY, '--help'], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (data) => {
      err += data;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, err]).toEqual([0, '']);
  });
});

describe.runIf(existsSync('/dev/full'))('a full disk', () => {
  it('is said, and is no success', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [BINARY, '--help'], { env: environment(), stdio: ['ignore', full, 'pipe'] });
    let err = '';
    child.stderr?.on('data', (data) => {
      err += data;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    closeSync(full);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('E_SYSTEM_NOSPC');
  });
});

describe('completion', () => {
  it('is written for four shells', async () => {
    for (const shell of SHELLS) {
      const run = await mabang(['completion', shell]);
      expect([run.code, run.err]).toEqual([0, '']);
      expect(run.out).toContain('__complete');
    }
  });

  it.runIf(existsSync('/bin/bash'))('works in bash', async () => {
    const bin = folder('bin');
    symlinkSync(BINARY, join(bin, 'mabang'));
    const script = (await mabang(['completion', 'bash'])).out;
    const ask = (words: string) =>
      `COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _mabang; echo "\${COMPREPLY[*]}"\n`;
    const text = `${script}\n${ask('mabang pu')}${ask('mabang push --allow-')}${ask("mabang diff --facets ''")}`;
    const out = await new Promise<string>((resolve, reject) => {
      const env = environment({ PATH: `${bin}${delimiter}${process.env.PATH}` });
      execFile('/bin/bash', ['-c', text], { env, cwd: home }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
    });
    expect(out.trimEnd().split('\n')).toEqual([
      'push',
      '--allow-create --allow-update --allow-end',
      'content media price stock variation status',
    ]);
  });
});

describe.runIf(platform() !== 'win32')('signals', () => {
  it('ends the emulator on the first one and says so', async () => {
    const { adapters } = JSON.parse((await mabang(['adapters', '--format', 'json'])).out);
    const child = spawn(process.execPath, [BINARY, 'emulate', adapters[0].id, '--format', 'json'], {
      env: environment(),
    });
    let [out, err] = ['', ''];
    child.stderr.on('data', (data) => {
      err += data;
    });
    await new Promise<void>((resolve) =>
      child.stdout.on('data', (data) => {
        out += data;
        if (out.trimEnd().endsWith('}')) resolve();
      }),
    );
    const { url } = JSON.parse(out);
    expect((await fetch(url)).status).toBeGreaterThan(0);
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, err.trim()]).toEqual([0, 'stopping the emulator']);
    await expect(fetch(url)).rejects.toThrow();
  });
});
