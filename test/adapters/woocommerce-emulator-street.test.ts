import { afterEach, describe, expect, it } from 'vitest';
import { start, type WooEmulator, type WooEmulatorOptions } from '../../adapters/woocommerce/emulator.ts';
import { ask, type Loose } from './woocommerce-client.ts';

/** What the emulator says a buyer sees: the answer that a wrong adapter cannot agree with itself about. */
let shop: WooEmulator;
afterEach(() => shop.close());
const open = async (options: WooEmulatorOptions = {}) => {
  shop = await start(options);
};
const create = async (body: object) => (await ask(shop, 'POST', '/products', body)).body;
const addVariations = async (id: number, list: readonly object[]) =>
  (await ask(shop, 'POST', `/products/${id}/variations/batch`, { create: list })).body.create;
const sized = (options: readonly string[], more = {}) => ({
  name: 'Shirt',
  type: 'variable',
  attributes: [{ name: 'Size', variation: true, options }],
  ...more,
});
const size = (option: string, sku: string, more = {}) => ({
  sku,
  regular_price: '5',
  attributes: [{ name: 'Size', option }],
  ...more,
});

describe('inspect: a simple product', () => {
  it('shows the page a buyer gets', async () => {
    await open();
    const { body: home } = await ask(shop, 'POST', '/products/categories', { name: 'Home & Garden' });
    const { body: mugs } = await ask(shop, 'POST', '/products/categories', { name: 'Mugs', parent: home.id });
    await create({
      name: 'Tom & Jerry <b>mug</b>',
      sku: 'M-1',
      regular_price: '12.9',
      sale_price: '10',
      manage_stock: true,
      stock_quantity: 4,
      weight: '0.35',
      description: '<p>Nice</p>',
      global_unique_id: '4006381333931',
      categories: [{ id: mugs.id }],
      images: [{ src: 'https://img.test/a.jpg' }, { src: 'https://img.test/b.jpg' }],
    });
    expect(shop.inspect('M-1')).toEqual({
      sku: 'M-1',
      copies: 1,
      visible: true,
      title: 'Tom & Jerry mug',
      price: '10.00',
      currency: 'EUR',
      listPrice: '12.90',
      quantity: 4,
      options: {},
      images: ['https://img.test/a.jpg', 'https://img.test/b.jpg'],
      gtin: '4006381333931',
      weight: 350,
      category: 'Home & Garden > Mugs',
      description: '<p>Nice</p>',
    });
    expect(shop.inspect('M-2')).toBeUndefined();
  });

  it('is visible only when published, shown, priced and not in the trash', async () => {
    await open();
    const { id } = await create({ name: 'x', sku: 'x', regular_price: '1' });
    const put = (body: object) => ask(shop, 'PUT', `/products/${id}`, body);
    const visible = () => shop.inspect('x')?.visible;
    expect(visible()).toBe(true);
    for (const [off, on] of [
      [{ status: 'draft' }, { status: 'publish' }],
      [{ catalog_visibility: 'hidden' }, { catalog_visibility: 'visible' }],
      [{ regular_price: 'abc' }, { regular_price: '1' }],
    ]) {
      await put(off ?? {});
      expect(visible()).toBe(false);
      await put(on ?? {});
      expect(visible()).toBe(true);
    }
    await ask(shop, 'DELETE', `/products/${id}`);
    expect(shop.inspect('x')).toMatchObject({ copies: 0, visible: false });
    expect(shop.skus()).toEqual([]);
  });

  it('gives amounts in the digits of the currency, and grams whatever the unit', async () => {
    await open({ currency: 'JPY', weightUnit: 'lbs' });
    expect(shop.currency).toBe('JPY');
    await create({ name: 'x', sku: 'x', regular_price: '500', weight: '2' });
    expect(shop.inspect('x')).toMatchObject({ price: '500', currency: 'JPY', weight: 907 });
    await shop.close();
    await open({ currency: 'KWD', weightUnit: 'g', decimalSeparator: ',' });
    await create({ name: 'x', sku: 'x', regular_price: '1,5', weight: '20' });
    expect(shop.inspect('x')).toMatchObject({ price: '1.500', weight: 20 });
  });

  it('starts and ends a sale when its day has come', async () => {
    await open();
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 19);
    const dates = { date_on_sale_from: day(1), date_on_sale_to: day(3) };
    await create({ name: 'x', sku: 'x', regular_price: '10', sale_price: '8', ...dates });
    expect(shop.inspect('x')?.price).toBe('10.00');
    shop.clock.advance(2 * 86_400_000);
    expect(shop.inspect('x')).toMatchObject({ price: '8.00', listPrice: '10.00' });
    shop.clock.advance(2 * 86_400_000);
    expect(shop.inspect('x')?.price).toBe('10.00');
  });

  it('traces an image back to where it first came from', async () => {
    await open();
    const made = await create({ name: 'x', sku: 'x', images: [{ src: 'https://img.test/a.jpg' }] });
    await create({ name: 'y', sku: 'y', images: [{ src: made.images[0].src }] });
    expect(shop.inspect('y')?.images).toEqual(['https://img.test/a.jpg']);
    expect(shop.uploads()).toBe(2);
  });
});

