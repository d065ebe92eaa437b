import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import type { EngineApi } from '../../src/cli/engine.ts';
import { main } from '../../src/cli/main.ts';
import { NO_PROGRESS } from '../../src/cli/progress.ts';
import { moneyOf } from '../../src/core/index.ts';
import * as engine from '../../src/engine/index.ts';
import { secretVariable } from '../../src/engine/index.ts';
import { mug, putGoods } from '../../src/testing/conformance/goods.ts';
import type { World } from '../../src/testing/conformance/world.ts';
import { EmulatorClock } from '../../src/testing/emulator/clock.ts';
import { pictureOf } from '../../src/testing/emulator/pictures.ts';
import type { Emulator, EmulatorModule } from '../../src/testing/types.ts';

/** Where a run gets its secrets from. */
export const SOURCES = ['file', 'environment', 'command'] as const;
export type Source = (typeof SOURCES)[number];

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The whole command line in this process, with the real engine and an emulator behind it; every text it writes is kept. */
export class Bench {
  /** What was written, by what wrote it. */
  readonly outputs: (readonly [what: string, text: string])[] = [];
  private env: Readonly<Record<string, string>> = {};

  private constructor(
    readonly dir: string,
    readonly adapter: string,
    readonly emulator: Emulator,
    private readonly clock: EmulatorClock,
    private readonly echo: Server,
  ) {}

  static async open(adapter: string): Promise<Bench> {
    const clock = new EmulatorClock(20, { jumps: true });
    const module: EmulatorModule = await engine.loadEmulator(adapter);
    const emulator = await module.start({ clock });
    const dir = mkdtempSync(join(tmpdir(), 'mabang-secrets-'));
    const { connection, currency, settings = {}, mapping } = emulator;
    const channel = { name: 'shop', adapter, environment: 'sandbox' as const, currency, settings };
    const echo = await echoing();
    const port = (echo.address() as AddressInfo).port;
    const text = JSON.stringify(connection).replaceAll(emulator.url, `http://127.0.0.1:${port}`);
    engine.initWorkspace(dir, {
      channels: [
        { ...channel, connection, secrets: {} },
        { ...channel, name: 'echo', connection: JSON.parse(text), secrets: {} },
      ],
    });
    mkdirSync(join(dir, 'mappings'), { recursive: true });
    if (mapping)
      for (const name of ['shop', 'echo'])
        writeFileSync(join(dir, 'mappings', `${name}.yaml`), JSON.stringify({ version: 1, ...mapping }));
    return new Bench(dir, adapter, emulator, clock, echo);
  }

