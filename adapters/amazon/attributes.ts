import type { Json, Words } from 'mabang/contract';
import { choicesOf, type Definition, membersOf, type Node, node, texts } from './definition.ts';
import { FAMILY, GALLERY } from './facets.ts';
import type { Ground } from './ground.ts';
import type { Attributes, Instance } from './terms.ts';
import { Misfit, measured, typed } from './values.ts';

/** What is wrong with a line of the seller's mapping. */
export interface Problem {
  /** unknown: the product type has no such attribute. reserved: mabang fills it. value: the text does not fit. */
  readonly kind: 'unknown' | 'reserved' | 'value';
  /** As it stands in the mapping: `item_dimensions.length`. */
  readonly path: string;
  readonly words: Words;
  readonly next?: Words;
}

export interface Expanded {
  readonly attributes: Attributes;
  readonly problems: readonly Problem[];
}

/** Filled from price, stock, pictures and options; what the mapping says of them is read elsewhere or refused. */
const RESERVED = new Set([...GALLERY, ...FAMILY, 'purchasable_offer', 'list_price', 'fulfillment_availability']);

/** Names among the reserved that a mapping may speak of: `family.ts` and `offer.ts` read them. */
const READ_ELSEWHERE = new Set(['variation_theme', 'list_price', 'fulfillment_availability.fulfillment_channel_code']);

/** Between several values of one attribute, where the attribute takes several. */
const SEVERAL = '|';

type Draft = Record<string, Json>;

/**
 * Names and texts of the seller's mapping as attributes in the structure that the definition asks for. A name is an
 * attribute's, or the way to a member of it, with points: `item_dimensions.length.unit`. Selectors and units that leave no
 * choice are filled in. Without a definition every value is text.
 */
export function expand(values: Readonly<Record<string, string>>, ground: Ground): Expanded {
  const drafts = new Map<string, Draft[]>();
  const problems: Problem[] = [];
  for (const [path, raw] of Object.entries(values)) {
    const text = raw.trim();
    const [name = '', ...rest] = path.split('.');
    if (text === '' || READ_ELSEWHERE.has(path)) continue;
    if (RESERVED.has(name)) problems.push(reserved(path));
    else if (!ground.definition) put(drafts, name, rest, text);
    else problems.push(...place(drafts, name, rest, text, ground.definition));
  }
  return {
    attributes: Object.fromEntries(
      [...drafts].map(([name, list]) => [name, list.map((one) => whole(one, name, ground))]),
    ),
    problems,
  };
}

/** Without a definition: a value, or members by name. */
function put(drafts: Map<string, Draft[]>, name: string, rest: readonly string[], text: string): void {
  const [first = {}] = drafts.get(name) ?? [];
  drafts.set(name, [first]);
  let target: Draft = first;
  for (const part of rest.slice(0, -1)) {
    const inner: Draft = { ...node(target[part]) };
    target[part] = inner;
    target = inner;
  }
  target[rest.at(-1) ?? 'value'] = text;
}

function place(
  drafts: Map<string, Draft[]>,
  name: string,
  rest: readonly string[],
  text: string,
  definition: Definition,
): readonly Problem[] {
  const shape = definition.shape(name);
  const path = [name, ...rest].join('.');
  if (!shape) return [unknown(path, name, definition)];
  const several = rest.length === 0 && shape.most > 1 && name !== 'product_description';
  const parts = several ? text.split(SEVERAL).map((part) => part.trim()) : [text];
  const list = drafts.get(name) ?? [];
  drafts.set(name, list);
  return parts
    .filter((part) => part !== '')
    .flatMap((part, i) => {
      const draft = list[i] ?? {};
      list[i] = draft;
      const misfit = write(draft, shape.item, rest, part, definition);
      return misfit
        ? [{ kind: 'value' as const, path, words: misfit.words, ...(misfit.next ? { next: misfit.next } : {}) }]
        : [];
    });
}

