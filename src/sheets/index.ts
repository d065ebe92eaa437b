/** Sheets: bytes in, typed rows out. */
export { type Batch, type Part, PRODUCT_TEXTS, SKU_NUMBERS, SKU_TEXTS, type WireEvent } from './batch.ts';
export { ENCODING_NAMES, encodingNamed } from './charsets.ts';
export { ColumnSurvey, SheetSurvey } from './columns.ts';
export { EXPORT_MARK, type ExportOptions, ExportWriter, NameList, type Names } from './exported.ts';
export {
  type Comparison,
  compare,
  type Difference,
  fingerprintOf,
  type Match,
  matchMapping,
  type Named,
  recognised,
} from './fingerprint.ts';
export { layoutOf } from './hanging.ts';
export { isField, mappingSchema, mappingToYaml, parseMapping, proposeMapping } from './mapping.ts';
export { type Known, type Missing, missingFinding, missingFrom, settleMissing } from './missing.ts';
export { withoutGtin } from './otherwise.ts';
export { PRINT_WORDS } from './prints.ts';
export type { Proposal } from './propose.ts';
export { findingOf, type Question } from './questions.ts';
export { cellsAt, NotQuick } from './quick.ts';
export type { QuickSheet } from './quick-sheet.ts';
export { openSheet, type ReadOptions, type Restore, type Sheet } from './read.ts';
export { escapeCell, type RejectsWriter, rejectsWriter, unescapeCell } from './rejects.ts';
export { RUINED_GTIN } from './row-faults.ts';
export { RowSurvey } from './row-survey.ts';
export { type ReadRow, rowReader } from './rows.ts';
export { isOpen, type Settled, settle } from './settle.ts';
export type * from './types.ts';
export { type Amounts, type PlainAt, plainRows } from './unplain.ts';