  /** From now on the secrets come from here and from nowhere else. */
  use(source: Source, secrets: Readonly<Record<string, string>> = this.emulator.secrets): void {
    const own = join(this.dir, '.mabang');
    rmSync(join(own, 'secrets.yaml'), { force: true });
    this.env = {};
    const both = { shop: secrets, echo: secrets };
    if (source === 'file') {
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'secrets.yaml'), JSON.stringify(both), { mode: 0o600 });
    }
    if (source === 'environment') {
      const names = Object.keys(both).flatMap((channel) =>
        Object.entries(secrets).map(([name, value]) => [secretVariable(channel, name), value] as const),
      );
      this.env = Object.fromEntries(names);
    }
    this.command(
      source === 'command' ? `process.stdout.write(${JSON.stringify(secrets)}[process.argv[2]] ?? '');` : undefined,
    );
  }

  /** The seller's own command, as a script that is given the name of the secret. */
  command(script: string | undefined): void {
    const config = join(this.dir, 'mabang.yaml');
    const plain = readFileSync(config, 'utf8').replace(/^credential_command: .*\n/, '');
    const line = `credential_command: [${JSON.stringify(process.execPath)}, .mabang/give.mjs, "{name}"]\n`;
    writeFileSync(config, script === undefined ? plain : line + plain);
    rmSync(join(this.dir, '.mabang', 'give.mjs'), { force: true });
    if (script === undefined) return;
    mkdirSync(join(this.dir, '.mabang'), { recursive: true });
    writeFileSync(join(this.dir, '.mabang', 'give.mjs'), script);
    chmodSync(join(this.dir, '.mabang', 'give.mjs'), 0o600);
  }

  /** Put a product into the catalogue, at a price, some time after whatever was done before. */
  put(n: number, minor = 1290): void {
    this.clock.advance(60_000);
    const { currency } = this.emulator;
    const ws = engine.openWorkspace(this.dir, engineHost(this.clock));
    const world = { price: () => `${(minor / 100).toFixed(2)}` } as unknown as World;
    putGoods(ws.catalogue, [mug(world, n)], (text) => {
      const money = moneyOf(text, currency);
      if (!money) throw new Error(text);
      return money;
    });
    ws.close();
  }

  async run(line: string, part: Partial<EngineApi> = {}): Promise<Ran> {
    let out = '';
    let err = '';
    const controller = new AbortController();
    const api = {
      ...engine,
      // Pictures are at hand: nothing of the seller's is fetched from the network.
      openWorkspace: (dir: string, host: Parameters<typeof engine.openWorkspace>[1]) =>
        engine.openWorkspace(dir, { ...host, picture: async (url) => pictureOf(url) }),
      ...part,
    } as unknown as EngineApi;
    const code = await main(
      ['--dir', this.dir, ...line.split(' ')],
      {
        env: { LANG: 'C', PATH: process.env.PATH, MABANG_DEBUG: '1', MABANG_TIMEOUT_MS: '2000', ...this.env },
        cwd: this.dir,
        stdin: Readable.from(['']),
        out: (text) => {
          out += text;
        },
        err: (text) => {
          err += text;
        },
        terminal: { stdin: false, stdout: false, stderr: false },
      },
      {
        version: '9.9.9',
        interrupt: { signal: controller.signal, stop: (why) => controller.abort(why), dispose: NO_PROGRESS.stop },
        deps: { engine: async () => api, clock: this.clock },
      },
    );
    this.outputs.push([`${line} stdout`, out], [`${line} stderr`, err]);
    return { code, out, err };
  }

  /** Every secret there is: what the seller has, and whatever a grant has answered. */
  secrets(): readonly string[] {
    const granted = this.emulator.requests().flatMap(({ grant, reply }) => {
      if (!grant || !reply.startsWith('{')) return [];
      const answer = JSON.parse(reply) as Readonly<Record<string, unknown>>;
      return ['access_token', 'refresh_token'].flatMap((name) => (answer[name] ? [String(answer[name])] : []));
    });
    return [...new Set([...Object.values(this.emulator.secrets), ...granted])];
  }

  /** Every file of the workspace, byte for byte, but those that are there to keep secrets. */
  files(): readonly (readonly [string, string])[] {
    const keeps = /^\.mabang[\\/](secrets\.yaml|tokens[\\/]|give\.mjs)/;
    const list = (dir: string): readonly string[] =>
      readdirSync(dir).flatMap((name) => {
        const path = join(dir, name);
        return statSync(path).isDirectory() ? list(path) : [path];
      });
    return list(this.dir)
      .filter((path) => !keeps.test(relative(this.dir, path)))
      .map((path) => [relative(this.dir, path), readFileSync(path, 'latin1')] as const);
  }

  async close(): Promise<void> {
    this.echo.closeAllConnections();
    this.echo.close();
    await this.emulator.close();
    this.clock.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function engineHost(clock: EmulatorClock): Parameters<typeof engine.openWorkspace>[1] {
  return { env: {}, clock, pid: 0, bootId: '', hostName: '', alive: () => true, version: '' };
}

let turn = 0;

/** A server that throws everything it is sent back into the client's face, as one error and another. */
async function echoing(): Promise<Server> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const said = `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}`;
    const statuses = [400, 401, 403, 200, 422, 500];
    const status = statuses[turn++ % statuses.length] ?? 400;
    const json = turn % 2 === 0;
    response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/html', 'x-echo': 'yes' });
    response.end(json ? JSON.stringify({ code: 'bad', error: said, message: said }) : `<h1>${said}</h1>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Every way a secret may be spelt on its way out, with the others it may be paired with. */
export function spellings(secret: string, all: readonly string[]): readonly string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
  const pairs = all.map((other) => base64(`${secret}:${other}`));
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      base64(secret),
      Buffer.from(secret).toString('base64url'),
      ...pairs,
    ]),
  ];
}

/** What of these texts carries a secret, by name; no value of any. */
export function leaks(outputs: readonly (readonly [string, string])[], secrets: readonly string[]): readonly string[] {
  const forbidden = secrets.flatMap((secret, n) => spellings(secret, secrets).map((text) => [n, text] as const));
  return outputs.flatMap(([what, text]) => {
    const found = forbidden.find(([, word]) => text.includes(word));
    return found ? [`${what}: secret ${found[0] + 1} of ${secrets.length}`] : [];
  });
}
