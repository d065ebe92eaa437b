import type { Goods } from './woocommerce-bench.ts';

/** Everything that this run makes begins with it: no two runs, and no shop, have the same. */
export const RUN = `MBT${Date.now().toString(36).toUpperCase()}`;

/** A number for use inside one company (GS1 prefix 2), new for each run: a shop takes a GTIN once. */
const GTIN = withCheckDigit(`2${String(Date.now()).slice(-11)}`);

function withCheckDigit(digits: string): string {
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

interface Place {
  readonly image?: string;
}

const pictures = ({ image }: Place) => (image === undefined ? {} : { images: [{ url: image, alt: 'front & back' }] });

/** With every facet a simple product can have. */
export function mug(place: Place): Goods {
  return {
    product: {
      code: `${RUN}-MUG`,
      title: 'Enamel mug',
      description: '<p>Holds 350 ml.</p>',
      bullets: ['Dishwasher safe', 'Made for tea & coffee'],
      brand: `Emaille ${RUN}`,
      category: `mabang ${RUN} > Mugs & cups`,
      // Under names that no shop has: the values of a shop's own attributes would be added to.
      attributes: { [`Material ${RUN}`]: 'Steel', [`Origin ${RUN}`]: 'Nürnberg | Fürth' },
      ...pictures(place),
    },
    skus: [
      {
        sku: `${RUN}-MUG-S`,
        price: 1290,
        quantity: 7,
        weight: 350,
        gtin: GTIN,
        dimensions: { length: 120, width: 85, height: 85 },
      },
    ],
  };
}

/** Every colour in every size. The names of the axes are no attribute of any shop. */
export function shirt(place: Place, colours = ['Black', 'White & blue'], sizes = ['S', 'M', 'L']): Goods {
  return {
    product: {
      code: `${RUN}-SHIRT`,
      title: 'Linen shirt',
      description: '<p>Washed linen.</p>',
      category: `mabang ${RUN} > Shirts`,
      ...pictures(place),
    },
    skus: colours.flatMap((colour, c) =>
      sizes.map((size, s) => ({
        sku: `${RUN}-SHIRT-${c}-${s}`,
        price: 2990 + 100 * s + c,
        quantity: 3 + s,
        options: { [`Colour ${RUN}`]: colour, [`Size ${RUN}`]: size },
        weight: 210 + s,
      })),
    ),
  };
}

/** One SKU of one axis, and that axis is to be an attribute of the whole shop. */
export function cut(place: Place): { readonly axis: string; readonly goods: Goods } {
  const axis = `Cut ${RUN}`;
  const product = { code: `${RUN}-SCARF`, title: 'Silk scarf', ...pictures(place) };
  return {
    axis,
    goods: { product, skus: [{ sku: `${RUN}-SCARF-1`, price: 1800, quantity: 1, options: { [axis]: 'Wide' } }] },
  };
}

export function big(place: Place): Goods {
  const many = (head: string) => Array.from({ length: 10 }, (_, i) => `${head}${i}`);
  const { product, skus } = shirt(place, many('C'), many('S'));
  return {
    product: { ...product, code: `${RUN}-BIG` },
    skus: skus.map((sku) => ({ ...sku, sku: sku.sku.replace('-SHIRT-', '-BIG-') })),
  };
}

/** Many small products. */
export function crate(count: number, name: string): readonly Goods[] {
  return Array.from({ length: count }, (_, i) => ({
    product: { code: `${RUN}-${name}-${i}`, title: `Tea ${name} no. ${i}` },
    skus: [{ sku: `${RUN}-${name}-${i}`, price: 500 + i, quantity: i % 9 }],
  }));
}

export const skusOf = ({ skus }: Goods): readonly string[] => skus.map(({ sku }) => sku);

/** The goods with one SKU changed. */
export function withSku(goods: Goods, change: Partial<Goods['skus'][number]>, at = 0): Goods {
  return { ...goods, skus: goods.skus.map((sku, i) => (i === at ? { ...sku, ...change } : sku)) };
}
