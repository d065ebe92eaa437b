import { type Diagnostic, HttpFailure } from 'mabang/contract';
import type { PlannedAttribute } from './attributes.ts';
import { issue, refusal, refusedWith, wooErrorOf } from './errors.ts';
import type { ProductIntent, WriteIntent } from './intent.ts';
import { allRows, type Ctx } from './pages.ts';
import { wireCategory, wireTerm } from './schema.ts';
import { caseless, decoded, folded } from './text.ts';

const CATEGORIES = '/wc/v3/products/categories';
const BRANDS = '/wc/v3/products/brands';
const ATTRIBUTES = '/wc/v3/products/attributes';

/** Where a brand stands on a shop without brands. */
export const BRAND_ATTRIBUTE = 'Brand';

/** A term that the shop will not have: only the listings that need it are held up. */
class TermRefused extends Error {
  override readonly name = 'TermRefused';
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.message.en);
  }
}

interface Category {
  readonly id: number;
  readonly name: string;
  readonly parent: number;
}

/**
 * The shop's categories, brands and attributes, as far as one `apply` needs them: read once, what is missing made first.
 * A product written with a category's name or an unknown id would end up in the default category without an error.
 */
export class Shop {
  private categories: Category[] | undefined;
  private brands: Map<string, number> | 'none' | undefined;
  private attributes: ReadonlyMap<string, number> | undefined;
  private readonly terms = new Map<number, readonly string[]>();
  private readonly categoryIds = new Map<string, number>();

  constructor(private readonly ctx: Ctx) {}

  /** Everything these writes name, found or made. Listings that cannot be served are told, with the reason. */
  async prepare(intents: readonly WriteIntent[]): Promise<ReadonlyMap<WriteIntent, Diagnostic>> {
    const refused = new Map<WriteIntent, Diagnostic>();
    for (const intent of intents) {
      if (!intent.product) continue;
      try {
        await this.prepareOne(intent.product);
      } catch (error) {
        if (!(error instanceof TermRefused)) throw error;
        refused.set(intent, error.diagnostic);
      }
    }
    return refused;
  }

  private async prepareOne(product: ProductIntent): Promise<void> {
    for (const path of product.categories ?? []) await this.categoryOf(path);
    if (product.brand) await this.brandOf(product.brand);
    if (!product.sendAttributes) return;
    for (const axis of product.attributes.axes) {
      const id = axis.id ?? (axis.known ? undefined : await this.sharedId(axis.name));
      if (id === undefined) continue;
      const other = await this.spelling(id, axis.options);
      if (other && axis.known) throw new TermRefused(spelledOtherwise(axis.name, other));
    }
    for (const one of product.attributes.others) if (!one.known) await this.sharedId(one.name);
  }

  /** Ids for the paths of a prepared product. */
  categoryRefs(paths: readonly string[]): readonly { readonly id: number }[] {
    return paths.flatMap((path) => {
      const id = this.categoryIds.get(path);
      return id === undefined ? [] : [{ id }];
    });
  }

  /** `'none'`: the shop has no brands. */
  brandRefs(name: string): readonly { readonly id: number }[] | 'none' {
    if (this.brands === 'none') return 'none';
    const id = this.brands?.get(caseless(name));
    return id === undefined ? [] : [{ id }];
  }

  /**
   * The shop-wide attribute that one of a product stands for; 0 for the product's own. A new axis becomes the product's own
   * when the shop would file one of its values under a term that is spelt otherwise.
   */
  attributeId(attribute: PlannedAttribute, axis: boolean): number {
    if (attribute.known) return attribute.id ?? 0;
    const id = this.attributes?.get(caseless(attribute.name)) ?? 0;
    return axis && id > 0 && misspelt(this.terms.get(id) ?? [], attribute.options) ? 0 : id;
  }

  private async categoryOf(path: string): Promise<void> {
    if (this.categoryIds.has(path)) return;
    this.categories ??= (await allRows(this.ctx, { path: CATEGORIES, query: FIELDS, row: wireCategory })).map(named);
    let parent = 0;
    for (const name of path.split(' > ')) {
      const among = this.categories.filter((one) => one.parent === parent);
      const found =
        among.find((one) => one.name === name) ?? among.find((one) => caseless(one.name) === caseless(name));
      if (!found) {
        const id = await this.make(CATEGORIES, name, { parent });
        this.categories.push({ id, name, parent });
        parent = id;
      } else parent = found.id;
    }
    this.categoryIds.set(path, parent);
  }

