/**
 * Writes fixtures/suppliers: small sheets with what is nasty in real ones, and beside each a JSON file that says what it must
 * become. Both are written by hand here; no part of the reader is used to make them. Everything in them is invented: EANs
 * begin with 20, which GS1 keeps for use inside a company, and hosts are reserved (RFC 2606).
 * Run: npx tsx src/dev/make-supplier-sheets.ts
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodingSheets } from './supplier-encodings.ts';
import { layoutSheets } from './supplier-layouts.ts';
import type { SupplierSheet } from './supplier-sheet.ts';
import { valueSheets } from './supplier-values.ts';

export const supplierSheets: readonly SupplierSheet[] = [...encodingSheets, ...layoutSheets, ...valueSheets];

const folder = fileURLToPath(new URL('../../fixtures/suppliers/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (/\.(csv|json|yaml)$/.test(name)) rmSync(join(folder, name));
for (const { name, bytes, mapping, ...becomes } of supplierSheets) {
  writeFileSync(join(folder, `${name}.csv`), bytes);
  if (mapping !== undefined) writeFileSync(join(folder, `${name}.yaml`), mapping);
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(becomes, undefined, 2)}\n`);
}
