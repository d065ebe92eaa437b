import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start, type WooEmulator } from '../../adapters/woocommerce/emulator.ts';
import { ask, doubleSku, type Loose, type Pair, replay } from './woocommerce-client.ts';

/** Variable products and their variations, as recorded on WooCommerce 10.0.2 on 2026-11-23 and typed again by hand. */
let shop: WooEmulator;
const ids = new Map<string, number>();
beforeAll(async () => {
  shop = await start();
});
afterAll(() => shop.close());

const size = (option: string) => ({ name: 'Size', option });
const colour = (option: string) => ({ name: 'Colour', option });
const axis = (name: string, options: readonly string[], more = {}) => ({ name, variation: true, options, ...more });
const shown = (name: string, options: readonly string[], visible = false) => ({
  id: 0,
  name,
  slug: name,
  position: 0,
  visible,
  variation: true,
  options,
});
const chosen = (...options: string[]) =>
  options.map((pair) => {
    const [name = '', option = ''] = pair.split('=');
    return { id: 0, name, slug: name.toLowerCase(), option };
  });

const pairs: readonly Pair[] = [
  {
    what: 'create variable: flags that are not sent are off',
    ask: 'POST /products',
    body: {
      name: 'Shirt',
      type: 'variable',
      sku: 'V',
      attributes: [axis('Size', ['S', 'M', 'L'], { visible: true }), axis('Colour', ['Red', 'Blue'])],
    },
    status: 201,
    shows: {
      type: 'variable',
      attributes: [shown('Size', ['S', 'M', 'L'], true), shown('Colour', ['Red', 'Blue'])],
      variations: [],
      regular_price: '',
      price: '',
      default_attributes: [],
    },
    keep: 'shirt',
  },
  {
    what: 'variations are taken whatever their options: unknown, double, none',
    ask: 'POST /products/{shirt}/variations/batch',
    body: {
      create: [
        {
          sku: 'V-SR',
          regular_price: '10',
          manage_stock: true,
          stock_quantity: 3,
          attributes: [size('S'), colour('Red')],
          image: { src: 'http://127.0.0.1:8080/red.jpg' },
        },
        { sku: 'V-MB', regular_price: '11', attributes: [size('M'), colour('Blue')] },
        { sku: 'V-XX', regular_price: '12', attributes: [size('XXL'), colour('Green')] },
        { sku: 'V-DUP', regular_price: '13', attributes: [size('M'), colour('Blue')] },
        { sku: 'V-NO', regular_price: '13', attributes: [{ name: 'Fabric', option: 'Wool' }] },
      ],
    },
    status: 200,
    pick: (body: Loose) => {
      ids.set('red', body.create[0].id).set('blue', body.create[1].id);
      return body.create.map((v: Loose) => [v.sku, v.attributes, v.name, v.stock_quantity, v.manage_stock]);
    },
    shows: [
      ['V-SR', chosen('Size=S', 'Colour=Red'), 'S, Red', 3, true],
      ['V-MB', chosen('Size=M', 'Colour=Blue'), 'M, Blue', null, false],
      ['V-XX', chosen('Size=XXL', 'Colour=Green'), 'XXL, Green', null, false],
      ['V-DUP', chosen('Size=M', 'Colour=Blue'), 'M, Blue', null, false],
      ['V-NO', [], '', null, false],
    ],
  },
  {
    what: "the parent's price is the least of them",
    ask: 'GET /products/{shirt}',
    status: 200,
    pick: (body: Loose) => [body.price, body.regular_price, body.variations.length, body.stock_status, body.price_html],
    shows: [
      '10',
      '',
      5,
      'instock',
      '<span class="woocommerce-Price-amount amount" aria-hidden="true"><bdi><span class="woocommerce-Price-currencySymbol">&euro;</span>10.00</bdi></span> <span aria-hidden="true">&ndash;</span> <span class="woocommerce-Price-amount amount" aria-hidden="true"><bdi><span class="woocommerce-Price-currencySymbol">&euro;</span>13.00</bdi></span><span class="screen-reader-text">Price range: &euro;10.00 through &euro;13.00</span>',
    ],
  },
  {
    what: 'a variation is found by SKU among products',
    ask: 'GET /products?sku=V-SR&_fields=id,sku,type,parent_id,name',
    status: 200,
    pick: (body: Loose) => body,
    shows: [{ id: '{red}', sku: 'V-SR', type: 'variation', parent_id: '{shirt}', name: 'Shirt - S, Red' }],
  },
  {
    what: 'and read among them',
    ask: 'GET /products/{red}',
    status: 200,
    shows: { type: 'variation', name: 'Shirt - S, Red' },
  },
  {
    what: 'but not written there',
    ask: 'PUT /products/{red}',
    body: { regular_price: '10.5' },
    status: 404,
    shows: {
      code: 'woocommerce_rest_invalid_product_id',
      message:
        'To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.',
      data: { status: 404 },
    },
  },
  {
    what: 'and not listed there',
    ask: 'GET /products?search=Shirt&_fields=id,type',
    status: 200,
    pick: (body: Loose) => body,
    shows: [{ id: '{shirt}', type: 'variable' }],
  },
  {
    what: "shrinking the parent's options resets flags and leaves the variations",
    ask: 'PUT /products/{shirt}',
    body: { attributes: [axis('Size', ['S', 'M']), axis('Colour', ['Red'])] },
    status: 200,
    pick: (body: Loose) => [body.attributes, body.variations.length],
    shows: [[shown('Size', ['S', 'M']), shown('Colour', ['Red'])], 5],
  },
  {
    what: 'with the options they had, newest first',
    ask: 'GET /products/{shirt}/variations',
    status: 200,
    pick: (body: Loose) =>
      body.map((v: Loose) => [v.sku, v.attributes.map((a: Loose) => `${a.name}=${a.option}`).join()]),
    shows: [
      ['V-NO', ''],
      ['V-DUP', 'Size=M,Colour=Blue'],
      ['V-XX', 'Size=XXL,Colour=Green'],
      ['V-MB', 'Size=M,Colour=Blue'],
      ['V-SR', 'Size=S,Colour=Red'],
    ],
  },
  {
    what: 'stock managed on the parent',
    ask: 'PUT /products/{shirt}',
    body: { manage_stock: true, stock_quantity: 50 },
    status: 200,
    shows: { manage_stock: true, stock_quantity: 50 },
  },
  {
    what: 'reads "parent" on a variation',
    ask: 'GET /products/{shirt}/variations/{blue}',
    status: 200,
    shows: { manage_stock: 'parent', stock_quantity: 50, stock_status: 'instock' },
  },
  {
    what: "the parent's regular price is ignored",
    ask: 'PUT /products/{shirt}',
    body: { regular_price: '99' },
    status: 200,
    shows: { regular_price: '', price: '10' },
  },
  {
    what: 'a variation with the SKU of its parent',
    ask: 'POST /products/{shirt}/variations',
    body: { sku: 'V', attributes: [size('S')] },
    status: 400,
    shows: doubleSku('{shirt}', 'V-1'),
  },
  {
    what: '`images` on a variation is a field nobody knows',
    ask: 'PUT /products/{shirt}/variations/{blue}',
    body: { images: [{ src: 'http://127.0.0.1:8080/red.jpg' }] },
    status: 200,
    shows: { image: null },
  },
  {
    what: 'a variation that is a draft is no child to buy',
    ask: 'POST /products/{shirt}/variations',
    body: { sku: 'V-D', regular_price: '1', status: 'draft', attributes: [size('M')] },
    status: 201,
    shows: { status: 'draft', attributes: chosen('Size=M') },
  },
  { what: 'and does not make the price', ask: 'GET /products/{shirt}', status: 200, shows: { price: '10' } },
  {
    what: 'deleted without force',
    ask: 'DELETE /products/{shirt}/variations/{blue}',
    status: 200,
    shows: { status: 'publish' },
  },
  {
    what: 'it is in the trash',
    ask: 'GET /products/{shirt}/variations/{blue}',
    status: 200,
    shows: { status: 'trash' },
  },
  {
    what: 'its SKU can be used again at once',
    ask: 'POST /products/{shirt}/variations',
    body: { sku: 'V-MB', regular_price: '11', attributes: [size('M'), colour('Blue')] },
    status: 201,
    shows: { sku: 'V-MB' },
  },
  {
    what: 'variable → simple deletes all variations at once',
    ask: 'PUT /products/{shirt}',
    body: { type: 'simple', regular_price: '20' },
    status: 200,
    shows: { type: 'simple', variations: [], regular_price: '20' },
  },
  {
    what: 'none is left',
    ask: 'GET /products/{shirt}/variations',
    status: 200,
    pick: (body: Loose) => body,
    shows: [],
  },
  {
    what: 'simple → variable',
    ask: 'PUT /products/{shirt}',
    body: { type: 'variable' },
    status: 200,
    shows: { type: 'variable', variations: [], regular_price: '' },
  },
  { what: 'generate', ask: 'POST /products/{shirt}/variations/generate', body: {}, status: 200, shows: { count: 2 } },
  {
    what: 'deleting the parent in a batch',
    ask: 'POST /products/batch',
    body: { delete: ['{shirt}'] },
    status: 200,
    pick: (body: Loose) => body.delete.map(({ id }: Loose) => id),
    shows: ['{shirt}'],
  },
  {
    what: 'deletes its variations for good',
    ask: 'GET /products?search_sku=V-&_fields=id',
    status: 200,
    pick: (body: Loose) => body,
    shows: [],
  },
];

