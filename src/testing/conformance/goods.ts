import type { Money } from '../../contract/index.ts';
import type { ProductPatch, VariantPatch } from '../../core/index.ts';
import type { Workspace } from '../../engine/index.ts';
import type { World } from './world.ts';

/**
 * A product as a case writes it down: one line a SKU. The goods of the suite say all that demanding platforms ask for:
 * description, bullet, brand, category, picture, weight and a GTIN.
 */
export interface Goods {
  readonly code: string;
  readonly title: string;
  readonly description?: string;
  readonly bullets?: readonly string[];
  readonly brand?: string;
  readonly category?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly images?: readonly string[];
  readonly status?: 'active' | 'paused' | 'ended';
  readonly skus: readonly GoodsSku[];
}

export interface GoodsSku {
  readonly sku: string;
  /** Plain decimal in the world's currency. */
  readonly price: string;
  readonly quantity: number;
  readonly options?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly gtin?: string;
  readonly weight?: number;
  readonly ended?: boolean;
}

/** A picture that the emulators of the suite can "fetch". The host is reserved (RFC 2606). */
export function picture(name: string): string {
  return `https://images.example/${name}.jpg`;
}

/**
 * A GTIN-13 with a right check digit, the same one for the same text. It begins with 952, which GS1 keeps for
 * demonstrations, so that it is no product's.
 */
export function gtinOf(text: string): string {
  let hash = 0;
  for (const unit of text) hash = (hash * 31 + (unit.codePointAt(0) ?? 0)) % 999_999_937;
  const digits = `952${String(hash).padStart(9, '0')}`;
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** What every product of the suite says. */
const COMMON = { brand: 'Northwind', bullets: ['Made to last'] };

/** A product with one SKU and no options. */
export function mug(world: World, n = 1): Goods {
  const sku = `MUG-${n}-S`;
  return {
    ...COMMON,
    code: `MUG-${n}`,
    title: `Enamel mug ${n}`,
    description: `<p>Holds 350 ml. Number ${n}.</p>`,
    category: 'Kitchen > Mugs',
    attributes: { Material: 'Steel' },
    images: [picture(`mug-${n}`)],
    skus: [{ sku, price: world.price(1290 + n), quantity: 7, weight: 350, gtin: gtinOf(sku) }],
  };
}

/** A product with two axes: every colour in every size. */
export function shirt(world: World, colours = ['Black', 'White'], sizes = ['S', 'M', 'L'], code = 'SHIRT'): Goods {
  return {
    ...COMMON,
    code,
    title: 'Linen shirt',
    description: '<p>Washed linen.</p>',
    category: 'Clothing > Shirts',
    images: [picture('shirt-front'), picture('shirt-back')],
    skus: colours.flatMap((Color, c) =>
      sizes.map((Size, s) => {
        const sku = `${code}-${Color}-${Size}`;
        return {
          sku,
          price: world.price(2990 + 100 * s + c),
          quantity: 3 + s,
          options: { Color, Size },
          image: picture(`shirt-${Color.toLowerCase()}`),
          weight: 210 + s,
          gtin: gtinOf(sku),
        };
      }),
    ),
  };
}

/** A product with options and only one SKU of them. */
export function scarf(world: World): Goods {
  return {
    ...COMMON,
    code: 'SCARF',
    title: 'Silk scarf',
    description: '<p>Printed silk.</p>',
    category: 'Clothing > Scarves',
    images: [picture('scarf')],
    skus: [
      {
        sku: 'SCARF-R',
        price: world.price(1800),
        quantity: 1,
        options: { Color: 'Red' },
        weight: 90,
        gtin: gtinOf('SCARF-R'),
      },
    ],
  };
}

/** Many small products, for counts around a page or a batch. */
export function crate(world: World, count: number): readonly Goods[] {
  return Array.from({ length: count }, (_, i) => {
    const sku = `TEA-${i}-1`;
    return {
      ...COMMON,
      code: `TEA-${i}`,
      title: `Green tea no. ${i}`,
      description: `<p>Loose leaves, number ${i}.</p>`,
      category: 'Kitchen > Tea',
      images: [picture('tea')],
      skus: [{ sku, price: world.price(500 + i), quantity: i % 9, weight: 100, gtin: gtinOf(sku) }],
    };
  });
}

/** Writes goods into a catalogue as an import would. */
export function putGoods(
  catalogue: Workspace['catalogue'],
  goods: readonly Goods[],
  money: (text: string) => Money,
): void {
  const session = catalogue.beginImport({
    file: 'suite',
    hash: String(Math.random()),
    mappingHash: '',
    columns: {},
    at: '2026-01-01T00:00:00.000Z',
  });
  for (const one of goods) {
    const product: ProductPatch = {
      code: one.code,
      title: one.title,
      description: one.description ?? '',
      bullets: one.bullets ?? [],
      brand: one.brand ?? null,
      category: one.category ?? null,
      attributes: one.attributes ?? {},
      images: (one.images ?? []).map((url) => ({ url })),
      status: one.status ?? 'active',
    };
    for (const sku of one.skus) {
      const variant: VariantPatch = {
        sku: sku.sku,
        options: sku.options ?? {},
        price: money(sku.price),
        quantity: sku.quantity,
        gtin: sku.gtin ?? null,
        weight: sku.weight ?? null,
        images: sku.image ? [{ url: sku.image }] : [],
        status: sku.ended ? 'ended' : 'active',
      };
      const result = session.put({ row: 1, product, variant, fields: [] });
      if ('severity' in result) throw new Error(result.message.en);
    }
  }
  session.commit();
}
