import type { Image, Money } from '../contract/index.ts';
import { decimalOf, type Product, type ProductVariant } from '../core/index.ts';
import { escapeCell } from './rejects.ts';

/**
 * The catalogue as a sheet that a spreadsheet opens and that comes back exactly: one row a SKU, the product's own values in the
 * first of them.
 *
 * - Identifiers stand as `="0012"`, which a spreadsheet shows as the text 0012 and does not count with.
 * - A list (pictures, bullets, axes) has a line for each item; a picture's text follows its address after a blank.
 * - `\` in front of a text, and in a list also before a line break, makes the next sign stand for itself; `\e` is a text of no
 *   length, so that an empty cell can mean that there is none.
 */
export const EXPORT_MARK = 'mabang_export';
const VERSION = '1';

/** One column: its header, and what it holds of a product and of a SKU. */
interface Column {
  readonly header: string;
  /** In the first row of the product. */
  readonly ofProduct?: (product: Product) => string | undefined;
  readonly ofSku?: (sku: ProductVariant) => string | undefined;
  readonly identifier?: true;
}

type Amount = 'price' | 'listPrice' | 'cost';

export const AMOUNTS: readonly (readonly [Amount, string])[] = [
  ['price', 'price'],
  ['listPrice', 'list price'],
  ['cost', 'cost'],
];

export const SIDES = ['length', 'width', 'height'] as const;

/** Columns that every export has; those of options and attributes come before `description`. */
function columnsFor(names: Names): readonly Column[] {
  const money = AMOUNTS.flatMap(([key, header]): Column[] => [
    { header, ofSku: (sku) => amountOf(sku[key]) },
    { header: `${header} currency`, ofSku: (sku) => sku[key]?.currency },
  ]);
  const number = (value: number | undefined) => (value === undefined ? undefined : String(value));
  return [
    { header: 'code', ofProduct: ({ code }) => code, identifier: true },
    { header: 'sku', ofSku: ({ sku }) => sku, identifier: true },
    { header: 'title', ofProduct: ({ title }) => some(title) },
    { header: 'brand', ofProduct: ({ brand }) => (brand === undefined ? undefined : escapeText(brand)) },
    { header: 'category', ofProduct: ({ category }) => some(category) },
    { header: 'status', ofProduct: ({ status }) => status },
    { header: 'sku status', ofSku: ({ status }) => status },
    ...money,
    { header: 'quantity', ofSku: ({ quantity }) => number(quantity) },
    { header: 'gtin', ofSku: ({ gtin }) => gtin, identifier: true },
    { header: 'weight g', ofSku: ({ weight }) => number(weight) },
    ...SIDES.map((side): Column => ({ header: `${side} mm`, ofSku: ({ dimensions }) => number(dimensions?.[side]) })),
    { header: 'axes', ofProduct: ({ axes }) => listText(axes) },
    ...names.options.map((name): Column => ({ header: `option:${name}`, ofSku: ({ options }) => own(options, name) })),
    ...names.attributes.map(
      (name): Column => ({ header: `attribute:${name}`, ofProduct: ({ attributes }) => own(attributes, name) }),
    ),
    ...names.skuAttributes.map(
      (name): Column => ({ header: `sku attribute:${name}`, ofSku: ({ attributes }) => own(attributes, name) }),
    ),
    { header: 'images', ofProduct: ({ images }) => imagesText(images) },
    { header: 'sku images', ofSku: ({ images }) => imagesText(images) },
    { header: 'bullets', ofProduct: ({ bullets }) => listText(bullets) },
    { header: 'description', ofProduct: ({ description }) => some(description) },
  ];
}

/** Names of options and attributes, for each of which there is a column. */
export interface Names {
  readonly options: readonly string[];
  readonly attributes: readonly string[];
  readonly skuAttributes: readonly string[];
}

/** Collects the names that products have, in the order in which they come. */
export class NameList {
  private readonly options = new Set<string>();
  private readonly attributes = new Set<string>();
  private readonly skuAttributes = new Set<string>();

  add(product: Product): void {
    for (const name of product.axes) this.options.add(name);
    for (const name of Object.keys(product.attributes)) this.attributes.add(name);
    for (const sku of product.variants) {
      for (const name of Object.keys(sku.options)) this.options.add(name);
      for (const name of Object.keys(sku.attributes)) this.skuAttributes.add(name);
    }
  }

