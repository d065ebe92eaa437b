import type { Listing } from 'mabang/contract';
import { canonicalDecimal } from 'mabang/core';
import { allSaid, isReserved, parts, saidNames } from './choice.ts';
import type { AttributeSpec, AttributeValueSpec } from './documents.ts';
import type { Attribute, AttributeValue } from './terms.ts';
import { caseless } from './text.ts';

/** Why a value of an attribute cannot be sent. */
export type Trouble =
  | { readonly kind: 'unlisted' | 'number' | 'whole' | 'date' | 'unit' | 'search'; readonly value: string }
  | { readonly kind: 'many'; readonly value: string; readonly max: number };

export interface Judged {
  readonly attributes: readonly Attribute[];
  readonly troubles: readonly { readonly spec: AttributeSpec; readonly trouble: Trouble }[];
  /** Wanted because of a value that was chosen, and not said. */
  readonly missing: readonly { readonly spec: AttributeSpec; readonly because: AttributeValueSpec }[];
  /** Names that the category has no attribute for. */
  readonly unknown: readonly string[];
}

/** Everything that the listing says of its category's attributes, in the platform's values; children where their parent chose them. */
export function judgeAttributes(listing: Listing, tree: readonly AttributeSpec[]): Judged {
  const attributes: Attribute[] = [];
  const troubles: { spec: AttributeSpec; trouble: Trouble }[] = [];
  const missing: { spec: AttributeSpec; because: AttributeValueSpec }[] = [];
  const met = new Set<string>();
  const visit = (spec: AttributeSpec, because?: AttributeValueSpec) => {
    met.add(String(spec.id));
    const texts = allSaid(listing, String(spec.id)).flatMap((text) => (isSeveral(spec) ? parts(text) : [text]));
    const values: AttributeValue[] = [];
    for (const text of new Set(texts)) {
      const value = sentValue(spec, text);
      if ('kind' in value) troubles.push({ spec, trouble: value });
      else values.push(value);
    }
    if (values.length > Math.max(1, spec.max) && (spec.max > 0 || !isSeveral(spec)))
      troubles.push({
        spec,
        trouble: { kind: 'many', value: [...new Set(texts)].join(' | '), max: Math.max(1, spec.max) },
      });
    if (values.length > 0) attributes.push({ attribute_id: spec.id, attribute_value_list: values });
    else if (because && spec.mandatory && texts.length === 0) missing.push({ spec, because });
    for (const choice of spec.values) {
      if (values.some(({ value_id }) => value_id === choice.id))
        for (const child of choice.children) visit(child, choice);
    }
  };
  for (const spec of tree) visit(spec);
  const unknown = saidNames(listing).filter((name) => !isReserved(name) && !met.has(name));
  return { attributes, troubles, missing, unknown };
}

export function isSeveral({ input }: AttributeSpec): boolean {
  return input >= 4;
}

/** Takes values in the seller's words. */
export function isOpen({ input }: AttributeSpec): boolean {
  return input === 2 || input === 3 || input === 5;
}

/** A value by the platform's id or by its exact name in any language, else in the seller's words where it takes those. */
export function sentValue(spec: AttributeSpec, text: string): AttributeValue | Trouble {
  const listed = listedValue(spec, text);
  if (listed) return { value_id: listed.id, original_value_name: listed.name };
  if (!isOpen(spec)) {
    if (spec.searched && /^\d{1,15}$/.test(text)) return { value_id: Number(text) };
    return { kind: spec.searched ? 'search' : 'unlisted', value: text };
  }
  return freeValue(spec, text);
}

function listedValue({ values, input }: AttributeSpec, text: string): AttributeValueSpec | undefined {
  if (input === 3) return undefined;
  const wanted = caseless(text);
  const byId = values.find(({ id }) => String(id) === text);
  const named = values.filter(({ name, names }) => [name, ...names].some((one) => caseless(one) === wanted));
  return byId ?? (named.length === 1 ? named[0] : undefined);
}

function freeValue(spec: AttributeSpec, text: string): AttributeValue | Trouble {
  if (spec.validation === 4) {
    const date = dateOf(text, spec.month);
    return date === undefined ? { kind: 'date', value: text } : { value_id: 0, original_value_name: date, date: true };
  }
  if (spec.units.length > 0) return withUnit(spec, text);
  return measured(spec, text) ?? { value_id: 0, original_value_name: text };
}

function withUnit(spec: AttributeSpec, text: string): AttributeValue | Trouble {
  const match = /^(.*\d)\s*([^\d\s].*)$/.exec(text);
  const unit =
    spec.units.find((one) => one === match?.[2]) ??
    spec.units.find((one) => caseless(one) === caseless(match?.[2] ?? ''));
  if (match?.[1] === undefined || unit === undefined) return { kind: 'unit', value: text };
  const amount = match[1].trim();
  return measured(spec, amount) ?? { value_id: 0, original_value_name: amount, value_unit: unit };
}

function measured({ validation }: AttributeSpec, text: string): Trouble | undefined {
  if (validation === 1 && !/^\d{1,15}$/.test(text)) return { kind: 'whole', value: text };
  if (validation === 3 && canonicalDecimal(text) === undefined) return { kind: 'number', value: text };
  return undefined;
}

/** `2024-12-31`, `31/12/2024`, `2024-12` or `12/2024` as `2024-12-31` or `2024-12`; to the month where the platform has no days. */
export function dateOf(text: string, month: boolean): string | undefined {
  const iso = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text);
  const slashed = /^(?:(\d{2})\/)?(\d{2})\/(\d{4})$/.exec(text);
  const [year, number, day] = iso ? [iso[1], iso[2], iso[3]] : [slashed?.[3], slashed?.[2], slashed?.[1]];
  if (year === undefined || number === undefined || (day === undefined && !month)) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(number) - 1, Number(day ?? '01')));
  const valid = date.getUTCMonth() === Number(number) - 1 && date.getUTCDate() === Number(day ?? '01');
  return valid ? `${year}-${number}${month ? '' : `-${day}`}` : undefined;
}
