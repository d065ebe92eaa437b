/**
 * Writes fixtures/suppliers: small sheets with what is nasty in real ones, and beside each a JSON file that says what it must
 * become. Both are written by hand here; no part of the reader is used to make them. Everything in them is invented: EANs
 * begin with 20, which GS1 keeps for use inside a company, and hosts are reserved (RFC 2606).
 * Run: npx tsx src/dev/make-supplier-sheets.ts
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { charsetSheets } from './supplier-charsets.ts';
import { encodingSheets } from './supplier-encodings.ts';
import { fileSheets } from './supplier-files.ts';
import { headerSheets } from './supplier-headers.ts';
import { layoutSheets } from './supplier-layouts.ts';
import type { SupplierSheet } from './supplier-sheet.ts';
import { valueSheets } from './supplier-values.ts';

export const supplierSheets: readonly SupplierSheet[] = [
  ...encodingSheets,
  ...charsetSheets,
  ...layoutSheets,
  ...headerSheets,
  ...fileSheets,
  ...valueSheets,
];

const folder = fileURLToPath(new URL('../../fixtures/suppliers/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (name !== 'README.md') rmSync(join(folder, name));
for (const { name, extension = 'csv', bytes, mapping, ...becomes } of supplierSheets) {
  writeFileSync(join(folder, `${name}.${extension}`), bytes);
  if (mapping !== undefined) writeFileSync(join(folder, `${name}.yaml`), mapping);
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(becomes, undefined, 2)}\n`);
}