  get names(): Names {
    return { options: [...this.options], attributes: [...this.attributes], skuAttributes: [...this.skuAttributes] };
  }
}

export interface ExportOptions {
  readonly names: Names;
  /** Only these columns, by header, after what a row is known by. */
  readonly columns?: readonly string[];
  /** The sheet shows what this channel would get: it is no catalogue, and does not come back as one. */
  readonly channel?: string;
}

/** Writes the rows of products as CSV text: UTF-8 with BOM (which is part of `head`), CRLF. */
export class ExportWriter {
  readonly head: string;
  readonly headers: readonly string[];
  private readonly columns: readonly Column[];
  private readonly mark: string;

  constructor({ names, columns, channel }: ExportOptions) {
    const all = columnsFor(names);
    const known = (header: string) => columns === undefined || columns.includes(header);
    this.columns = all.filter(({ header }) => header === 'code' || header === 'sku' || known(header));
    const [mark, value] = channel === undefined ? [EXPORT_MARK, VERSION] : ['channel', escapeCell(channel)];
    this.mark = value;
    this.headers = all.map(({ header }) => header);
    this.head = `\uFEFF${line([mark, ...this.columns.map(({ header }) => escapeCell(header))])}`;
  }

  rows(product: Product): string {
    if (product.variants.length === 0) return this.row(product, undefined, true);
    return product.variants.map((sku, i) => this.row(product, sku, i === 0)).join('');
  }

  private row(product: Product, sku: ProductVariant | undefined, first: boolean): string {
    const cells = this.columns.map(({ header, ofProduct, ofSku, identifier }) => {
      const text = ofProduct ? (first || header === 'code' ? ofProduct(product) : undefined) : sku && ofSku?.(sku);
      if (text === undefined || text === '') return '';
      return identifier ? identifierCell(text) : escapeCell(text);
    });
    return line([this.mark, ...cells]);
  }
}

/** The longest text that a formula may hold. Source: Microsoft, "Excel specifications and limits", read 2026-11-23. */
const LONGEST = 255;

/** `="0012"`: a spreadsheet shows the digits and keeps them all. */
function identifierCell(text: string): string {
  return text.length > LONGEST || /[\p{Cc}]/u.test(text) ? escapeCell(text) : `="${text.replaceAll('"', '""')}"`;
}

function line(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

/** Text of no length is what a product has that nobody described. */
function some(text: string): string | undefined {
  return text === '' ? undefined : escapeText(text);
}

function escapeText(text: string): string {
  if (text === '') return '\\e';
  return text.startsWith('\\') ? `\\${text}` : text;
}

function own(map: Readonly<Record<string, string>>, name: string): string | undefined {
  const value = Object.hasOwn(map, name) ? map[name] : undefined;
  return value === undefined ? undefined : escapeText(value);
}

function item(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\\n');
}

function listText(items: readonly string[]): string | undefined {
  if (items.length === 0) return undefined;
  const text = items.map(item).join('\n');
  // One item of no length would be an empty cell.
  return text === '' ? '\\e' : text;
}

function imagesText(images: readonly Image[]): string | undefined {
  return images.length === 0
    ? undefined
    : images.map(({ url, alt }) => item(alt === undefined ? url : `${url} ${alt}`)).join('\n');
}

function amountOf(money: Money | undefined): string | undefined {
  return money && decimalOf(money);
}

export function readText(cell: string): string {
  if (cell === '\\e') return '';
  return cell.startsWith('\\') ? cell.slice(1) : cell;
}

export function readIdentifier(cell: string): string {
  const inside = /^="((?:[^"]|"")*)"$/s.exec(cell)?.[1];
  return inside === undefined ? cell : inside.replaceAll('""', '"');
}

export function readList(cell: string): readonly string[] {
  if (cell === '\\e') return [''];
  const items = [''];
  for (let i = 0; i < cell.length; i++) {
    const sign = cell[i] as string;
    if (sign === '\n') items.push('');
    else items[items.length - 1] += sign === '\\' ? (cell[++i] ?? '') : sign;
  }
  return items;
}

export function readImages(cell: string): readonly Image[] {
  return readList(cell).map((text) => {
    const gap = text.indexOf(' ');
    return gap < 0 ? { url: text } : { url: text.slice(0, gap), alt: text.slice(gap + 1) };
  });
}
