import type { Listing, Snapshot } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import { map } from '../../adapters/woocommerce/map.ts';
import {
  batchOf,
  creating,
  errors,
  type Fake,
  failedItem,
  listing,
  refused,
  rows,
  shirt,
  shown,
  updating,
  variant,
} from './woocommerce-fake.ts';
import { apply, bodies, CATEGORIES, codes, PRODUCTS, picture, shopWith, statuses } from './woocommerce-shop.ts';

describe('terms', () => {
  const put = (shop: Fake, wanted: Listing) => apply(shop, creating(wanted, shop));

  it('finds a category by its path, whatever the case and the entities', async () => {
    const shop = shopWith();
    await put(shop, listing({ category: 'home & kitchen > Mugs' }));
    expect(bodies(shop)).toHaveLength(1);
    expect(bodies(shop)[0]?.create?.[0]?.categories).toEqual([{ id: 22 }]);
  });

  it('makes what is missing of a path first, parents first and once, and takes over what is there after all', async () => {
    let made = 30;
    const shop = shopWith({
      [`POST ${CATEGORIES}`]: ({ body }) =>
        (body as { name: string }).name === 'Tea' ? refused(400, errors.termExists) : { id: ++made, name: 'x' },
    });
    const two = [
      listing({ category: 'Mugs > Big > Tea' }),
      listing({ code: 'B', category: 'Mugs > Big > Tea', variants: [variant({ sku: 'B-1' })] }),
    ];
    await apply(shop, ...two.map((one) => creating(one, shop)));
    const [mugs, big, tea, products] = bodies(shop);
    // "Mugs" stands below another category, so it is no top category yet.
    expect([mugs, big, tea]).toEqual([{ name: 'Mugs' }, { name: 'Big', parent: 31 }, { name: 'Tea', parent: 32 }]);
    expect(products?.create?.map((line) => line.categories)).toEqual([[{ id: 20 }], [{ id: 20 }]]);
    expect(shop.writes().every((call) => call.path !== CATEGORIES || call.resend === 'always')).toBe(true);
  });

  it('holds up only the listing whose category the shop will not have', async () => {
    const shop = shopWith({
      [`POST ${CATEGORIES}`]: () => refused(400, { code: 'empty_term_name', message: 'A name is required.', data: {} }),
    });
    const result = await apply(
      shop,
      creating(listing({ code: 'A', category: 'No', variants: [variant({ sku: 'A-1' })] }), shop),
      creating(listing(), shop),
    );
    expect(codes(result)).toEqual({
      A: 'E_WOO_TERM',
      'A/A-1': 'E_WOO_TERM',
      'MUG-1': 'applied',
      'MUG-1/MUG-1-S': 'applied',
    });
  });

  it('sends a brand by its id, made first, and as an attribute where the shop has no brands', async () => {
    const brands = shopWith({ 'POST /wc/v3/products/brands': () => ({ id: 40, name: 'Acme' }) });
    await put(brands, listing({ brand: 'Acme' }));
    expect(bodies(brands)[1]?.create?.[0]).toMatchObject({ brands: [{ id: 40 }] });
    const old = shopWith({ 'GET /wc/v3/products/brands': () => refused(404, errors.noRoute) });
    await put(old, listing({ brand: 'Acme', attributes: { brand: 'x', Material: 'Steel' } }));
    const [line] = bodies(old)[0]?.create ?? [];
    expect(line).not.toHaveProperty('brands');
    expect(line?.attributes).toMatchObject([
      { name: 'Material', options: ['Steel'], variation: false },
      { name: 'Brand', options: ['Acme'], variation: false },
    ]);
  });

  const shared = {
    'GET /wc/v3/products/attributes': () => [{ id: 3, name: 'color' }],
    'GET /wc/v3/products/attributes/3/terms': () => rows([{ id: 1, name: 'Red' }]),
  };

  it('uses an attribute that the shop has, on the product and on its variations', async () => {
    const shop = shopWith(shared);
    await put(shop, shirt(['Red', 'Blue'], ['S']));
    expect(bodies(shop)[0]?.create?.[0]?.attributes).toMatchObject([
      { id: 3, options: ['Red', 'Blue'] },
      { name: 'Size' },
    ]);
    expect(bodies(shop)[1]?.create?.[0]?.attributes).toEqual([
      { id: 3, option: 'Red' },
      { name: 'Size', option: 'S' },
    ]);
  });

  it('gives the product its own where the shop would show a value spelt otherwise, or where it is told to', async () => {
    const spelt = shopWith(shared);
    await put(spelt, shirt(['red'], ['S']));
    expect(bodies(spelt)[0]?.create?.[0]?.attributes).toMatchObject([
      { name: 'Color', options: ['red'] },
      { name: 'Size' },
    ]);
    const own = shopWith(shared, { attributes: 'own' });
    await put(own, shirt(['Red'], ['S']));
    expect(bodies(own)[0]?.create?.[0]?.attributes).toMatchObject([{ name: 'Color' }, { name: 'Size' }]);
    expect(own.calls.some((call) => call.path.includes('attributes'))).toBe(false);
  });

  it('keeps the kind of an attribute that the product has, and refuses a value it would spell otherwise', async () => {
    const seenAs = (id: number | undefined, shop: Fake): Snapshot => {
      const snapshot = shown(map(shirt(['Red'], ['S']), shop.ctx.at), { 'SHIRT-0-0': 501 });
      const attributes = [
        { name: 'Color', options: ['Red'], ...(id ? { id } : {}) },
        { name: 'Size', options: ['S'] },
      ];
      return { ...snapshot, product: { ...snapshot.product, variation: { type: 'variable', attributes } } };
    };
    const route = { ...shared, 'POST /wc/v3/products/11/variations/batch': batchOf() };
    const own = shopWith(route);
    await apply(own, updating(shirt(['Red', 'Blue'], ['S']), seenAs(undefined, own), own));
    expect(bodies(own)[0]?.update?.[0]?.attributes).toMatchObject([{ name: 'Color' }, { name: 'Size' }]);
    const wide = shopWith(route);
    await apply(wide, updating(shirt(['Red', 'Blue'], ['S']), seenAs(3, wide), wide));
    expect(bodies(wide)[0]?.update?.[0]?.attributes).toMatchObject([{ id: 3 }, { name: 'Size' }]);
    const spelt = shopWith(route);
    const result = await apply(spelt, updating(shirt(['Red', 'réd'], ['S']), seenAs(3, spelt), spelt));
    expect(new Set(Object.values(codes(result)))).toEqual(new Set(['E_WOO_TERM']));
    expect(spelt.writes()).toEqual([]);
  });
});

