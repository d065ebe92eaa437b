/** The catalogue: one SQLite file with what the seller sells and what is remembered of each channel. */
export { type BackupResult, backupCatalogue, migrationBackup } from './backup.ts';
export { type Inspection, inspectCatalogue, sqliteVersion } from './inspect.ts';
export { type OpenOptions, openCatalogue } from './open.ts';
export { remoteKeyOf } from './seen.ts';
export type {
  Catalogue,
  Entry,
  EntryState,
  FieldSource,
  ImportSession,
  Journal,
  Ledger,
  LedgerRow,
  LockHolder,
  PaceBook,
  PutResult,
  Removal,
  Run,
  SeenRow,
  SheetInfo,
  SupplierSkus,
} from './types.ts';