  private async brandOf(name: string): Promise<void> {
    this.brands ??= await this.readBrands();
    if (this.brands === 'none' || this.brands.has(caseless(name))) return;
    this.brands.set(caseless(name), await this.make(BRANDS, name, {}));
  }

  private async readBrands(): Promise<Map<string, number> | 'none'> {
    try {
      const rows = await allRows(this.ctx, { path: BRANDS, query: { _fields: 'id,name' }, row: wireTerm });
      return new Map(rows.map((row) => [caseless(row.name), row.id]));
    } catch (error) {
      if (refusedWith(error) === 404) return 'none';
      throw error;
    }
  }

  /** Made, or found to be there: the shop refuses a second term of a name and tells the id of the first. */
  private async make(path: string, name: string, more: { readonly parent?: number }): Promise<number> {
    try {
      const body = { name, ...(more.parent ? { parent: more.parent } : {}) };
      const request = { bucket: 'write', method: 'POST', path, body, reply: wireTerm, resend: 'always' } as const;
      return (await this.ctx.http.request(request)).data.id;
    } catch (error) {
      const woo = error instanceof HttpFailure ? wooErrorOf(error) : undefined;
      if (woo?.code === 'term_exists' && woo.resourceId !== undefined) return woo.resourceId;
      if (woo && refusedWith(error) === 400) throw new TermRefused(termRefused(name, refusal(woo)));
      throw error;
    }
  }

  /** The id of the shop-wide attribute of this name. There are few, and they come in one answer. */
  private async sharedId(name: string): Promise<number | undefined> {
    if (this.ctx.at.connection.attributes === 'own') return undefined;
    this.attributes ??= await this.readAttributes();
    return this.attributes.get(caseless(name));
  }

  private async readAttributes(): Promise<ReadonlyMap<string, number>> {
    try {
      const query = { _fields: 'id,name' };
      const reply = await this.ctx.http.request({
        bucket: 'read',
        method: 'GET',
        path: ATTRIBUTES,
        query,
        reply: wireTerm.array(),
        resend: 'always',
      });
      return new Map(reply.data.map((row) => [caseless(row.name), row.id]));
    } catch (error) {
      if (refusedWith(error) === 404) return new Map();
      throw error;
    }
  }

  /** The term that one of these values would be filed under though it is written otherwise. */
  private async spelling(id: number, options: readonly string[]): Promise<Spelling | undefined> {
    if (!this.terms.has(id)) {
      const list = { path: `${ATTRIBUTES}/${id}/terms`, query: { _fields: 'id,name' }, row: wireTerm };
      this.terms.set(
        id,
        (await allRows(this.ctx, list)).map((row) => folded(decoded(row.name))),
      );
    }
    return misspelt(this.terms.get(id) ?? [], options);
  }
}

const FIELDS = { _fields: 'id,name,parent' };

function named(row: Category): Category {
  return { ...row, name: folded(decoded(row.name)) };
}

interface Spelling {
  readonly wanted: string;
  readonly stored: string;
}

/** The shop's database compares names without regard to case and accents: `rot` is filed under `Rot`. */
function misspelt(terms: readonly string[], options: readonly string[]): Spelling | undefined {
  for (const wanted of options) {
    if (terms.includes(wanted)) continue;
    const stored = terms.find((term) => caseless(term) === caseless(wanted));
    if (stored !== undefined) return { wanted, stored };
  }
  return undefined;
}

function spelledOtherwise(name: string, { wanted, stored }: Spelling): Diagnostic {
  return issue(
    'E_WOO_TERM',
    {
      en: `the shop's attribute ${name} has the value "${stored}"; "${wanted}" would be shown as that`,
      zh: `店铺属性 ${name} 已有值“${stored}”；“${wanted}”会显示为该值`,
    },
    {
      en: `write "${stored}" in the sheet, or rename the value in the shop (Products > Attributes > ${name})`,
      zh: `请在表格中写“${stored}”，或在店铺中修改该值（产品 > 属性 > ${name}）`,
    },
    { facet: 'variation' },
  );
}

function termRefused(name: string, why: Diagnostic): Diagnostic {
  return issue(
    'E_WOO_TERM',
    {
      en: `"${name}" could not be made in the shop: ${why.message.en}`,
      zh: `无法在店铺中创建“${name}”：${why.message.zh}`,
    },
    undefined,
    { facet: 'content' },
  );
}
