/** A workspace in a temporary folder for one adapter, with made-up goods in it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Host, initWorkspace, loadEmulator, openWorkspace, type Workspace } from '../../engine/index.ts';
import { fastClock } from '../../testing/clock.ts';
import { gtinOf } from '../../testing/conformance/goods.ts';
import type { Emulator } from '../../testing/types.ts';

export interface BenchShop {
  readonly ws: Workspace;
  readonly emulator: Emulator;
  close(): Promise<void>;
}

export async function openShop(adapter: string): Promise<BenchShop> {
  const speed = 200;
  const emulator = await (await loadEmulator(adapter)).start({ speed });
  const dir = mkdtempSync(join(tmpdir(), 'mabang-bench-'));
  initWorkspace(dir, {
    channels: [
      {
        name: 'shop',
        adapter,
        environment: 'sandbox',
        currency: emulator.currency,
        connection: emulator.connection,
        secrets: emulator.secrets,
        ...(emulator.settings ? { settings: emulator.settings } : {}),
      },
    ],
  });
  if (emulator.mapping) {
    mkdirSync(join(dir, 'mappings'));
    // JSON is YAML too.
    writeFileSync(join(dir, 'mappings', 'shop.yaml'), JSON.stringify({ version: 1, ...emulator.mapping }));
  }
  const host: Host = {
    env: {},
    clock: fastClock(speed),
    pid: 1,
    bootId: 'bench',
    hostName: 'bench',
    alive: () => false,
    version: 'bench',
  };
  const ws = openWorkspace(dir, host);
  return {
    ws,
    emulator,
    async close() {
      ws.close();
      await emulator.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** `products` products with `variants` SKUs each, with text of ordinary length. */
export function fill(ws: Workspace, currency: string, products: number, variants: number, cents = 0): void {
  const session = ws.catalogue.beginImport({
    file: 'bench.csv',
    hash: `${products}/${variants}/${cents}`,
    mappingHash: '',
    columns: {},
    at: '2026-01-01T00:00:00.000Z',
  });
  for (let p = 0; p < products; p++) {
    const product = {
      code: `P-${String(p).padStart(6, '0')}`,
      title: `Enamel mug with a wooden lid, number ${p}`,
      description: `<p>Holds 350 ml, weighs 210 g, and survives a fall from the table. Number ${p}.</p>`,
      brand: 'Example',
      bullets: ['Keeps tea warm'],
      category: 'Kitchen > Mugs',
      images: [{ url: picture(p, 'front') }, { url: picture(p, 'back') }],
      attributes: { Material: 'Enamelled steel' },
    };
    for (let v = 0; v < variants; v++) {
      const options: Record<string, string> = variants > 1 ? { Color: `Color ${v}` } : {};
      const result = session.put({
        row: 2,
        product,
        variant: {
          sku: `${product.code}-${v}`,
          options,
          price: { minor: 1000 + ((p * variants + v) % 1000) + (p === 0 && v === 0 ? cents : 0), currency },
          quantity: (p + v) % 50,
          weight: 210,
          gtin: gtinOf(`${product.code}-${v}`),
        },
        fields: ['title', 'price', 'quantity'],
      });
      if ('severity' in result) throw new Error(result.message.en);
    }
  }
  session.commit();
}

/** Letters for digits: an emulated world takes a 404 in an address at its word. */
function picture(n: number, side: string): string {
  return `https://images.example/${String(n).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}-${side}.jpg`;
}
