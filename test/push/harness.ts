import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnyAdapter } from '../../src/contract/index.ts';
import { moneyOf } from '../../src/core/index.ts';
import {
  builtIn,
  type Host,
  initWorkspace,
  loadAdapter,
  loadEmulator,
  openWorkspace,
  type Workspace,
} from '../../src/engine/index.ts';
import { gtinOf } from '../../src/testing/conformance/goods.ts';
import { EmulatorClock, pictureOf } from '../../src/testing/emulator/index.ts';
import type { Emulator, EmulatorModule, EmulatorOptions, RecordedRequest } from '../../src/testing/types.ts';
import { livingIn } from './clock.ts';
import { type PictureHost, startPictures } from './pictures.ts';

export const BIN = fileURLToPath(new URL('../../dist/mabang.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BedOptions extends Pick<EmulatorOptions, 'speed' | 'workMs'> {
  /** Adapters, each with a channel and an emulator of its own. Default: WooCommerce alone. */
  readonly adapters?: readonly string[];
  /** What the catalogue's prices are in. Default: the currency of the first shop. */
  readonly currency?: string;
  /** Time jumps over what only the shops and work in this process wait for. */
  readonly jumps?: boolean;
  /** Keys of the channels in `mabang.yaml`, beside those that the emulator names. */
  readonly settings?: (module: EmulatorModule) => Readonly<Record<string, unknown>>;
}

export interface Shop {
  readonly id: string;
  readonly channel: string;
  readonly adapter: AnyAdapter;
  readonly emulator: Emulator;
}

/** A product of the test's goods: it says all that demanding platforms ask for. */
export interface Item {
  readonly code: string;
  readonly title?: string;
  readonly skus: readonly {
    readonly sku: string;
    readonly price: string;
    readonly quantity?: number;
    readonly size?: string;
  }[];
}

/**
 * A workspace on disk and an emulator for each of its channels in this process; the command runs as a process of its own, as a
 * user runs it, in the emulators' time.
 */
export class Bed {
  readonly emulator: Emulator;

  private constructor(
    readonly dir: string,
    readonly shops: readonly [Shop, ...Shop[]],
    readonly clock: EmulatorClock,
    readonly pictures: PictureHost,
    private readonly speed: number,
    private readonly currency: string,
  ) {
    this.emulator = shops[0].emulator;
  }

  static async open(options: BedOptions = {}, price?: Readonly<Record<string, unknown>>): Promise<Bed> {
    const { adapters = ['woocommerce'], speed = 1, jumps = false, workMs = 0 } = options;
    const clock = new EmulatorClock(speed, { jumps });
    const pictures = await startPictures();
    const dir = mkdtempSync(join(tmpdir(), 'mabang-bed-'));
    const opened = await Promise.all(
      adapters.map(async (id) => {
        const module = await loadEmulator(id);
        const emulator = await module.start({ clock, workMs });
        const channel = adapters.length === 1 ? 'shop' : `shop-${id}`;
        const settings = { ...emulator.settings, ...options.settings?.(module), ...(price ? { price } : {}) };
        return { shop: { id, channel, adapter: await loadAdapter(id), emulator }, settings };
      }),
    );
    const [first, ...rest] = opened.map(({ shop }) => shop);
    if (!first) throw new Error('no adapter');
    initWorkspace(dir, {
      channels: opened.map(({ shop: { id, channel, emulator }, settings }) => ({
        name: channel,
        adapter: id,
        environment: 'sandbox',
        currency: emulator.currency,
        connection: emulator.connection,
        secrets: emulator.secrets,
        settings,
      })),
    });
    for (const { shop } of opened) writeMapping(dir, shop);
    return new Bed(dir, [first, ...rest], clock, pictures, speed, options.currency ?? first.emulator.currency);
  }

  /** Products of one SKU, or of several where more prices are given: `{ 'TEA-1': ['4.90'] }`. */
  put(goods: Readonly<Record<string, readonly string[]>>): void {
    this.putItems(
      Object.entries(goods).map(([code, prices]) => ({
        code,
        skus: prices.map((price, i) => ({
          sku: `${code}-${i}`,
          price,
          ...(prices.length > 1 ? { size: `S${i}` } : {}),
        })),
      })),
    );
  }

  putItems(items: readonly Item[]): void {
    const ws = this.openWorkspace();
    const session = ws.catalogue.beginImport({
      file: 'test.csv',
      hash: `${Math.random()}`,
      mappingHash: '',
      columns: {},
      at: '2026-01-01',
    });
    for (const { code, title = `Goods ${code}`, skus } of items) {
      const product = {
        code,
        title,
        description: `<p>Of good make. ${code}.</p>`,
        bullets: ['Made to last'],
        brand: 'Northwind',
        category: 'Kitchen > Tea',
        images: [{ url: this.pictures.of(code) }],
      };
      for (const { sku, price: text, quantity = 3, size } of skus) {
        const price = moneyOf(text, this.currency);
        if (!price) throw new Error(text);
        const options: Record<string, string> = size === undefined ? {} : { Size: size };
        const variant = { sku, price, quantity, options, weight: 100, gtin: gtinOf(sku) };
        const result = session.put({ row: 1, product, variant, fields: [] });
        if ('severity' in result) throw new Error(result.message.en);
      }
    }
    session.commit();
    ws.close();
  }

  /** The workspace in this process, in the emulators' time. */
  openWorkspace(): Workspace {
    const host: Host = {
      env: {},
      clock: this.clock,
      pid: process.pid,
      bootId: 'bed',
      hostName: 'bed',
      alive: () => true,
      version: '0.0.0-bed',
      picture: async (url) => pictureOf(url),
    };
    return openWorkspace(this.dir, host);
  }

  /** Time passes: for the shops, and for every process that begins after. */
  later(ms: number): void {
    this.clock.advance(ms);
  }

  spawn(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const flags = livingIn(this.clock.now(), this.speed);
    return spawn(process.execPath, [...flags, BIN, '--dir', this.dir, ...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return ended(this.spawn(args, env));
  }

  writes(): readonly RecordedRequest[] {
    return this.emulator.requests().filter((request) => request.write);
  }

  async close(): Promise<void> {
    await Promise.all(this.shops.map(({ emulator }) => emulator.close()));
    await this.pictures.close();
    this.clock.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Adapters of the registry that the demo has a shop for. */
export async function demoAdapters(): Promise<readonly string[]> {
  const modules = await Promise.all(builtIn.ids.map(async (id) => ({ id, module: await loadEmulator(id) })));
  return modules.filter(({ module }) => module.demo).map(({ id }) => id);
}

function writeMapping(dir: string, { channel, emulator: { mapping } }: Shop): void {
  if (!mapping) return;
  mkdirSync(join(dir, 'mappings'), { recursive: true });
  // JSON is YAML too.
  writeFileSync(join(dir, 'mappings', `${channel}.yaml`), JSON.stringify({ version: 1, ...mapping }, null, 2));
}

export function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (part) => {
    stdout += part;
  });
  child.stderr?.on('data', (part) => {
    stderr += part;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
