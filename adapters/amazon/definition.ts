import type { Json } from 'mabang/contract';
import { isObject } from './facets.ts';

/** A node of a schema. */
export type Node = Readonly<Record<string, Json>>;

/** One attribute as a product type defines it. */
export interface Shape {
  readonly name: string;
  /** In the language of the definition. */
  readonly title: string;
  /** What one instance is made of. */
  readonly item: Node;
  /** Instances of the same selectors at most. */
  readonly most: number;
}

/** Values of a member that the platform lists. `title` is what a person reads. */
export interface Choices {
  readonly values: readonly { readonly id: string; readonly title: string }[];
  /** Beside the listed ones any other is taken. */
  readonly open: boolean;
  /** Still listed, and not to be used any more. */
  readonly deprecated: ReadonlySet<string>;
}

/** A product type's schema, looked into. */
export class Definition {
  /** `language_tag` of text in this marketplace. */
  readonly language: string | undefined;
  /** Attributes that everything of this type needs, whatever it says. */
  readonly required: ReadonlySet<string>;
  private readonly properties: Node;
  private readonly shapes = new Map<string, Shape>();

  constructor(readonly schema: Node) {
    this.properties = node(schema.properties);
    this.required = new Set(texts(schema.required));
    const tag = node(node(schema.$defs).language_tag).default;
    this.language = typeof tag === 'string' ? tag : undefined;
  }

  get names(): readonly string[] {
    return Object.keys(this.properties);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.properties, name);
  }

  shape(name: string): Shape | undefined {
    if (!this.has(name)) return undefined;
    const known = this.shapes.get(name);
    if (known) return known;
    const list = this.resolve(this.properties[name]);
    const most = list.maxUniqueItems ?? list.maxItems;
    const shape: Shape = {
      name,
      title: typeof list.title === 'string' ? list.title : name,
      item: this.resolve(list.items),
      most: typeof most === 'number' ? most : 1,
    };
    this.shapes.set(name, shape);
    return shape;
  }

  /** The node itself, or what its `$ref` points to. */
  resolve(value: Json | undefined): Node {
    const found = node(value);
    const ref = typeof found.$ref === 'string' ? /^#\/\$defs\/([^/]+)$/.exec(found.$ref)?.[1] : undefined;
    return ref === undefined ? found : node(node(this.schema.$defs)[ref]);
  }

  /** A member of an object, or of the objects of a list. */
  member(parent: Node, name: string): Node | undefined {
    const within = parent.type === 'array' ? this.resolve(parent.items) : parent;
    const members = node(within.properties);
    return Object.hasOwn(members, name) ? this.resolve(members[name]) : undefined;
  }

  /** The node at a dotted path: `item_dimensions.length.unit`. */
  at(path: string): Node | undefined {
    const [name = '', ...rest] = path.split('.');
    let found: Node | undefined = this.shape(name)?.item;
    for (const part of rest) found = found && this.member(found, part);
    return found;
  }

  /** The member of an instance that its bare name means: `value`, or the only one there is. */
  soleMember(parent: Node): string | undefined {
    if (this.member(parent, 'value')) return 'value';
    const names = membersOf(parent);
    return names.length === 1 ? names[0] : undefined;
  }

  /** Where the text of a name is put: at the path itself, or in what its bare name means. */
  leaf(path: string): Node | undefined {
    let found = this.at(path);
    while (found && (found.properties !== undefined || found.type === 'array')) {
      const inner: Node = found.type === 'array' ? this.resolve(found.items) : found;
      const sole: string | undefined = inner.properties === undefined ? undefined : this.soleMember(inner);
      if (sole === undefined) return inner.properties === undefined ? inner : undefined;
      found = this.member(inner, sole);
    }
    return found;
  }

  /** The values that the member at a path takes, where they are listed. */
  choices(path: string): Choices | undefined {
    const found = this.at(path);
    return found && choicesOf(found);
  }
}

const known = new WeakMap<object, Definition>();

/** A definition looked into; the same document gives the same object. `undefined` for what is no schema of attributes. */
export function definitionFrom(document: Json | undefined): Definition | undefined {
  if (!isObject(document) || !isObject(document.properties)) return undefined;
  const before = known.get(document);
  if (before) return before;
  const made = new Definition(document);
  known.set(document, made);
  return made;
}

/** Values of an `enum`, or of an `anyOf` that has one beside free text. */
export function choicesOf(found: Node): Choices | undefined {
  const branches = Array.isArray(found.anyOf) ? found.anyOf.map(node) : [];
  const listed = [found, ...branches].find((one) => Array.isArray(one.enum));
  if (!listed) return undefined;
  const names = texts(listed.enumNames);
  const values = (Array.isArray(listed.enum) ? listed.enum : []).map(String);
  return {
    values: values.map((id, i) => ({ id, title: names[i] ?? id })),
    open: listed !== found && branches.some((one) => one.enum === undefined),
    deprecated: new Set(texts(node(listed.$lifecycle).enumDeprecated)),
  };
}

/** Every instance may have them. */
const SELECTORS: ReadonlySet<string> = new Set(['marketplace_id', 'language_tag']);

/** The members that carry something, without the selectors. */
export function membersOf(parent: Node): readonly string[] {
  return Object.keys(node(parent.properties)).filter((name) => !SELECTORS.has(name));
}

export function node(value: Json | undefined): Node {
  return isObject(value) ? value : {};
}

export function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
