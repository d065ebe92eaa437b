import type { Facet, FacetChange, Json, Money } from '../contract/index.ts';
import { decimalOf, equalJson, isCurrency } from '../core/index.ts';
import type { Lang } from './lang.ts';
import { clean } from './width.ts';

/** One leaf that differs. `path` is empty when the whole value is one leaf. */
export interface ValueDiff {
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** Characters of a text shown before it is cut. */
const TEXT_LIMIT = 60;

/** The leaves in which two JSON values differ, in key order. */
export function diffValues(before: Json | undefined, after: Json | undefined, path = ''): readonly ValueDiff[] {
  if (before !== undefined && after !== undefined && equalJson(before, after)) return [];
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = Array.isArray(before)
      ? [...Array(Math.max(before.length, (after as readonly Json[]).length)).keys()].map(String)
      : [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => diffValues(member(before, key), member(after, key), join(path, key, before)));
  }
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

/** A value that is shown in one piece is no branch: scalars and amounts of money. */
function isBranch(value: Json | undefined): value is readonly Json[] | { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && moneyText(value) === undefined;
}

function member(value: readonly Json[] | { readonly [key: string]: Json }, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return Object.hasOwn(value, key) ? (value as { readonly [key: string]: Json })[key] : undefined;
}

function join(path: string, key: string, parent: Json): string {
  if (Array.isArray(parent)) return `${path}[${Number(key) + 1}]`;
  return path ? `${path}.${key}` : key;
}

/** `12.90 → 14.50 EUR`, `"Old" → "New"`, `weight 400 → 450`: what one facet of one unit becomes, a line per leaf. */
export function facetLines(
  facet: Facet,
  change: FacetChange,
  lang: Lang,
  options: { readonly currency?: string; readonly limit: number },
): readonly string[] {
  const leaves = diffValues(beforeOf(facet, change), change.to).filter((leaf) => !platformsOwn(leaf, change));
  const currency = facet === 'price' ? options.currency : undefined;
  const lines = leaves.slice(0, options.limit).map((leaf) => leafLine(leaf, lang, currency));
  const more = leaves.length - lines.length;
  if (more > 0) lines.push(lang === 'zh' ? `…另有 ${more} 处不同` : `… ${more} more values`);
  if (lines.length === 0) lines.push(lang === 'zh' ? '写法不同，内容相同' : 'written differently');
  return lines;
}

/**
 * What a change is measured against. Prices, stock and status: what the platform shows. Text and media that the platform
 * rewrites: what we sent last, as long as nobody edited it since, or every rewritten character would look like a change.
 */
function beforeOf(facet: Facet, change: FacetChange): Json | undefined {
  const text = facet === 'content' || facet === 'media' || facet === 'variation';
  if (text && change.last && change.seen !== undefined && equalJson(change.seen, change.last.echo))
    return change.last.sent;
  return change.seen;
}

/** A value that only the platform has, like an id it gave: absent from what we want and from what we sent, so nothing of ours. */
function platformsOwn(leaf: ValueDiff, change: FacetChange): boolean {
  if (leaf.after !== undefined || change.last === undefined || leaf.path === '') return false;
  return diffValues(change.seen, change.last.sent).some((own) => own.path === leaf.path && own.after === undefined);
}

function leafLine(leaf: ValueDiff, lang: Lang, currency: string | undefined): string {
  const label = leaf.path ? `${clean(leaf.path)} ` : '';
  const before = leaf.before === undefined ? undefined : valueText(leaf.before, lang);
  const after = leaf.after === undefined ? undefined : valueText(leaf.after, lang);
  const unit = unitOfMoney(leaf.before, leaf.after, currency);
  if (before === undefined) return `${label}→ ${after}${unit.tail}`;
  if (after === undefined) return `${label}${before} → ${lang === 'zh' ? '（无）' : '(none)'}`;
  return `${label}${unit.bare(before)} → ${after}${unit.tail}`;
}

/** The currency once, at the end: `12.90 → 14.50 EUR`. */
function unitOfMoney(
  before: Json | undefined,
  after: Json | undefined,
  currency: string | undefined,
): { bare(text: string): string; tail: string } {
  const [from, to] = [moneyText(before), moneyText(after)];
  if (from && to && from.currency === to.currency)
    return { bare: (text) => text.slice(0, -(from.currency.length + 1)), tail: '' };
  const plain = [before, after].every((value) => value === undefined || isDecimal(value));
  return { bare: (text) => text, tail: currency && plain && after !== undefined ? ` ${currency}` : '' };
}

function isDecimal(value: Json): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
}

