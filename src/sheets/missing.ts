import type { Diagnostic, Sku } from '../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../core/index.ts';
import type { Mapping } from './types.ts';

/** A SKU that an earlier sheet of this supplier gave. */
export interface Known {
  readonly sku: Sku;
  readonly code: string;
  readonly quantity?: number;
  readonly status: 'active' | 'ended';
}

/** A SKU that the new sheet does not have, and what the mapping makes of that; no patch when it is only reported. */
export interface Missing {
  readonly sku: Sku;
  readonly code: string;
  readonly patch?: {
    readonly product: ProductPatch;
    readonly variant: VariantPatch;
    readonly field: 'quantity' | 'status';
  };
}

/**
 * Which SKUs of earlier sheets are missing from this one. A SKU whose row was refused is not missing: it is there and wrong. What
 * is as the mapping wants it already is not spoken of again.
 */
export function* missingFrom(
  before: Iterable<Known>,
  present: { has(sku: Sku): boolean },
  what: NonNullable<Mapping['missing']>,
): Iterable<Missing> {
  for (const { sku, code, quantity, status } of before) {
    if (present.has(sku) || status === 'ended') continue;
    if (what === 'report') yield { sku, code };
    else if (what === 'end')
      yield { sku, code, patch: { product: { code }, variant: { sku, status: 'ended' }, field: 'status' } };
    else if (quantity !== 0)
      yield { sku, code, patch: { product: { code }, variant: { sku, quantity: 0 }, field: 'quantity' } };
  }
}

/** Beyond this share of what a supplier had, a shorter sheet is more likely cut off than meant; few SKUs are no share. */
const MANY = 0.3;
const FEW = 20;

/**
 * What a new sheet makes of the SKUs that it has not, with one finding for all of them. When more of them are missing than is to be
 * believed they are only reported, unless that was accepted. Only for a whole sheet: one that was read to its end, and no file of
 * refused rows that comes back.
 */
export function settleMissing(
  before: readonly Known[],
  present: { has(sku: Sku): boolean },
  what: NonNullable<Mapping['missing']>,
  {
    file,
    accepted = false,
    live = before.filter((one) => one.status === 'active').length,
  }: {
    readonly file: string;
    readonly accepted?: boolean;
    /** How many SKUs of the supplier are not ended, where `before` is not all of them. */
    readonly live?: number;
  },
): { readonly missing: readonly Missing[]; readonly finding?: Diagnostic } {
  const gone = [...missingFrom(before, present, 'report')];
  if (gone.length === 0) return { missing: [] };
  const many = what !== 'report' && !accepted && gone.length > FEW && gone.length > MANY * live;
  if (many) return { missing: gone, finding: tooMany(gone.length, live, file) };
  const missing = what === 'report' ? gone : [...missingFrom(before, present, what)];
  if (missing.length === 0) return { missing };
  return { missing, finding: missingFinding(missing, missing.length, what, file) };
}

function tooMany(count: number, live: number, file: string): Diagnostic {
  return {
    code: 'W_MISSING_MANY',
    severity: 'warning',
    message: {
      en: `${count} of ${live} SKUs of this supplier are not in this sheet; that is more than a sheet loses by itself, so nothing was changed about them`,
      zh: `该供应商 ${live} 个 SKU 中有 ${count} 个不在此表中；数量异常，未作任何更改`,
    },
    place: { file },
    next: {
      en: 'look whether the sheet is whole; if it is, say --accept missing',
      zh: '请确认表格是否完整；如无误，请使用 --accept missing',
    },
  };
}

/** SKUs named in one finding. */
const NAMED = 10;

/** One finding for all of them. */
export function missingFinding(
  missing: readonly Missing[],
  count: number,
  what: NonNullable<Mapping['missing']>,
  file: string,
): Diagnostic {
  const names = missing
    .slice(0, NAMED)
    .map((one) => one.sku)
    .join(', ');
  const more = count > NAMED ? ` +${count - NAMED}` : '';
  const [en, zh] = {
    report: ['nothing was changed about them', '未作任何更改'],
    'zero-stock': ['their stock was set to zero', '库存已设为 0'],
    end: ['they were ended', '已停售'],
  }[what] as [string, string];
  return {
    code: 'W_MISSING_SKUS',
    severity: 'warning',
    message: {
      en: `${count} SKUs of this supplier's earlier sheets are not in this one; ${en}: ${names}${more}`,
      zh: `该供应商先前表格中的 ${count} 个 SKU 不在此表中；${zh}：${names}${more}`,
    },
    place: { file },
    ...(what === 'report'
      ? {
          next: {
            en: 'say missing: zero-stock or missing: end in the mapping if that is what it means',
            zh: '如需相应处理，请在映射中设置 missing: zero-stock 或 missing: end',
          },
        }
      : {}),
  };
}
