import type { Facet, Json } from 'mabang/contract';
import { canonicalDecimal } from 'mabang/core';
import { dateOf } from './attributes.ts';
import { folded, lines } from './text.ts';

type Members = { readonly [key: string]: Json };

function isObject(value: Json | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Rewriter = (member: Json) => Json | undefined;

/** The object with some members rewritten; a rewriter that gives `undefined` leaves its member out. */
const members = (rewriters: Readonly<Record<string, Rewriter>>) => (value: Json) => {
  if (!isObject(value)) return value;
  const result: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    const next = Object.hasOwn(rewriters, key) ? rewriters[key]?.(member) : member;
    if (next !== undefined) result[key] = next;
  }
  return result;
};

const dropped: Rewriter = () => undefined;
const each = (change: (item: Json) => Json) => (value: Json) => (Array.isArray(value) ? value.map(change) : value);
const line: Rewriter = (value) => (typeof value === 'string' ? folded(value) : value);
const text: Rewriter = (value) => (typeof value === 'string' ? lines(value) : value);
const decimal: Rewriter = (value) => (typeof value === 'string' ? (canonicalDecimal(value) ?? value) : value);

const sortedBy = (keys: readonly string[], change: (item: Json) => Json) => (value: Json) => {
  const key = (item: Json) => (isObject(item) ? keys.map((name) => String(item[name] ?? '')).join('\n') : String(item));
  const compare = (a: Json, b: Json) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
  return Array.isArray(value) ? value.map(change).sort(compare) : value;
};

/**
 * One of the platform's own values is its id: its name comes in the shop's language. A free one is its text, a date in the form
 * in which it is wanted, an amount as a number.
 */
function attributeValue(value: Json): Json {
  if (!isObject(value)) return value;
  if (value.value_id !== 0) return { value_id: value.value_id ?? null };
  const unit = typeof value.value_unit === 'string' ? value.value_unit : '';
  const name = folded(String(value.original_value_name ?? ''));
  const date = /\d\/\d{4}$/.test(name) ? (dateOf(name, false) ?? dateOf(name, true)) : undefined;
  return { text: date ?? (unit === '' ? name : (canonicalDecimal(name) ?? name)), unit };
}

/** Attributes without a value are those that a write of an empty list left behind. */
function withoutEmpty(value: Json): Json {
  if (!Array.isArray(value)) return value;
  return value.filter((one: Json) => {
    const list = isObject(one) ? one.attribute_value_list : undefined;
    return !Array.isArray(list) || list.length > 0;
  });
}

const attributes = sortedBy(
  ['attribute_id'],
  members({ attribute_value_list: sortedBy(['value_id', 'text', 'unit'], attributeValue) }),
);

const attributeList: Rewriter = (value) => {
  const filled = withoutEmpty(value);
  return Array.isArray(filled) && filled.length === 0 ? undefined : attributes(filled);
};

/** Days of what is no pre-order are the platform's own. */
const preOrder: Rewriter = (value) => (isObject(value) && value.is_pre_order === false ? undefined : value);

const conditionOf: Rewriter = (value) => (value === 'NEW' ? undefined : value);

/** `is_free` is false unless it is said; a channel that is off is as good as one that is not named. */
const logistics: Rewriter = (value) => {
  if (!Array.isArray(value)) return value;
  const on = value.filter((one: Json) => isObject(one) && one.enabled === true);
  const plain = members({ shipping_fee: decimal, is_free: (free) => (free === true ? true : undefined) });
  return sortedBy(['logistic_id'], plain)(on);
};

/** A picture that stands on the platform is its image id: its address differs from market to market. */
const image = (value: Json): Json => (isObject(value) && value.id !== undefined ? { id: value.id } : value);

const tier = members({
  name: line,
  variation_id: dropped,
  variation_group_id: dropped,
  options: each(members({ name: line, variation_option_id: dropped })),
});

/** Rows of other warehouses come with 0 pieces. */
const stockRows: Rewriter = (value) => {
  if (!Array.isArray(value)) return value;
  const rows = value.length > 1 ? value.filter((row: Json) => !isObject(row) || row.stock !== 0) : value;
  return sortedBy(['location_id'], (row) => row)(rows.length > 0 ? rows : value.slice(0, 1));
};

/** Where a facet lives is no difference in what it says: the seller may change it at any time. */
const REWRITERS: Readonly<Record<Facet, (value: Json) => Json>> = {
  content: members({
    home: dropped,
    upgraded: dropped,
    initial: dropped,
    item_name: line,
    description: text,
    weight: decimal,
    gtin_code: line,
    brand: members({ original_brand_name: dropped }),
    attribute_list: attributeList,
    condition: conditionOf,
    pre_order: preOrder,
    logistic_info: logistics,
  }),
  media: members({ home: dropped, images: each(image), options: each(members({ option: line, image })) }),
  price: members({ home: dropped, initial: dropped, original_price: decimal }),
  stock: members({ home: dropped, seller_stock: stockRows }),
  variation: members({
    home: dropped,
    tiers: each(tier),
    models: dropped,
    shop_models: dropped,
    options: each((option) => line(option) ?? option),
    model_id: dropped,
    global_model_id: dropped,
  }),
  status: members({}),
};

/** A facet's value in the form in which equal meanings are equal: `12.9` and `12.90`, a date in either of its forms. Pure. */
export function comparable(facet: Facet, value: Json): Json {
  return REWRITERS[facet](value);
}