/** `{ minor, currency }` and `{ amount | value, currency }` are how money stands in JSON; everything else is not money. */
function moneyText(value: Json | undefined): { readonly text: string; readonly currency: string } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  const { currency, minor, amount, value: plain } = value as { readonly [key: string]: Json };
  if (keys.length !== 2 || typeof currency !== 'string' || !isCurrency(currency)) return undefined;
  if (typeof minor === 'number' && Number.isSafeInteger(minor))
    return { text: `${decimalOf({ minor, currency } satisfies Money)} ${currency}`, currency };
  const said = amount ?? plain;
  return said !== undefined && isDecimal(said) ? { text: `${said} ${currency}`, currency } : undefined;
}

/** Too long to be shown whole. */
function isLong(value: Json): boolean {
  return isBranch(value) && clean(JSON.stringify(value)).length > TEXT_LIMIT;
}

/** One value in a few words. Long text is cut and its length said; lists and records say how much they hold. */
export function valueText(value: Json, lang: Lang): string {
  const money = moneyText(value);
  if (money) return money.text;
  if (typeof value === 'string') return isDecimal(value) ? value : quoted(value, lang);
  if (value === null || typeof value !== 'object') return String(value);
  const text = clean(JSON.stringify(value));
  if (text.length <= TEXT_LIMIT) return text;
  if (Array.isArray(value)) return lang === 'zh' ? `[${value.length} 项]` : `[${value.length} items]`;
  const keys = Object.keys(value).length;
  return lang === 'zh' ? `{${keys} 个字段}` : `{${keys} fields}`;
}

function quoted(text: string, lang: Lang): string {
  const characters = [...text];
  if (characters.length <= TEXT_LIMIT) return `"${clean(text)}"`;
  const length = lang === 'zh' ? `（共 ${characters.length} 字符）` : ` (${characters.length} characters)`;
  return `"${clean(characters.slice(0, TEXT_LIMIT).join(''))}…"${length}`;
}

/**
 * Amounts and quantities inside a value that is too long to be shown, with where they stand: a plan whose prices cannot be read
 * cannot be reviewed.
 */
function numbersIn(value: Json, path: string): readonly string[] {
  if (!isBranch(value)) return isDecimal(value) || moneyText(value) ? [`${path} ${valueText(value, 'en')}`] : [];
  return Object.entries(value).flatMap(([key, part]) => numbersIn(part as Json, join(path, key, value)));
}

/** What a created unit gets, in one line: `price 12.90 EUR · stock 10`. */
export function wantedText(facet: Facet, to: Json, lang: Lang, currency?: string): string {
  const unit = facet === 'price' && currency ? ` ${currency}` : '';
  const counted = facet === 'price' || facet === 'stock';
  const scalar = (value: Json) => (isDecimal(value) ? `${valueText(value, lang)}${unit}` : valueText(value, lang));
  if (typeof to !== 'object' || to === null || moneyText(to)) return scalar(to);
  const entries = Object.entries(to).filter(([, value]) => value !== '' && value !== null);
  if (!Array.isArray(to) && entries.length <= 3)
    return entries
      .map(([key, value]) => {
        const inside = counted && isLong(value as Json) ? numbersIn(value as Json, clean(key)) : [];
        return inside.length > 0
          ? inside.map((one) => `${one}${unit}`).join(', ')
          : `${clean(key)} ${scalar(value as Json)}`;
      })
      .join(', ');
  return valueText(to, lang);
}
