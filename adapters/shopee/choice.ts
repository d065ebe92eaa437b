import type { Listing, Variant } from 'mabang/contract';

/**
 * What a listing can say to Shopee besides the attributes of its category: in `mappings/<channel>.yaml` under these names, where
 * attributes have their ids.
 */
export const BRAND = 'brand';
export const CONDITION = 'condition';
export const DAYS = 'days_to_ship';
export const LOGISTICS_CHOICE = 'logistics';
export const TAX = 'tax_info.';

/** Fields of `tax_info` that are plain text. Source: `add_item`, 2026-08; `group_item_info` is left to the Seller Centre. */
export const TAX_FIELDS = [
  ...[
    'ncm',
    'same_state_cfop',
    'diff_state_cfop',
    'csosn',
    'origin',
    'cest',
    'measure_unit',
    'pis',
    'cofins',
    'icms_cst',
  ],
  ...['pis_cofins_cst', 'federal_state_taxes', 'operation_type', 'ex_tipi', 'fci_num', 'recopi_num', 'additional_info'],
  ...['export_cfop', 'invoice_option', 'vat_rate', 'hs_code', 'tax_code'],
] as const;

export function said(listing: Listing, name: string): string | undefined {
  const { attributes } = listing.target;
  const value = Object.hasOwn(attributes, name) ? attributes[name]?.trim() : undefined;
  return value === undefined || value === '' ? undefined : value;
}

/** `A | B` as its parts. */
export function parts(value: string): readonly string[] {
  return value
    .split('|')
    .map((part) => part.trim())
    .filter((part, i, all) => part !== '' && all.indexOf(part) === i);
}

/**
 * Every value that the listing and its SKUs say under a name, the listing's first. An attribute belongs to the whole product,
 * so what SKUs say of it differently comes together.
 */
export function allSaid(listing: Listing, name: string): readonly string[] {
  const own = said(listing, name);
  const ofSkus = listing.variants.map((variant) => saidBySku(variant, name));
  return [...new Set([own, ...ofSkus].filter((value) => value !== undefined))];
}

function saidBySku({ target }: Variant, name: string): string | undefined {
  const value = Object.hasOwn(target.attributes, name) ? target.attributes[name]?.trim() : undefined;
  return value === '' ? undefined : value;
}

/** Names under which the listing or one of its SKUs says anything. */
export function saidNames({ target, variants }: Listing): readonly string[] {
  const names = [target, ...variants.map((variant) => variant.target)].flatMap(({ attributes }) =>
    Object.keys(attributes),
  );
  return [...new Set(names)];
}

export function isReserved(name: string): boolean {
  return [BRAND, CONDITION, DAYS, LOGISTICS_CHOICE].includes(name) || name.startsWith(TAX);
}

export function condition(listing: Listing): 'NEW' | 'USED' | undefined {
  const value = said(listing, CONDITION)?.toUpperCase();
  return value === 'NEW' || value === 'USED' ? value : undefined;
}

export function daysToShip(listing: Listing): number | undefined {
  const value = said(listing, DAYS);
  return value !== undefined && /^\d{1,3}$/.test(value) ? Number(value) : undefined;
}

export function taxInfo(listing: Listing): Readonly<Record<string, string>> | undefined {
  const fields = TAX_FIELDS.flatMap((field) => {
    const value = said(listing, `${TAX}${field}`);
    return value === undefined ? [] : [[field, value] as const];
  });
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

/** A channel chosen in the mapping file: `18028`, `18066=2.50` with the fee, `18077#2` with the size, `18028*` with free shipping. */
export interface ChosenChannel {
  readonly id: number;
  readonly fee?: string;
  readonly size?: number;
  readonly free: boolean;
}

/** `undefined` when nothing is chosen; a part that is not understood comes back as its text. */
export function chosenChannels(listing: Listing): readonly (ChosenChannel | string)[] | undefined {
  const value = said(listing, LOGISTICS_CHOICE);
  if (value === undefined) return undefined;
  return parts(value).map((part) => {
    const match = /^(\d{1,9})(?:=(\d{1,9}(?:\.\d{1,2})?)|#(\d{1,9}))?(\*)?$/.exec(part);
    if (!match) return part;
    const [, id, fee, size, free] = match;
    return {
      id: Number(id),
      ...(fee === undefined ? {} : { fee }),
      ...(size === undefined ? {} : { size: Number(size) }),
      free: free !== undefined,
    };
  });
}