describe('pictures', () => {
  it('lets the shop fetch a picture once, however many products show it', async () => {
    const shop = shopWith();
    const goods = Array.from({ length: 4 }, (_, i) =>
      listing({
        code: `M${i}`,
        images: [picture('chart'), picture(`own-${i % 2}`)],
        variants: [variant({ sku: `S${i}` })],
      }),
    );
    await apply(shop, ...goods.map((one) => creating(one, shop)));
    const sources = shop.writes().flatMap((call) => JSON.stringify(call.body).match(/https:[^"]+jpg/g) ?? []);
    expect(sources.sort()).toEqual([picture('chart').url, picture('own-0').url, picture('own-1').url].sort());
    const ids = bodies(shop)
      .flatMap((body) => body.create ?? [])
      .map((line) => line.images);
    expect(ids.at(-1)).toEqual([shop.assets.get(picture('chart').url), shop.assets.get(picture('own-1').url)]);
  });

  it('names a picture of the gallery by its id on a variation, and fetches the others once', async () => {
    const shop = shopWith();
    const wanted = shirt(['Red'], ['S', 'M', 'L'], { images: [picture('front')] });
    const shownBy = ['front', 'red', 'red'].map((name) => [picture(name)]);
    const variants = wanted.variants.map((one, i) => ({
      ...one,
      images: shownBy[i] ?? [],
    })) as unknown as Listing['variants'];
    await apply(shop, creating({ ...wanted, variants }, shop));
    const lines = bodies(shop)
      .slice(1)
      .flatMap((body) => body.create ?? []);
    expect(lines.map((line) => line.image)).toEqual([
      shop.assets.get(picture('front').url),
      { src: picture('red').url },
      shop.assets.get(picture('red').url),
    ]);
  });

  it('sends the whole gallery in order, what is kept by the id it had last', async () => {
    const shop = shopWith();
    const before = listing({ images: [picture('a'), picture('b')] });
    const sent = map(before, shop.ctx.at);
    const echo: Snapshot = {
      ...sent,
      product: {
        ...sent.product,
        media: {
          images: [
            { src: 'http://shop.test/1.jpg', id: 71 },
            { src: 'http://shop.test/2.jpg', id: 72 },
          ],
        },
      },
    };
    const next = listing({ images: [picture('c'), { ...picture('b'), alt: 'back' }] });
    await apply(shop, updating(next, echo, shop, { last: { sent, echo } }));
    expect(bodies(shop)).toEqual([
      { update: [{ id: 11, images: [{ src: picture('c').url }, { id: 72, alt: 'back' }] }] },
    ]);
    expect(shop.calls[0]?.resend).toBe('unsent');
  });

  it('sends a picture by its address, once, when its media item was deleted in the shop', async () => {
    const shop = shopWith({
      [PRODUCTS]: batchOf((line) =>
        JSON.stringify(line).includes('{"id":77}') ? failedItem(errors.noSuchPicture ?? {}) : undefined,
      ),
    });
    shop.assets.set(picture('a').url, { id: 77 });
    const result = await apply(shop, creating(listing({ images: [picture('a')] }), shop));
    expect(bodies(shop).map((body) => body.create?.[0]?.images)).toEqual([[{ id: 77 }], [{ src: picture('a').url }]]);
    expect(new Set(Object.values(statuses(result)))).toEqual(new Set(['applied']));
    expect(shop.assets.get(picture('a').url)).not.toEqual({ id: 77 });
  });

  it('says why a picture was refused, and does not keep trying', async () => {
    const shop = shopWith({ [PRODUCTS]: batchOf(() => failedItem(errors.pictureNotFound ?? {})) });
    const result = await apply(shop, creating(listing({ images: [picture('none')] }), shop));
    expect(shop.writes()).toHaveLength(1);
    expect(codes(result)).toEqual({ 'MUG-1': 'E_WOO_IMAGE', 'MUG-1/MUG-1-S': 'E_WOO_IMAGE' });
  });

  it('puts few products with many new pictures into one call', async () => {
    const shop = shopWith();
    const goods = Array.from({ length: 12 }, (_, i) =>
      listing({
        code: `M${i}`,
        images: [1, 2, 3, 4, 5].map((n) => picture(`${i}-${n}`)),
        variants: [variant({ sku: `S${i}` })],
      }),
    );
    await apply(shop, ...goods.map((one) => creating(one, shop)));
    expect(bodies(shop).map((body) => body.create?.length)).toEqual([4, 4, 4]);
  });
});
