import type { Goods, World } from './world.ts';

/** A picture that the emulators of the suite can "fetch". The host is reserved (RFC 2606). */
export function picture(name: string): string {
  return `https://images.example/${name}.jpg`;
}

/** A product with one SKU and no options. */
export function mug(world: World, n = 1): Goods {
  return {
    code: `MUG-${n}`,
    title: `Enamel mug ${n}`,
    description: `<p>Holds 350 ml. Number ${n}.</p>`,
    category: 'Kitchen > Mugs',
    images: [picture(`mug-${n}`)],
    skus: [{ sku: `MUG-${n}-S`, price: world.price(1290 + n), quantity: 7, weight: 350 }],
  };
}

/** A product with two axes: every colour in every size. */
export function shirt(world: World, colours = ['Black', 'White'], sizes = ['S', 'M', 'L'], code = 'SHIRT'): Goods {
  return {
    code,
    title: 'Linen shirt',
    description: '<p>Washed linen.</p>',
    category: 'Clothing > Shirts',
    images: [picture('shirt-front'), picture('shirt-back')],
    skus: colours.flatMap((Color, c) =>
      sizes.map((Size, s) => ({
        sku: `${code}-${Color}-${Size}`,
        price: world.price(2990 + 100 * s + c),
        quantity: 3 + s,
        options: { Color, Size },
        image: picture(`shirt-${Color.toLowerCase()}`),
        weight: 210 + s,
      })),
    ),
  };
}

/** A product with options and only one SKU of them. */
export function scarf(world: World): Goods {
  return {
    code: 'SCARF',
    title: 'Silk scarf',
    category: 'Clothing > Scarves',
    images: [picture('scarf')],
    skus: [{ sku: 'SCARF-R', price: world.price(1800), quantity: 1, options: { Color: 'Red' } }],
  };
}

/** Many small products, for counts around a page or a batch. */
export function crate(world: World, count: number): readonly Goods[] {
  return Array.from({ length: count }, (_, i) => ({
    code: `TEA-${i}`,
    title: `Tea no. ${i}`,
    skus: [{ sku: `TEA-${i}-1`, price: world.price(500 + i), quantity: i % 9 }],
  }));
}