describe('inspect: a variation', () => {
  it("shows its product's page and its own options, price, stock and image", async () => {
    await open();
    const { id } = await create(sized(['S', 'M'], { images: [{ src: 'https://img.test/p.jpg' }], weight: '1' }));
    await addVariations(id, [
      size('S', 'S', {
        manage_stock: true,
        stock_quantity: 2,
        image: { src: 'https://img.test/s.jpg' },
        weight: '0.5',
      }),
      size('M', 'M'),
    ]);
    expect(shop.inspect('S')).toEqual({
      sku: 'S',
      copies: 1,
      visible: true,
      title: 'Shirt',
      price: '5.00',
      currency: 'EUR',
      quantity: 2,
      options: { Size: 'S' },
      images: ['https://img.test/p.jpg'],
      variantImage: 'https://img.test/s.jpg',
      weight: 500,
      description: '',
    });
    const other = shop.inspect('M');
    expect(other).toMatchObject({ quantity: null, weight: 1000 });
    expect(other).not.toHaveProperty('variantImage');
  });

  it('cannot be bought when the page does not offer its option, or offers it for another first', async () => {
    await open();
    const { id } = await create(sized(['S', 'Rot | Blau']));
    await addVariations(id, [
      size('S', 'fine'),
      size('S', 'double'),
      size('XXL', 'unknown'),
      size('s', 'case'),
      size('Rot | Blau', 'split'),
      size('', 'any'),
    ]);
    const visible = Object.fromEntries(shop.skus().map((sku) => [sku, shop.inspect(sku)?.visible]));
    expect(visible).toEqual({ fine: true, double: false, unknown: false, case: false, split: false, any: true });
    await ask(shop, 'PUT', `/products/${id}`, { status: 'private' });
    expect(shop.inspect('fine')?.visible).toBe(false);
  });

  it('reads options of shop-wide attributes as the page shows them', async () => {
    await open();
    const { body: attribute } = await ask(shop, 'POST', '/products/attributes', { name: 'Colour' });
    const { id } = await create({
      name: 'x',
      type: 'variable',
      attributes: [{ id: attribute.id, variation: true, options: ['Black & White', 'Red'] }],
    });
    const [made] = await addVariations(id, [
      { sku: 'bw', regular_price: '1', attributes: [{ id: attribute.id, option: 'Black & White' }] },
    ]);
    expect(made.attributes).toEqual([
      { id: attribute.id, name: 'Colour', slug: 'pa_colour', option: 'Black &amp; White' },
    ]);
    expect(shop.inspect('bw')).toMatchObject({ options: { Colour: 'Black & White' }, visible: true });
  });
});

describe('skus, seed, edit, erase', () => {
  it('lists what is sold; an empty shell and a listing without SKU are not overlooked', async () => {
    await open();
    const { id } = await create(sized(['S'], { sku: 'PARENT' }));
    expect(shop.skus()).toEqual(['PARENT']);
    await addVariations(id, [size('S', 'CHILD')]);
    expect(shop.skus()).toEqual(['CHILD']);
    await create({});
    expect(shop.skus()).toEqual(['CHILD', '']);
  });

  it('puts there what somebody else lists, simple and with options', async () => {
    await open();
    shop.seed({ code: 'A', title: 'Theirs & more', variants: [{ sku: 'A-1', price: '3', quantity: 1 }] });
    shop.seed({
      code: 'B',
      title: 'Two',
      axes: ['Size'],
      variants: [
        { sku: 'B-S', price: '4', quantity: 1, options: { Size: 'S' } },
        { sku: 'B-M', price: '5', quantity: 0, options: { Size: 'M' } },
      ],
    });
    expect(shop.skus()).toEqual(['A-1', 'B-S', 'B-M']);
    expect(shop.inspect('A-1')).toMatchObject({ title: 'Theirs & more', price: '3.00', visible: true });
    expect(shop.inspect('B-M')).toMatchObject({ title: 'Two', quantity: 0, options: { Size: 'M' }, visible: true });
    const { body } = await ask(shop, 'GET', '/products?sku=B&_fields=sku,meta_data');
    expect(body).toEqual([{ sku: 'B', meta_data: [] }]);
  });

  it('changes and deletes as a hand in the back office does', async () => {
    await open();
    shop.seed({
      code: 'B',
      title: 'Two',
      axes: ['Size'],
      variants: [
        { sku: 'B-S', price: '4', quantity: 1, options: { Size: 'S' } },
        { sku: 'B-M', price: '5', quantity: 0, options: { Size: 'M' } },
      ],
    });
    shop.edit('B-M', { title: 'Changed', price: '6.5', quantity: 9 });
    expect(shop.inspect('B-M')).toMatchObject({ title: 'Changed', price: '6.50', quantity: 9 });
    expect(shop.inspect('B-S')).toMatchObject({ title: 'Changed', price: '4.00', quantity: 1 });
    expect(() => shop.edit('B-X', { price: '1' })).toThrow('B-X');
    shop.erase('B-S');
    expect(shop.skus()).toEqual([]);
    const { body } = await ask(shop, 'GET', '/products?status=any');
    expect(body.map(({ id }: Loose) => id)).toEqual([]);
  });
});

describe('images', () => {
  it('come from any host, from the hosts of a made-up world, or from nowhere', async () => {
    await open({ imageHosts: ['img.test'] });
    const make = (src: string) => ask(shop, 'POST', '/products', { name: 'x', images: [{ src }] });
    expect((await make('https://img.test/a.jpg')).status).toBe(201);
    expect((await make('http://127.0.0.1:9/b.jpg')).status).toBe(201);
    for (const src of [
      'https://other.test/a.jpg',
      'https://img.test/404.jpg',
      'https://img.test/a.svg',
      'ftp://img.test/a.jpg',
      'a',
    ]) {
      const refused = await make(src);
      expect([src, refused.status, refused.body.code]).toEqual([src, 400, 'woocommerce_product_image_upload_error']);
    }
    expect(shop.uploads()).toBe(2);
  });
});