describe('recorded: variations', () => {
  for (const pair of pairs) it(pair.what, () => replay(shop, ids, pair));
});

describe('recorded: option names', () => {
  const options = ['Rot | Blau', 'S & M', '"Q"'];
  it('are split at | on the product and not on the variation', async () => {
    const product = await ask(shop, 'POST', '/products', {
      name: 'V',
      type: 'variable',
      attributes: [axis('Farbe Größe', options)],
    });
    expect(product.body.attributes).toEqual([shown('Farbe Größe', ['Rot', 'Blau', 'S & M', '"Q"'])]);
    const made = await ask(shop, 'POST', `/products/${product.body.id}/variations/batch`, {
      create: options.map((option, i) => ({ sku: `o${i}`, attributes: [{ name: 'Farbe Größe', option }] })),
    });
    expect(made.body.create.map((v: Loose) => v.attributes)).toEqual(
      options.map((option) => [{ id: 0, name: 'Farbe Größe', slug: 'farbe-grose', option }]),
    );
    const unpriced = await ask(shop, 'GET', `/products/${product.body.id}/variations?per_page=1`);
    expect(unpriced.body[0]).toMatchObject({ price: '', regular_price: '', purchasable: false, status: 'publish' });
  });

  it('are matched to the product whatever the case of the name, kept as sent', async () => {
    const product = await ask(shop, 'POST', '/products', {
      name: 'V',
      type: 'variable',
      attributes: [axis('Size', ['S', 'M'])],
    });
    const made = await ask(shop, 'POST', `/products/${product.body.id}/variations`, {
      attributes: [{ name: 'size', option: 's' }],
    });
    expect(made.body.attributes).toEqual([{ id: 0, name: 'Size', slug: 'size', option: 's' }]);
  });
});

