import type { Diagnostic, Money, Place } from '../contract/index.ts';
import { isCurrency, moneyOf, type ProductPatch, type VariantPatch } from '../core/index.ts';
import { AMOUNTS, EXPORT_MARK, readIdentifier, readImages, readList, readText, SIDES } from './exported.ts';
import type { ReadRow } from './rows.ts';
import type { ColumnMapping, FieldName, Mapping } from './types.ts';
import { type Problem, parseGtin, parseImages, parseSku, problem } from './values.ts';

/** Which column of an export feeds which field, to be shown and kept with the values. */
const FIELDS: Readonly<Record<string, FieldName>> = {
  code: 'code',
  sku: 'sku',
  title: 'title',
  brand: 'brand',
  category: 'category',
  status: 'status',
  price: 'price',
  'list price': 'listPrice',
  cost: 'cost',
  quantity: 'quantity',
  gtin: 'gtin',
  'weight g': 'weight',
  'length mm': 'length',
  'width mm': 'width',
  'height mm': 'height',
  images: 'image',
  'sku images': 'variantImage',
  bullets: 'bullet',
  description: 'description',
};

export function isExport(headers: readonly string[]): boolean {
  return headers.includes(EXPORT_MARK);
}

/** The columns of an export as a mapping. They are read by `exportedReader`, which knows their form. */
export function exportMapping(headers: readonly string[], header: number): Mapping {
  const columns: ColumnMapping[] = [];
  const ignore: string[] = [];
  for (const name of headers) {
    const named = /^(?:sku )?((?:option|attribute):.+)$/s.exec(name)?.[1] as FieldName | undefined;
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : named;
    if (field !== undefined) columns.push({ column: name, field });
    else if (name !== '') ignore.push(name);
  }
  return { version: 1, header, columns, ignore };
}

interface Draft {
  readonly product: { -readonly [K in keyof ProductPatch]: ProductPatch[K] };
  readonly variant: { -readonly [K in keyof VariantPatch]: VariantPatch[K] };
  readonly fields: FieldName[];
  readonly options: Map<string, string>;
  readonly attributes: { product: [string, string][]; variant: [string, string][] };
}

/** Reads the rows of an export back. An empty cell says nothing. What was edited is checked as in any other sheet. */
export function exportedReader(headers: readonly string[]): (cells: readonly string[], place: Place) => ReadRow {
  const at = new Map(headers.map((header, i) => [header, i]));
  /** The axes of the product whose rows are being read, in their order. */
  let axes: { readonly code: string; readonly names: readonly string[] } = { code: '', names: [] };
  return (cells, place) => {
    const draft: Draft = {
      product: { code: '' },
      variant: { sku: '' },
      fields: [],
      options: new Map(),
      attributes: { product: [], variant: [] },
    };
    const errors: Diagnostic[] = [];
    const cell = (header: string) => cells[at.get(header) ?? -1] ?? '';
    const say = (column: string, said: { readonly problem: Problem }) =>
      errors.push({ ...said.problem, severity: 'error', place: { ...place, column } });
    identify(draft, cell, say);
    ofProduct(draft, cell, say);
    ofSku(draft, cell, say);
    named(draft, headers, cells);
    if (cell('axes') !== '') axes = { code: draft.product.code, names: readList(cell('axes')) };
    const order = axes.code === draft.product.code ? axes.names : [];
    if (draft.options.size > 0) draft.variant.options = ordered(draft.options, order);
    return finish(draft, errors, place);
  };
}

type Cell = (header: string) => string;
type Say = (column: string, said: { readonly problem: Problem }) => void;

function identify({ product, variant, fields }: Draft, cell: Cell, say: Say): void {
  for (const [header, put] of [
    ['code', (text: string) => Object.assign(product, { code: text })],
    ['sku', (text: string) => Object.assign(variant, { sku: text })],
  ] as const) {
    const text = readIdentifier(cell(header));
    if (text === '') continue;
    put(text);
    fields.push(header);
    const said = parseSku(text);
    if ('problem' in said) say(header, said);
  }
}

function ofProduct({ product, fields }: Draft, cell: Cell, say: Say): void {
  for (const name of ['title', 'brand', 'category', 'description'] as const) {
    if (cell(name) === '') continue;
    product[name] = readText(cell(name));
    fields.push(name);
  }
  if (cell('bullets') !== '') {
    product.bullets = readList(cell('bullets'));
    fields.push('bullet');
  }
  const status = cell('status');
  if (status === 'active' || status === 'paused' || status === 'ended') {
    product.status = status;
    fields.push('status');
  } else if (status !== '') say('status', noStatus(status, 'active, paused, ended'));
  const images = pictures(cell('images'), 'images', say);
  if (images === undefined) return;
  product.images = images;
  fields.push('image');
}

function pictures(cell: string, column: string, say: Say) {
  if (cell === '') return undefined;
  const images = readImages(cell);
  for (const { url } of images) {
    const said = parseImages(url, '\n');
    if ('problem' in said) say(column, said);
  }
  return images;
}

