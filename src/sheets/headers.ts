import type { Currency } from '../contract/index.ts';
import { isCurrency } from '../core/index.ts';
import { lengthUnit, weightUnit } from './measures.ts';
import { FIELDS } from './names.ts';
import { isOwnColumn } from './rejects.ts';
import type { ColumnMapping, FieldName } from './types.ts';
import { trim } from './values.ts';

/** What a header means on its own: the field, and the currency, unit or tax that it names. */
export function meaningOf(header: string): Omit<ColumnMapping, 'column'> | undefined {
  const folded = fold(header);
  return meaningOfName(folded) ?? numbered(folded) ?? taxed(folded);
}

function meaningOfName(folded: string): Omit<ColumnMapping, 'column'> | undefined {
  const whole = FIELDS.get(folded);
  if (whole) return folded === 'variant grams' ? { field: whole, unit: 'g' } : { field: whole };
  const { name, hint } = split(folded);
  const field = FIELDS.get(name);
  if (!field || hint === undefined) return undefined;
  if (isMoney(field)) {
    const currency = currencyOf(hint, name);
    return currency ? { field, currency } : undefined;
  }
  if (field === 'weight') {
    const unit = weightUnit(hint);
    return unit ? { field, unit } : undefined;
  }
  // 尺寸 is a size to choose where it stands alone, and a measure where a unit stands beside it.
  const measure = field === 'option:Size' ? 'dimensions' : field;
  if (measure === 'length' || measure === 'width' || measure === 'height' || measure === 'dimensions') {
    const unit = lengthUnit(hint);
    return unit && (field !== 'option:Size' || name === '尺寸') ? { field: measure, unit } : undefined;
  }
  return undefined;
}

/** Fields that several columns can feed: what they list adds up. */
export const ADD_UP: readonly string[] = ['image', 'variantImage', 'bullet'];

export function isMoney(field: FieldName): boolean {
  return field === 'price' || field === 'regularPrice' || field === 'listPrice' || field === 'cost';
}

/** `Image 2`, `image3_src`, `卖点4`: pictures and bullets add up, so their numbers say nothing. */
function numbered(folded: string): Omit<ColumnMapping, 'column'> | undefined {
  const name = /^(.*?)[\s-]*\(?(?:additional )?\d{1,2}\)?(?: (?:src|url))?$/.exec(folded)?.[1]?.replace(/[\s(-]+$/, '');
  if (!name) return undefined;
  const field = FIELDS.get(name) ?? FIELDS.get(`${name}s`) ?? FIELDS.get(name.replace(/^product /, ''));
  return field === 'image' || field === 'bullet' ? { field } : undefined;
}

const NET =
  /\(?\b(?:excl?\.?|excluding|exkl\.?|without|before|ohne)\s*(?:of\s*)?(?:vat|tax(?:es)?|mwst\.?|ust\.?|gst|iva)\b\.?\)?|\bnetto|\bnet\b|\bht\b|\bhors taxes?\b|未税|不含税|不含稅|税抜き?|税別/;
const GROSS =
  /\(?\b(?:incl?\.?|including|inkl\.?|with)\s*(?:of\s*)?(?:vat|tax(?:es)?|mwst\.?|ust\.?|gst|iva)\b\.?\)?|\bbrutto|\bgross\b|\bttc\b|含税|含稅|税込み?/;

/** `Price (excl. VAT)`, `未税单价`, `price_gross_eur`. */
function taxed(folded: string): Omit<ColumnMapping, 'column'> | undefined {
  const tax = NET.test(folded) ? 'net' : GROSS.test(folded) ? 'gross' : undefined;
  if (!tax) return undefined;
  const rest = folded
    .replace(tax === 'net' ? NET : GROSS, ' ')
    .replace(/[([（]\s*[)\]）]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[\s,;-]+$/, '')
    .trim();
  const meaning = meaningOfName(rest);
  return meaning && isMoney(meaning.field) ? { ...meaning, tax } : undefined;
}

/** `Option1 Name` and `Attribute 2 value(s)`: one half of a pair of columns. */
export function pairOf(header: string): { readonly half: 'Name' | 'Value'; readonly number: number } | undefined {
  const match = /^(?:variant |product )?(?:option|attribute) ?(\d{1,2}) (name|value|values|value\(s\))$/.exec(
    fold(header),
  );
  if (!match?.[1]) return undefined;
  return { half: match[2] === 'name' ? 'Name' : 'Value', number: Number(match[1]) };
}

export function isKnown(header: string): boolean {
  return isOwnColumn(header) || meaningOf(header) !== undefined || pairOf(header) !== undefined;
}

/** Folded for comparison: width, case, white space, a star for "required", and underscores. */
export function fold(header: string): string {
  return trim(header)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .replace(/^\*\s*|\s*\*$/g, '')
    .trim();
}

/** `售价(元)` → 售价 and 元; `price usd` → price and usd; `单价cny` → 单价 and cny. */
function split(folded: string): { readonly name: string; readonly hint?: string } {
  const bracket = /^(.*?)\s*[([{【/]\s*([^)\]}】]+?)\s*[)\]}】]?$/.exec(folded);
  if (bracket?.[1] !== undefined && bracket[2] !== undefined) return { name: bracket[1], hint: bracket[2] };
  const tail = /^(.*?)\s*([a-z]{1,3}|[¥$€£元])$/.exec(folded);
  if (tail?.[1] && tail[2] !== undefined) return { name: tail[1], hint: tail[2] };
  return { name: folded };
}

function currencyOf(hint: string, name: string): Currency | undefined {
  // In a Chinese header the sign means yuan; in others it may mean yen.
  if (hint === '¥') return /\p{Script=Han}/u.test(name) ? 'CNY' : undefined;
  const signs: Readonly<Record<string, Currency>> = {
    元: 'CNY',
    人民币: 'CNY',
    rmb: 'CNY',
    '€': 'EUR',
    '£': 'GBP',
    us$: 'USD',
    美元: 'USD',
    欧元: 'EUR',
    日元: 'JPY',
  };
  if (Object.hasOwn(signs, hint)) return signs[hint];
  const code = hint.toUpperCase();
  return isCurrency(code) ? code : undefined;
}
