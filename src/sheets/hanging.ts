import type { Diagnostic, Place } from '../contract/index.ts';
import type { Draft } from './fields.ts';
import { noCode, noOptionName, noParent, soldParent } from './row-faults.ts';
import type { FieldName, Layout, Mapping } from './types.ts';

/** What a row is to its product; `undefined` where each row may be all of it. */
export type Role = 'parent' | 'child' | 'single' | undefined;

/** Finds out which product a row belongs to, and makes its options. Remembers what it needs of the rows above. */
export interface Hanging {
  place(draft: Draft, errors: Diagnostic[], place: Place): Role;
}

export function layoutOf(mapping: Mapping): Layout {
  if (mapping.layout) return mapping.layout;
  return mapping.columns.some((column) => column.field === 'code') ? 'grouped' : 'flat';
}

export function hangingOf(mapping: Mapping): Hanging {
  const pairs = mapping.columns.some((column) => column.field.startsWith('optionValue:'));
  const options = mapping.options && new Set(mapping.options);
  switch (layoutOf(mapping)) {
    case 'continued':
      return new Continued(options);
    case 'parented':
      return new Parented(mapping, options);
    default:
      return {
        place: (draft, errors, place) => {
          if (pairs) pair(draft, draft.names ?? [], options, errors, place);
          return undefined;
        },
      };
  }
}

/** Rows below the first of a product repeat its code or leave it empty, and leave the names of its options to the first. */
class Continued implements Hanging {
  private code = '';
  private names: readonly (string | undefined)[] = [];

  constructor(private readonly options: ReadonlySet<string> | undefined) {}

  place(draft: Draft, errors: Diagnostic[], place: Place): Role {
    const { product } = draft;
    // A row with a title of its own is the first of another product whose code is missing.
    if (product.code === '' && product.title === undefined) product.code = this.code;
    else if (product.code === '') errors.push(noCode(place));
    else if (product.code !== this.code) {
      this.code = product.code;
      this.names = draft.names ?? [];
    }
    if (draft.names && this.names.length === 0) this.names = draft.names;
    pair(draft, draft.names ? merged(this.names, draft.names) : this.names, this.options, errors, place);
    return undefined;
  }
}

function merged(
  first: readonly (string | undefined)[],
  own: readonly (string | undefined)[],
): readonly (string | undefined)[] {
  return Array.from({ length: Math.max(first.length, own.length) }, (_, i) => own[i] ?? first[i]);
}

/** A row of its own speaks of the product; the rows of its SKUs name it. */
class Parented implements Hanging {
  /** Number of a row → the code of its product. */
  private readonly ids: Map<string, string> | undefined;
  /** Codes of rows that are sold themselves, where no column says what a row is. */
  private readonly sold: Set<string> | undefined;

  constructor(
    mapping: Mapping,
    private readonly options: ReadonlySet<string> | undefined,
  ) {
    const has = (field: FieldName) => mapping.columns.some((column) => column.field === field);
    if (has('id')) this.ids = new Map();
    if (!has('kind')) this.sold = new Set();
  }

  place(draft: Draft, errors: Diagnostic[], place: Place): Role {
    const named = draft.parentId !== undefined || draft.parent !== undefined;
    const kind = draft.kind ?? (named ? 'child' : this.ownKind(draft));
    if (kind === 'child') {
      this.hang(draft, errors, place);
      return kind;
    }
    const { product, variant } = draft;
    if (product.code === '') product.code = variant.sku !== '' ? variant.sku : (draft.id ?? '');
    if (draft.id !== undefined) this.ids?.set(draft.id, product.code);
    if (kind === 'single') this.sold?.add(product.code);
    // What a product without SKUs to choose from says in pairs tells nothing apart.
    pair(draft, draft.names ?? [], this.options ?? EMPTY, errors, place, kind);
    return kind;
  }

  /** Without a column that says it, a row that has something to sell is sold. */
  private ownKind({ variant, regularPrice }: Draft): 'parent' | 'single' {
    const sells = variant.price ?? variant.quantity ?? regularPrice;
    return sells === undefined || sells === null ? 'parent' : 'single';
  }

  private hang(draft: Draft, errors: Diagnostic[], place: Place): void {
    const { product, variant, parent, parentId } = draft;
    const number = parentId ?? (parent?.startsWith('id:') ? parent.slice(3) : undefined);
    const code = number === undefined ? parent : this.ids?.get(number);
    if (code === undefined) errors.push(number === undefined ? noCode(place) : noParent(place, parent ?? number));
    else if (this.sold?.has(code)) errors.push(soldParent(place, code));
    // What the row of a SKU says in the product's columns is said of the SKU.
    if (product.images) variant.images = [...(variant.images ?? []), ...product.images];
    if (product.attributes) variant.attributes = product.attributes;
    for (const key of Object.keys(product)) if (key !== 'code') delete product[key as keyof typeof product];
    product.code = code ?? product.code;
    pair(draft, draft.names ?? [], undefined, errors, place);
  }
}

const EMPTY: ReadonlySet<string> = new Set();

/**
 * Pairs of a name and a value become options of the SKU, or attributes of the product for names that tell no SKUs apart. A
 * parent's options list what its SKUs may have (`Red, Blue`), which its SKUs say themselves.
 */
function pair(
  draft: Draft,
  names: readonly (string | undefined)[],
  options: ReadonlySet<string> | undefined,
  errors: Diagnostic[],
  place: Place,
  kind?: 'parent' | 'single',
): void {
  const { values, product, variant } = draft;
  if (!values) return;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    const name = names[i];
    if (name === undefined) {
      if (!errors.some((error) => error.code === 'E_NO_CODE')) errors.push(noOptionName(place, value));
    } else if (isPlaceholder(name, value)) continue;
    else if (kind === undefined && (options === undefined || options.has(name))) {
      variant.options = { ...variant.options, [name]: value };
      draft.more.push(`option:${name}`);
    } else if (kind === 'parent' && (options?.has(name) || (options === EMPTY && value.includes(',')))) continue;
    else {
      product.attributes = { ...product.attributes, [name]: value };
      draft.more.push(`attribute:${name}`);
    }
  }
}

/** What a shop's export writes for a product without options. */
function isPlaceholder(name: string, value: string): boolean {
  return name === 'Title' && value === 'Default Title';
}