function noStatus(cell: string, words: string): { readonly problem: Problem } {
  return problem('E_STATUS', `not a status: ${cell}`, `不是状态：${cell}`, {
    en: words,
    zh: words.replaceAll(', ', '、'),
  });
}

function ofSku({ variant, fields }: Draft, cell: Cell, say: Say): void {
  for (const [key, header] of AMOUNTS) {
    const money = amount(cell, header, say);
    if (!money) continue;
    variant[key] = money;
    fields.push(key);
  }
  for (const [header, key] of [
    ['quantity', 'quantity'],
    ['weight g', 'weight'],
  ] as const) {
    const value = whole(cell(header), header, say);
    if (value === undefined) continue;
    variant[key] = value;
    fields.push(key);
  }
  const gtin = readIdentifier(cell('gtin'));
  if (gtin !== '') {
    const said = parseGtin(gtin);
    if ('problem' in said) say('gtin', said);
    variant.gtin = gtin;
    fields.push('gtin');
  }
  const [length, width, height] = SIDES.map((side) => whole(cell(`${side} mm`), `${side} mm`, say));
  if (length !== undefined && width !== undefined && height !== undefined) {
    variant.dimensions = { length, width, height };
    fields.push(...SIDES);
  } else if (length !== undefined || width !== undefined || height !== undefined)
    say(
      'length mm',
      problem(
        'E_DIMENSIONS',
        'length, width and height go together; one is missing',
        '长、宽、高须同时填写，缺少其中一项',
      ),
    );
  const status = cell('sku status');
  if (status === 'active' || status === 'ended') variant.status = status;
  else if (status !== '') say('sku status', noStatus(status, 'active, ended'));
  if (variant.status && !fields.includes('status')) fields.push('status');
  const images = pictures(cell('sku images'), 'sku images', say);
  if (images === undefined) return;
  variant.images = images;
  fields.push('variantImage');
}

function amount(cell: Cell, header: string, say: Say): Money | undefined {
  const [text, currency] = [cell(header), cell(`${header} currency`)];
  if (text === '') return undefined;
  if (!isCurrency(currency)) {
    say(
      `${header} currency`,
      problem('E_NO_CURRENCY', `${text}: nothing says in which currency`, `${text}：未说明货币`),
    );
    return undefined;
  }
  const money = moneyOf(text, currency);
  if (!money || money.minor < 0) say(header, problem('E_PRICE_FORMAT', `not a price: ${text}`, `不是价格：${text}`));
  return money;
}

function whole(text: string, column: string, say: Say): number | undefined {
  if (text === '') return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  say(column, problem('E_QUANTITY', `not a whole number: ${text}`, `不是整数：${text}`));
  return undefined;
}

function named(
  { product, variant, fields, options, attributes }: Draft,
  headers: readonly string[],
  cells: readonly string[],
) {
  headers.forEach((header, i) => {
    const cell = cells[i] ?? '';
    if (cell === '') return;
    const [, kind, name = ''] = /^(option|attribute|sku attribute):(.+)$/s.exec(header) ?? [];
    if (kind === undefined) return;
    if (kind === 'option') options.set(name, readText(cell));
    else attributes[kind === 'attribute' ? 'product' : 'variant'].push([name, readText(cell)]);
    fields.push(`${kind === 'option' ? 'option' : 'attribute'}:${name}`);
  });
  if (attributes.product.length > 0) product.attributes = Object.fromEntries(attributes.product);
  if (attributes.variant.length > 0) variant.attributes = Object.fromEntries(attributes.variant);
}

function ordered(options: ReadonlyMap<string, string>, order: readonly string[]): Readonly<Record<string, string>> {
  const names = [
    ...order.filter((name) => options.has(name)),
    ...[...options.keys()].filter((name) => !order.includes(name)),
  ];
  return Object.fromEntries(names.map((name) => [name, options.get(name) ?? '']));
}

function finish({ product, variant, fields }: Draft, errors: Diagnostic[], place: Place): ReadRow {
  const { sku, ...rest } = variant;
  if (product.code === '')
    errors.push({
      code: 'E_NO_CODE',
      severity: 'error',
      message: { en: 'the row does not say which product it belongs to', zh: '该行未说明属于哪个商品' },
      place: { ...place, column: 'code' },
      next: { en: 'fill in its code', zh: '请填写 code' },
    });
  if (sku !== '')
    return { product, variant, fields, errors: errors.map((e) => ({ ...e, place: { ...e.place, sku } })) };
  if (Object.keys(rest).length > 0)
    errors.push({
      code: 'E_NO_SKU',
      severity: 'error',
      message: { en: 'the row gives values of a SKU, and has no SKU', zh: '该行填写了 SKU 的内容，却没有 SKU' },
      place: { ...place, column: 'sku' },
      next: { en: 'give it one; rows are told apart by it', zh: '请填写 SKU；各行以此区分' },
    });
  return { product, fields, errors };
}
