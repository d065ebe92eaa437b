import { RUINED_GTIN } from './row-faults.ts';
import type { ReadRow } from './rows.ts';
import type { RejectedRow } from './types.ts';

/** A refused row without its GTIN, when nothing else is wrong with it; for `RejectedRow.otherwise`. */
export function withoutGtin({ product, variant, fields, errors }: ReadRow): RejectedRow['otherwise'] {
  if (!variant || errors.length === 0 || !errors.every((error) => RUINED_GTIN.has(error.code))) return undefined;
  const { gtin: _gtin, ...rest } = variant;
  return { product, variant: rest, fields: fields.filter((field) => field !== 'gtin') };
}
