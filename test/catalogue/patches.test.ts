import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../src/catalogue/index.ts';
import type { Product, ProductPatch, ProductVariant, VariantPatch } from '../../src/core/index.ts';
import { byCodePoint, importRows, open, type Row, row } from './support.ts';

describe('any sequence of patches', () => {
  const all = { noNullPrototype: true };
  const said = { requiredKeys: [] as [], noNullPrototype: true };
  const text = fc.constantFrom('', 'a', 'b', '0', '汉字');
  const clears = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const money = fc.record({ minor: fc.integer({ min: 0, max: 3 }), currency: fc.constantFrom('EUR', 'JPY') }, all);
  const count = fc.integer({ min: 0, max: 2 });
  const images = fc.array(fc.oneof(fc.record({ url: text }, all), fc.record({ url: text, alt: text }, all)), {
    maxLength: 2,
  });
  const names = fc.constantFrom('X', 'Y', '__proto__');
  const attributes = fc.dictionary(names, clears(text), { maxKeys: 3, noNullPrototype: true });
  const product = fc.record(
    {
      title: clears(text),
      description: clears(text),
      bullets: clears(fc.array(text, { maxLength: 2 })),
      brand: clears(text),
      category: clears(text),
      images: clears(images),
      attributes,
      status: fc.constantFrom('active' as const, 'paused' as const, 'ended' as const),
    },
    said,
  );
  const variant = fc.record(
    {
      options: fc.dictionary(names, text, { maxKeys: 2, noNullPrototype: true }),
      price: clears(money),
      listPrice: clears(money),
      cost: clears(money),
      quantity: clears(count),
      gtin: clears(text),
      weight: clears(count),
      dimensions: clears(fc.record({ length: count, width: count, height: count }, all)),
      images: clears(images),
      attributes,
      status: fc.constantFrom('active' as const, 'ended' as const),
    },
    said,
  );
  const step = fc.record({
    code: fc.constantFrom('A', 'B', 'C'),
    sku: fc.option(fc.constantFrom('1', '2', '01', '3'), { nil: undefined }),
    product,
    variant,
    newSheet: fc.boolean(),
  });

  it('gives what a plain model of them gives', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const catalogue = open(':memory:');
        const model = new Model();
        let sheet: Row[] = [];
        const flush = () => {
          const before = JSON.stringify(model.products());
          const expected = sheet.map((one) => model.put(one.product, one.variant));
          const revision = catalogue.revision();
          const answers = importRows(catalogue, sheet).map((answer) => ('code' in answer ? answer.code : answer));
          expect(answers).toEqual(expected);
          expect(catalogue.revision() > revision).toBe(expected.some(changes));
          if (!expected.some(changes)) expect(JSON.stringify(model.products())).toBe(before);
          sheet = [];
        };
        for (const { code, sku, product: p, variant: v, newSheet } of steps) {
          if (newSheet) flush();
          sheet.push(row(sheet.length + 2, { ...p, code }, sku === undefined ? undefined : { ...v, sku }));
        }
        flush();
        expect([...catalogue.products()]).toStrictEqual(model.products());
        claimsAreSound(catalogue);
        catalogue.close();
      }),
      { numRuns: 150 },
    );
  });
});

const changes = (answer: unknown) =>
  typeof answer === 'object' && Object.values(answer as object).some((v) => v !== 'same');

/** No field of a product or SKU has two sources, and every price has one. */
function claimsAreSound(catalogue: Catalogue): void {
  for (const product of catalogue.products()) {
    const keys = catalogue.sources(product.code).map(({ sku, field }) => JSON.stringify([sku, field]));
    expect(new Set(keys).size).toBe(keys.length);
    for (const { sku, price } of product.variants) if (price) expect(keys).toContain(JSON.stringify([sku, 'price']));
  }
}

/** The rules of `ProductPatch` again, without a database: absent keeps, null clears, axes grow, a SKU stays where it is. */
class Model {
  private readonly all = new Map<string, Product>();

  products(): Product[] {
    return [...this.all.values()].sort((a, b) => byCodePoint(a.code, b.code));
  }

  put(patch: ProductPatch, variant: VariantPatch | undefined): unknown {
    const owner = variant && [...this.all.values()].find((p) => p.variants.some((v) => v.sku === variant.sku));
    if (owner && owner.code !== patch.code) return 'E_SKU_MOVED';
    const before = this.all.get(patch.code);
    const old = before?.variants.find((v) => v.sku === variant?.sku);
    const product = this.product(before, patch, variant);
    const next = variant && this.variant(old, variant);
    const variants = next
      ? old
        ? product.variants.map((v) => (v === old ? next : v))
        : [...product.variants, next]
      : product.variants;
    this.all.set(patch.code, { ...product, variants });
    const verdict = (was: unknown, is: unknown) => (was === undefined ? 'new' : same(was, is) ? 'same' : 'changed');
    const bare = (p: Product | undefined) => p && { ...p, variants: [] };
    return { product: verdict(bare(before), bare(product)), ...(next ? { variant: verdict(old, next) } : {}) };
  }

  private product(before: Product | undefined, patch: ProductPatch, variant: VariantPatch | undefined): Product {
    const axes = before?.axes ?? [];
    const brand = patch.brand === undefined ? before?.brand : (patch.brand ?? undefined);
    return {
      code: patch.code,
      title: patch.title === undefined ? (before?.title ?? '') : (patch.title ?? ''),
      description: patch.description === undefined ? (before?.description ?? '') : (patch.description ?? ''),
      bullets: patch.bullets === undefined ? (before?.bullets ?? []) : (patch.bullets ?? []),
      ...(brand === undefined ? {} : { brand }),
      category: patch.category === undefined ? (before?.category ?? '') : (patch.category ?? ''),
      attributes: merged(before?.attributes, patch.attributes),
      images: patch.images === undefined ? (before?.images ?? []) : (patch.images ?? []),
      axes: [...axes, ...Object.keys(variant?.options ?? {}).filter((axis) => !axes.includes(axis))],
      status: patch.status ?? before?.status ?? 'active',
      variants: before?.variants ?? [],
    };
  }

  private variant(before: ProductVariant | undefined, patch: VariantPatch): ProductVariant {
    const kept: Record<string, unknown> = {};
    for (const field of ['price', 'listPrice', 'cost', 'quantity', 'gtin', 'weight', 'dimensions'] as const) {
      const value = patch[field] === undefined ? before?.[field] : patch[field];
      if (value !== null && value !== undefined) kept[field] = value;
    }
    return {
      ...kept,
      sku: patch.sku,
      options: merged(before?.options, patch.options),
      images: patch.images === undefined ? (before?.images ?? []) : (patch.images ?? []),
      attributes: merged(before?.attributes, patch.attributes),
      status: patch.status ?? before?.status ?? 'active',
    };
  }
}

function merged(
  before: Readonly<Record<string, string>> = {},
  said: Readonly<Record<string, string | null>> = {},
): Record<string, string> {
  const entries = Object.entries({ ...before, ...said }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return Object.fromEntries(entries);
}

function same(a: unknown, b: unknown): boolean {
  try {
    expect(a).toStrictEqual(b);
    return true;
  } catch {
    return false;
  }
}
