import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { type Catalogue, type ImportSession, type OpenOptions, openCatalogue } from '../../src/catalogue/index.ts';
import type { RemoteListing } from '../../src/contract/index.ts';
import { MabangError } from '../../src/core/index.ts';

export const AT = '2026-11-23T08:00:00.000Z';
export const LATER = '2026-11-24T08:00:00.000Z';

const folders: string[] = [];
const opened: Catalogue[] = [];

afterEach(() => {
  for (const catalogue of opened.splice(0)) catalogue.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A path in a folder that is gone after the test. */
export function freshFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mabang-catalogue-'));
  folders.push(folder);
  return join(folder, 'catalogue.db');
}

export function open(file: string, options: OpenOptions = { create: true }): Catalogue {
  const catalogue = openCatalogue(file, options);
  opened.push(catalogue);
  return catalogue;
}

export type Row = Parameters<ImportSession['put']>[0];

/** A row that names the fields its patch speaks of, as the sheet reader does. */
export function row(number: number, product: Row['product'], variant?: Row['variant']): Row {
  const fields = [
    ...Object.keys(product).flatMap((key) => named(key, product.attributes)),
    ...Object.keys(variant ?? {}).flatMap((key) =>
      key === 'images' ? ['variantImage'] : named(key, variant?.attributes, variant?.options),
    ),
  ];
  return { row: number, product, ...(variant ? { variant } : {}), fields: [...new Set(fields)] };
}

function named(key: string, attributes: object | undefined, options: object | undefined = {}): string[] {
  if (key === 'attributes') return Object.keys(attributes ?? {}).map((name) => `attribute:${name}`);
  if (key === 'options') return Object.keys(options).map((name) => `option:${name}`);
  if (key === 'images') return ['image'];
  if (key === 'bullets') return ['bullet'];
  return key === 'dimensions' ? ['length', 'width', 'height'] : [key];
}

/** Import rows as one sheet; what each `put` said. */
export function importRows(
  catalogue: Catalogue,
  rows: readonly Row[],
  sheet: { readonly file?: string; readonly columns?: Readonly<Record<string, string>>; readonly at?: string } = {},
): ReturnType<ImportSession['put']>[] {
  const file = sheet.file ?? 'sheet.csv';
  const session = catalogue.beginImport({
    file,
    hash: `hash of ${file}`,
    mappingHash: 'mapping',
    columns: sheet.columns ?? {},
    at: sheet.at ?? AT,
  });
  const said = rows.map((one) => session.put(one));
  session.commit();
  return said;
}

export function listing(
  code: string,
  id: number,
  skus: Readonly<Record<string, string>>,
  more: Partial<RemoteListing> = {},
): RemoteListing {
  return {
    code,
    remoteId: { id },
    mark: 'ours',
    snapshot: {
      product: { content: { title: code } },
      variants: Object.fromEntries(Object.entries(skus).map(([sku, price]) => [sku, { price }])),
    },
    ...more,
  };
}

/** SQLite's order of texts, which is that of their UTF-8 bytes. */
export const byCodePoint = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The MabangError that a call throws; anything else fails the test. */
export function refusal(call: () => unknown): MabangError {
  try {
    call();
  } catch (error) {
    if (error instanceof MabangError) return error;
    throw error;
  }
  throw new Error('it did not throw');
}

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Run `child.ts` as a process of its own; how it ended and what it printed. */
export function child(
  ...args: readonly string[]
): Promise<{ code: number | null; signal: string | null; out: string }> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, ['--import', 'tsx', CHILD, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    process_.stdout.on('data', (data) => {
      out += data;
    });
    process_.on('error', reject);
    process_.on('close', (code, signal) => resolve({ code, signal, out }));
  });
}