/** Put a text at its place below a node, or say why it cannot stand there. */
function write(
  draft: Draft,
  parent: Node,
  rest: readonly string[],
  text: string,
  definition: Definition,
): Misfit | undefined {
  const key = rest[0] ?? definition.soleMember(parent);
  const deeper = rest.slice(1);
  if (key === undefined) return ambiguous(parent);
  const member = definition.member(parent, key);
  if (!member) return noMember(parent, key);
  const item = member.type === 'array' ? definition.resolve(member.items) : member;
  if (item.properties !== undefined) {
    const inner: Draft = { ...node(member.type === 'array' ? first(draft[key]) : draft[key]) };
    const misfit = write(inner, item, deeper, text, definition);
    draft[key] = member.type === 'array' ? [inner] : inner;
    return misfit;
  }
  if (deeper.length > 0) return noMember(member, deeper[0] ?? '');
  if (member.type === 'array') return several(draft, key, item, text);
  const unit = rest.length === 0 && key === 'value' ? definition.member(parent, 'unit') : undefined;
  const amount = unit ? measured(text) : undefined;
  const value = typed(member, amount?.value ?? text);
  if (value instanceof Misfit) return value;
  draft[key] = value;
  const chosen = unit && amount ? typed(unit, amount.unit) : undefined;
  if (chosen instanceof Misfit) return chosen;
  if (chosen !== undefined) draft.unit = chosen;
  return undefined;
}

function several(draft: Draft, key: string, item: Node, text: string): Misfit | undefined {
  const values: Json[] = [];
  for (const part of text.split(SEVERAL)) {
    const value = typed(item, part.trim());
    if (value instanceof Misfit) return value;
    values.push(value);
  }
  draft[key] = values;
  return undefined;
}

function first(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? value[0] : undefined;
}

/** A value with its selectors, and what leaves no choice. */
function whole(draft: Draft, name: string, ground: Ground): Instance {
  const item = ground.definition?.shape(name)?.item;
  return item && ground.definition
    ? filled(draft, item, ground.definition, ground)
    : { ...draft, marketplace_id: ground.place.id };
}

function filled(draft: Draft, item: Node, definition: Definition, ground: Ground): Instance {
  const result: Draft = {};
  for (const [key, value] of Object.entries(draft)) {
    const member = definition.member(item, key) ?? {};
    const inner = member.type === 'array' ? definition.resolve(member.items) : member;
    const fill = (one: Json) =>
      inner.properties === undefined ? one : filled({ ...node(one) }, inner, definition, ground);
    result[key] = Array.isArray(value) ? value.map(fill) : fill(value);
  }
  const required = new Set(texts(item.required));
  for (const key of Object.keys(node(item.properties))) {
    if (result[key] !== undefined) continue;
    const only = sole(definition.member(item, key));
    if (key === 'marketplace_id') result[key] = ground.place.id;
    else if (key === 'language_tag') result[key] = ground.language;
    else if (required.has(key) && only !== undefined) result[key] = only;
  }
  return result;
}

/** The only value that a member takes. */
function sole(member: Node | undefined): string | undefined {
  const choices = member && choicesOf(member);
  return choices?.values.length === 1 && member?.type === 'string' ? choices.values[0]?.id : undefined;
}

function reserved(path: string): Problem {
  return {
    kind: 'reserved',
    path,
    words: {
      en: `${path} is filled from the product's own price, stock, pictures and options`,
      zh: `${path} 由商品自身的价格、库存、图片和规格填写`,
    },
    next: { en: `take ${path} out of the mapping`, zh: `请从映射中删除 ${path}` },
  };
}

function unknown(path: string, name: string, definition: Definition): Problem {
  const near = definition.names.filter((one) => one.includes(name) || name.includes(one)).slice(0, 5);
  return {
    kind: 'unknown',
    path,
    words: { en: `the product type has no attribute ${name}`, zh: `该商品类型没有属性 ${name}` },
    ...(near.length > 0 ? { next: { en: `near: ${near.join(', ')}`, zh: `相近的有：${near.join('、')}` } } : {}),
  };
}

function ambiguous(parent: Node): Misfit {
  const names = membersOf(parent).join(', ');
  return new Misfit(
    { en: `the attribute has several members: ${names}`, zh: `该属性有多个成员：${names}` },
    { en: 'name the member after a point', zh: '请在点号后写明成员名' },
  );
}

function noMember(parent: Node, key: string): Misfit {
  const names = membersOf(parent).join(', ') || '—';
  return new Misfit({
    en: `there is no member ${key}; there is: ${names}`,
    zh: `没有成员 ${key}；可用：${names}`,
  });
}
