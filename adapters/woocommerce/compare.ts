import type { Danger, Diagnostic, Facet, Json } from 'mabang/contract';
import { canonicalDecimal } from 'mabang/core';
import { typeOf } from './facets.ts';
import { ampersands, sameName } from './text.ts';

type Members = { readonly [key: string]: Json };

function isObject(value: Json | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function items(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The object with some members rewritten; a rewriter that gives `undefined` leaves its member out. */
function rewrite(value: Members, rewriters: Readonly<Record<string, (member: Json) => Json | undefined>>): Json {
  const result: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    const rewriter = Object.hasOwn(rewriters, key) ? rewriters[key] : undefined;
    const next = rewriter ? rewriter(member) : member;
    if (next !== undefined) result[key] = next;
  }
  return result;
}

const dropped = () => undefined;
const text = (value: Json) => (typeof value === 'string' ? sameName(value) : value);
/** Line ends and bare ampersands are all that may differ: in a description, white space and escaped tags are seen. */
const markup = (value: Json) => (typeof value === 'string' ? ampersands(value.replace(/\r\n?/g, '\n').trim()) : value);
const decimal = (value: Json) => (typeof value === 'string' ? (canonicalDecimal(value) ?? value) : value);
const each = (change: (item: Json) => Json) => (value: Json) => items(value)?.map(change) ?? value;
const members = (rewriters: Parameters<typeof rewrite>[1]) => (value: Json) =>
  isObject(value) ? rewrite(value, rewriters) : value;

function byKey(key: string) {
  const of = (value: Json) => String(isObject(value) ? (value[key] ?? '') : value);
  return (a: Json, b: Json) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0);
}

const sorted = (key: string, change: (item: Json) => Json) => (value: Json) =>
  items(value)?.map(change).sort(byKey(key)) ?? value;

const attribute = members({ id: dropped, name: text, option: text, options: each(text) });

/** An image that stands in the shop is its media item: its address may change, and its alt text belongs to every product that shows it. */
function image(value: Json): Json {
  return isObject(value) && value.id !== undefined ? { id: value.id } : value;
}

const REWRITERS: Readonly<Record<Facet, (value: Json) => Json>> = {
  content: members({
    name: text,
    description: markup,
    short_description: markup,
    brand: text,
    categories: sorted('', text),
    attributes: sorted('name', attribute),
    weight: decimal,
    dimensions: members({ length: decimal, width: decimal, height: decimal }),
  }),
  media: members({ images: each(image), image }),
  price: members({ regular_price: decimal, sale_price: decimal }),
  stock: (value) => value,
  variation: (value) =>
    isObject(value) && value.type === undefined
      ? rewrite(value, { id: dropped, attributes: sorted('name', attribute) })
      : members({ sku: dropped, attributes: each(attribute) })(value),
  status: (value) => value,
};

/** A facet's value in the form in which equal meanings are equal: `4.9` and `4.90`, `&` and `&amp;`. */
export function comparable(facet: Facet, value: Json): Json {
  return REWRITERS[facet](value);
}

/**
 * A change of type. From variable to simple the shop deletes every variation at once, with its orders' links and its
 * statistics; other types are plugins' or the seller's own and hold what mabang cannot see.
 */
export function dangers({ seen, wanted }: Danger): readonly Diagnostic[] {
  const [from, to] = [typeOf(seen), typeOf(wanted)];
  if (from === undefined || to === undefined || from === to || from === 'simple') return [];
  if (from !== 'variable') return [typeChange(from, to)];
  const skus = Object.keys(seen.variants);
  return [
    {
      code: 'D_WOO_DROPS_VARIATIONS',
      severity: 'error',
      message: {
        en: `the product has no options any more; WooCommerce would delete its ${skus.length} variations for good: ${some(skus)}`,
        zh: `商品不再有规格；WooCommerce 将永久删除其 ${skus.length} 个变体：${some(skus)}`,
      },
      place: { facet: 'variation' },
    },
  ];
}

function typeChange(from: string, to: string): Diagnostic {
  return {
    code: 'D_WOO_CHANGES_TYPE',
    severity: 'error',
    message: {
      en: `the product is of the type ${from} in the shop and would become ${to}; what only ${from} products have would be lost`,
      zh: `该商品在店铺中的类型为 ${from}，将变为 ${to}；仅 ${from} 类型才有的内容会丢失`,
    },
    place: { facet: 'variation' },
  };
}

function some(skus: readonly string[]): string {
  return skus.length > 5 ? `${skus.slice(0, 5).join(', ')}, …` : skus.join(', ');
}