describe('what a variation takes from its product', () => {
  it('shows the SKU, weight and image of the product where it has none, but is not found by them', async () => {
    const product = await ask(shop, 'POST', '/products', {
      name: 'Cap',
      type: 'variable',
      sku: 'CAP',
      weight: '0.2',
      images: [{ src: 'https://img.test/cap.jpg' }],
      attributes: [axis('Size', ['S', 'M'])],
    });
    const path = `/products/${product.body.id}/variations`;
    const made = await ask(shop, 'POST', path, { regular_price: '1', attributes: [size('S')] });
    expect(made.body.image).toBeNull();
    const read = await ask(shop, 'GET', `${path}/${made.body.id}`);
    expect(read.body).toMatchObject({ sku: 'CAP', weight: '0.2', image: { id: product.body.images[0].id } });
    expect((await ask(shop, 'GET', `${path}/${made.body.id}?context=edit`)).body.image).toBeNull();
    const found = await ask(shop, 'GET', '/products?sku=CAP&_fields=id');
    expect(found.body).toEqual([{ id: product.body.id }]);
  });

  it('goes into the trash with its product, and does not come back with it', async () => {
    const product = await ask(shop, 'POST', '/products', {
      name: 'Hat',
      type: 'variable',
      sku: 'HAT',
      attributes: [axis('Size', ['S'])],
    });
    const path = `/products/${product.body.id}`;
    const { body: child } = await ask(shop, 'POST', `${path}/variations`, {
      sku: 'HAT-S',
      regular_price: '9',
      attributes: [size('S')],
    });
    await ask(shop, 'DELETE', path);
    expect((await ask(shop, 'GET', `${path}/variations/${child.id}`)).body.status).toBe('trash');
    const back = await ask(shop, 'PUT', path, { status: 'publish' });
    expect(back.body).toMatchObject({ status: 'publish', variations: [], price: '' });
    expect((await ask(shop, 'GET', `${path}/variations/${child.id}`)).body.status).toBe('trash');
    const revived = await ask(shop, 'PUT', `${path}/variations/${child.id}`, { status: 'publish' });
    expect(revived.body).toMatchObject({ status: 'publish', sku: 'HAT-S' });
    expect((await ask(shop, 'GET', path)).body).toMatchObject({ variations: [child.id], price: '9' });
  });

  it('belongs to it: another product cannot read or write it', async () => {
    const make = (name: string) =>
      ask(shop, 'POST', '/products', { name, type: 'variable', attributes: [axis('Size', ['S'])] });
    const [mine, other] = [await make('a'), await make('b')];
    const { body: child } = await ask(shop, 'POST', `/products/${mine.body.id}/variations`, {
      attributes: [size('S')],
    });
    expect((await ask(shop, 'GET', `/products/${other.body.id}/variations/${child.id}`)).status).toBe(404);
    expect((await ask(shop, 'PUT', `/products/${other.body.id}/variations/${child.id}`, {})).status).toBe(403);
    expect((await ask(shop, 'POST', '/products/999999/variations', { attributes: [] })).body.code).toBe(
      'woocommerce_rest_product_variation_invalid_parent',
    );
  });

  it('has images refused with codes of their own', async () => {
    const product = await ask(shop, 'POST', '/products', { name: 'c', type: 'variable' });
    const path = `/products/${product.body.id}/variations`;
    const missing = await ask(shop, 'POST', path, { image: { src: 'https://img.test/nope.jpg' } });
    expect(missing.body.code).toBe('woocommerce_variation_image_upload_error');
    const unknown = await ask(shop, 'POST', path, { image: { id: 999_999 } });
    expect(unknown.body.code).toBe('woocommerce_variation_invalid_image_id');
    expect((await ask(shop, 'GET', path)).body).toEqual([]);
  });
});
