import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start, type WooEmulator } from '../../adapters/woocommerce/emulator.ts';
import { moneyOf } from '../../src/core/index.ts';
import { initWorkspace, openWorkspace } from '../../src/engine/index.ts';
import type { EmulatorOptions } from '../../src/testing/types.ts';

export const BIN = fileURLToPath(new URL('../../dist/mabang.js', import.meta.url));

/** Letters for digits: the emulated world takes a 404 in an address at its word. */
function picture(code: string): string {
  return `https://images.example/${code.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}.jpg`;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A workspace on disk and an emulator in this process; the command runs as a process of its own, as a user runs it. */
export class Bed {
  private constructor(
    readonly dir: string,
    readonly emulator: WooEmulator,
  ) {}

  static async open(options: EmulatorOptions = {}, price: Readonly<Record<string, unknown>> = {}): Promise<Bed> {
    const emulator = await start(options);
    const dir = mkdtempSync(join(tmpdir(), 'mabang-bed-'));
    const { connection, secrets, currency } = emulator;
    const channel = {
      name: 'shop',
      adapter: 'woocommerce',
      environment: 'sandbox' as const,
      currency,
      connection,
      secrets,
    };
    initWorkspace(dir, { channels: [{ ...channel, settings: { price } }] });
    return new Bed(dir, emulator);
  }

  /** Products of one SKU, or of several where more prices are given: `{ 'TEA-1': ['4.90'] }`. */
  put(goods: Readonly<Record<string, readonly string[]>>): void {
    const host = {
      env: {},
      clock: { now: Date.now, sleep: async () => {} },
      pid: 0,
      bootId: '',
      hostName: '',
      alive: () => true,
      version: '',
    };
    const ws = openWorkspace(this.dir, host);
    const session = ws.catalogue.beginImport({
      file: 'test.csv',
      hash: `${Math.random()}`,
      mappingHash: '',
      columns: {},
      at: '2026-01-01',
    });
    for (const [code, prices] of Object.entries(goods)) {
      prices.forEach((text, i) => {
        const price = moneyOf(text, this.emulator.currency);
        if (!price) throw new Error(text);
        const options: Record<string, string> = prices.length > 1 ? { Size: `S${i}` } : {};
        const product = { code, title: `Goods ${code}`, images: [{ url: picture(code) }] };
        const result = session.put({
          row: 1,
          product,
          variant: { sku: `${code}-${i}`, price, quantity: 3, options },
          fields: [],
        });
        if ('severity' in result) throw new Error(result.message.en);
      });
    }
    session.commit();
    ws.close();
  }

  spawn(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(process.execPath, [BIN, '--dir', this.dir, ...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return ended(this.spawn(args, env));
  }

  writes(): readonly { readonly method: string; readonly path: string; readonly body: string }[] {
    return this.emulator.requests().filter((request) => request.write);
  }

  async close(): Promise<void> {
    await this.emulator.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
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
