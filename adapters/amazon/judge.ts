import type { At, Json, Listing, Sku, Words } from 'mabang/contract';
import { compileSchema, type SchemaIssue } from 'mabang/jsonschema';
import { type Built, build, type Unit } from './build.ts';
import type { Definition } from './definition.ts';
import { attributesOf, isObject, json, skuValues } from './facets.ts';
import { KEYWORDS } from './keywords.ts';
import { ASIN, IDENTIFIER } from './product-types.ts';
import type { Attributes, Settings } from './terms.ts';
import { isMoment } from './values.ts';
import { missingWords, valueWords } from './wording.ts';

/** Something that a SKU's attributes lack or have wrong, by the definition of its product type. */
export interface Fault {
  /** Of which SKU; the parent's for `parent`. */
  readonly sku: Sku;
  readonly parent: boolean;
  readonly kind: 'missing' | 'value';
  /** Name of the attribute, with members after points: `item_weight.unit`. '' for the attributes as a whole. */
  readonly path: string;
  readonly words: Words;
  readonly next?: Words;
}

const judged = new WeakMap<Built, readonly Fault[]>();

/** What the definition says against a listing. Empty where there is none at hand. */
export function faultsOf(listing: Listing, at: At<Settings>): readonly Fault[] {
  const built = build(listing, at);
  const known = judged.get(built);
  if (known) return known;
  const { ground, parent, units } = built;
  const { definition } = ground;
  const faults = definition
    ? [...(parent ? [parent] : []), ...units].flatMap((unit) => unitFaults(unit, built, definition, at.channel))
    : [];
  judged.set(built, faults);
  return faults;
}

function unitFaults(unit: Unit, { theme }: Built, definition: Definition, channel: string): readonly Fault[] {
  const attributes = attributesOf(skuValues(unit.facets));
  const check = compileSchema(definition.schema, KEYWORDS);
  // A line of the mapping that does not fit is named on its own; that its attribute is missing then goes without saying.
  const told = new Set(unit.problems.map(({ path }) => rootOf(path)));
  if (theme?.words) told.add('variation_theme');
  const byPath = new Map<string, Fault>();
  const issues = check(json(attributes)).filter((issue) => !isFormatAlone(issue, definition));
  for (const issue of [...issues].sort((a, b) => weight(a) - weight(b))) {
    const fault = faultOf(issue, unit, attributes, definition, channel);
    const root = rootOf(fault.path);
    if (told.has(root) || [...byPath.keys()].some((path) => covers(path, fault.path))) continue;
    byPath.set(fault.path, fault);
  }
  // A definition asks for either of the two, and says so of both.
  if (byPath.get(IDENTIFIER)?.kind === 'missing') byPath.delete(ASIN);
  return [...byPath.values()];
}

/**
 * A date is "either a date or a date with a time", told apart by their formats alone. Formats are not looked at here, so that
 * both seem to fit, which is one too many; `values.ts` has looked at the text already.
 */
function isFormatAlone({ keyword, path }: SchemaIssue, definition: Definition): boolean {
  const leaf = keyword === 'oneOf' ? definition.at(pathText(path)) : undefined;
  return leaf !== undefined && isMoment(leaf);
}

function pathText(path: SchemaIssue['path']): string {
  return path.filter((part) => typeof part === 'string').join('.');
}

/** What says most about an attribute goes first, and says it alone. */
const TELLING: readonly string[] = [
  'required',
  'type',
  'enum',
  'maxLength',
  'maxUtf8ByteLength',
  'minLength',
  'minUtf8ByteLength',
  'pattern',
  'maxUniqueItems',
  'minUniqueItems',
];
const VAGUE: readonly string[] = ['not', 'anyOf', 'oneOf', 'contains', 'allOf'];

function weight({ keyword, path }: SchemaIssue): number {
  const telling = TELLING.indexOf(keyword);
  if (path.length === 0) return 1000;
  if (telling >= 0) return telling;
  return VAGUE.includes(keyword) ? 500 : 100;
}

/** `color` covers `color.value`, and an attribute's own fault the vague one of all attributes together. */
function covers(told: string, path: string): boolean {
  return path === '' || path === told || path.startsWith(`${told}.`) || told.startsWith(`${path}.`);
}

function faultOf(
  issue: SchemaIssue,
  { sku, variant }: Unit,
  attributes: Attributes,
  definition: Definition,
  channel: string,
): Fault {
  // As the mapping writes it: a name without points means its value.
  const path = pathText(issue.path).replace(/\.value$/, '');
  const base = { sku, parent: variant === undefined, path };
  if (issue.keyword === 'required') return { ...base, kind: 'missing', ...missingWords(path, definition, channel) };
  const value = valueAt(attributes, issue.path);
  return { ...base, kind: 'value', ...valueWords(issue, path, value, definition) };
}

function valueAt(attributes: Attributes, path: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = json(attributes);
  for (const part of path) {
    if (typeof part === 'number') value = Array.isArray(value) ? value[part] : undefined;
    else value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
}

function rootOf(path: string): string {
  return path.split('.')[0] ?? path;
}
