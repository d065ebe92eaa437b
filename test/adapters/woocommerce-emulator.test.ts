import { afterAll, beforeAll, describe, it } from 'vitest';
import { start, type WooEmulator } from '../../adapters/woocommerce/emulator.ts';
import { doubleSku, notInEnum, notOfType, type Pair, replay } from './woocommerce-client.ts';

/**
 * Requests sent to a real WooCommerce 10.0.2 on WordPress 6.8.3 on 2026-11-23 and what it answered, typed again by hand.
 * Ids and hosts differ from run to run; everything else must be the same here as there.
 */
let shop: WooEmulator;
const ids = new Map<string, number>();
beforeAll(async () => {
  shop = await start({ weightUnit: 'lbs' });
});
afterAll(() => shop.close());

function recorded(title: string, pairs: readonly Pair[]): void {
  describe(`recorded: ${title}`, () => {
    for (const pair of pairs) it(pair.what, () => replay(shop, ids, pair));
  });
}

recorded('creating', [
  {
    what: 'create simple, with a field nobody knows',
    ask: 'POST /products',
    body: {
      name: 'Tea',
      type: 'simple',
      sku: 'P-1',
      regular_price: '4.90',
      manage_stock: true,
      stock_quantity: 7,
      meta_data: [
        { key: '_mabang_id', value: 'p1' },
        { key: 'mabang_hash', value: 'abc' },
      ],
      colour: 'unknown field',
      images: [{ src: 'http://127.0.0.1:8080/red.jpg', alt: 'r' }],
    },
    status: 201,
    shows: {
      name: 'Tea',
      slug: 'tea',
      sku: 'P-1',
      status: 'publish',
      regular_price: '4.90',
      price: '4.90',
      stock_quantity: 7,
      stock_status: 'instock',
      meta_data: [
        { key: '_mabang_id', value: 'p1' },
        { key: 'mabang_hash', value: 'abc' },
      ],
      images: [{ name: 'red.jpg', alt: 'r' }],
    },
    keep: 'tea',
  },
  {
    what: 'duplicate SKU',
    ask: 'POST /products',
    body: { name: 'Tea', sku: 'P-1' },
    status: 400,
    shows: doubleSku('{tea}', 'P-1-1'),
  },
  {
    what: 'duplicate SKU in lower case',
    ask: 'POST /products',
    body: { name: 'lc', sku: 'p-1' },
    status: 400,
    shows: doubleSku('{tea}', 'p-1-1'),
  },
  {
    what: 'no name at all',
    ask: 'POST /products',
    body: { sku: 'noname' },
    status: 201,
    shows: { name: 'Product', status: 'publish', slug: 'product', type: 'simple', regular_price: '' },
  },
  {
    what: 'empty body',
    ask: 'POST /products',
    body: {},
    status: 201,
    shows: { name: 'Product', slug: 'product-2', type: 'simple' },
  },
  {
    what: 'price as number',
    ask: 'POST /products',
    body: { name: 'n', sku: 'num', regular_price: 4.9 },
    status: 400,
    shows: notOfType('regular_price', 'string'),
  },
  {
    what: 'slug given and taken',
    ask: 'POST /products',
    body: { name: 's', slug: 'tea' },
    status: 201,
    shows: { slug: 'tea-2' },
  },
  {
    what: 'SKU as number',
    ask: 'POST /products',
    body: { name: 'e', sku: 123456 },
    status: 400,
    shows: notOfType('sku', 'string'),
  },
  {
    what: 'to come',
    ask: 'POST /products',
    body: { name: 'fut', status: 'future', date_created: '2037-01-01T00:00:00' },
    status: 201,
    shows: { status: 'future', date_created: '2037-01-01T00:00:00' },
  },
  {
    what: 'sold elsewhere with stock of its own',
    ask: 'POST /products',
    body: { name: 'ext', type: 'external', external_url: 'https://x.test/p', manage_stock: true, stock_quantity: 3 },
    status: 400,
  },
]);

const price = (sent: string, kept: string, purchasable = true): Pair => ({
  what: `regular_price ${JSON.stringify(sent)}`,
  ask: 'PUT /products/{tea}',
  body: { regular_price: sent },
  status: 200,
  shows: { regular_price: kept, price: kept, purchasable },
});
recorded('prices', [
  price('4.9', '4.9'),
  price('04.90', '04.90'),
  price('4,90', '490'),
  price('1,234.50', '1234.50'),
  price('1.234,50', '1.23450'),
  price('abc', '', false),
  price('-3', '-3'),
  price('1e3', '13'),
  price('4.999999', '4.999999'),
  price('€4.90', '4.90'),
  price('', '', false),
  {
    what: 'sale above regular',
    ask: 'PUT /products/{tea}',
    body: { regular_price: '10', sale_price: '12' },
    status: 200,
    shows: { regular_price: '10', sale_price: '', price: '10', on_sale: false },
  },
  {
    what: 'sale below regular, with dates',
    ask: 'PUT /products/{tea}',
    body: { sale_price: '8', date_on_sale_from: '2020-11-01', date_on_sale_to: '2037-12-24T23:59:59' },
    status: 200,
    shows: {
      sale_price: '8',
      price: '8',
      on_sale: true,
      date_on_sale_from: '2020-11-01T00:00:00',
      date_on_sale_from_gmt: '2020-11-01T00:00:00',
      date_on_sale_to: '2037-12-24T23:59:59',
    },
  },
  {
    what: 'sale cleared, its dates stay',
    ask: 'PUT /products/{tea}',
    body: { sale_price: '' },
    status: 200,
    shows: { sale_price: '', price: '10', on_sale: false, date_on_sale_from: '2020-11-01T00:00:00' },
  },
  {
    what: 'null price',
    ask: 'PUT /products/{tea}',
    body: { regular_price: null },
    status: 200,
    shows: { price: '', regular_price: '', sale_price: '', purchasable: false, stock_quantity: 7 },
  },
]);

const stock = (what: string, body: object, manage: boolean, quantity: number | null, status: string): Pair => ({
  what: `stock: ${what}`,
  ask: 'PUT /products/{tea}',
  body,
  status: 200,
  shows: { manage_stock: manage, stock_quantity: quantity, stock_status: status, backorders: 'no' },
});
recorded('stock', [
  stock('without manage_stock', { manage_stock: false, stock_quantity: 5 }, false, null, 'instock'),
  {
    what: 'stock: decimal',
    ask: 'PUT /products/{tea}',
    body: { manage_stock: true, stock_quantity: 2.7 },
    status: 400,
    shows: notOfType('stock_quantity', 'integer'),
  },
  stock('as text, still unmanaged', { stock_quantity: '9' }, false, null, 'instock'),
  stock('below nothing, still unmanaged', { stock_quantity: -4 }, false, null, 'instock'),
  stock('managed', { manage_stock: true, stock_quantity: 7 }, true, 7, 'instock'),
  stock('as text', { stock_quantity: '9' }, true, 9, 'instock'),
  stock('0', { stock_quantity: 0 }, true, 0, 'outofstock'),
  stock('said to be there at 0', { stock_status: 'instock' }, true, 0, 'outofstock'),
  stock('below nothing', { stock_quantity: -4 }, true, -4, 'outofstock'),
  stock('null', { stock_quantity: null }, true, 0, 'outofstock'),
  stock('10', { stock_quantity: 10 }, true, 10, 'instock'),
  stock('three less', { inventory_delta: -3 }, true, 7, 'instock'),
  {
    what: 'stock: backorders at 0',
    ask: 'POST /products',
    body: { name: 'bo', manage_stock: true, stock_quantity: 0, backorders: 'notify' },
    status: 201,
    shows: { stock_status: 'onbackorder', backorders: 'notify' },
  },
]);

recorded('texts and numbers that come back changed', [
  {
    what: 'name and descriptions',
    ask: 'PUT /products/{tea}',
    body: {
      name: '  Tom & Jerry <b>x</b> "q" 茶 🍵 ',
      description:
        '<p>a</p><script>alert(1)</script><style>p{}</style><iframe src="x"></iframe>\r\nline2 & <a href="x" onclick="y">z</a>',
      short_description: '1 < 2 & 3 > 2',
    },
    status: 200,
    shows: {
      name: 'Tom &amp; Jerry <b>x</b> "q" 茶 🍵',
      slug: 'tea',
      description: '<p>a</p>alert(1)p{}\r\nline2 &amp; <a href="x">z</a>',
      short_description: '1  2',
    },
  },
  {
    what: 'a stray < escapes everything after it',
    ask: 'POST /products',
    body: {
      name: `A & B < C "D" 'E' é 1/2" – x`,
      description:
        'line1\nline2 <br> &nbsp; &amp; <ul><li>x</li></ul> <table style="color:red"><tr><td>1</td></tr></table>',
    },
    status: 201,
    shows: {
      name: 'A &amp; B &lt; C &quot;D&quot; &#039;E&#039; é 1/2&quot; – x',
      description:
        'line1\nline2 <br> &nbsp; &amp; <ul><li>x</li></ul> <table style="color:red"><tr><td>1</td></tr></table>',
    },
  },
  {
    what: 'weight and dimensions',
    ask: 'PUT /products/{tea}',
    body: { weight: '1.0', dimensions: { length: '10', width: '5.50', height: '2,5' } },
    status: 200,
    shows: { weight: '1.0', dimensions: { length: '10', width: '5.50', height: '25' } },
  },
  {
    what: 'weight as number',
    ask: 'PUT /products/{tea}',
    body: { weight: 1.5 },
    status: 400,
    shows: notOfType('weight', 'string'),
  },
  { what: 'empty name', ask: 'PUT /products/{tea}', body: { name: '' }, status: 200, shows: { name: '' } },
  { what: 'name again', ask: 'PUT /products/{tea}', body: { name: 'Tea' }, status: 200, shows: { name: 'Tea' } },
  {
    what: 'status nobody knows',
    ask: 'PUT /products/{tea}',
    body: { status: 'live' },
    status: 400,
    shows: notInEnum('status', 'draft, pending, private, publish, future, auto-draft, and trash'),
  },
  {
    what: 'type nobody knows',
    ask: 'PUT /products/{tea}',
    body: { type: 'bundle' },
    status: 400,
    shows: notInEnum('type', 'simple, grouped, external, and variable'),
  },
  {
    what: 'SKU with blanks',
    ask: 'PUT /products/{tea}',
    body: { sku: ' P a,b ' },
    status: 200,
    shows: { sku: 'P a,b' },
  },
  { what: 'SKU back', ask: 'PUT /products/{tea}', body: { sku: 'P-1' }, status: 200, shows: { sku: 'P-1' } },
  {
    what: 'GTIN',
    ask: 'PUT /products/{tea}',
    body: { global_unique_id: '4006381333931' },
    status: 200,
    shows: { global_unique_id: '4006381333931' },
  },
  {
    what: 'GTIN with letters',
    ask: 'PUT /products/{tea}',
    body: { global_unique_id: '40-06x' },
    status: 200,
    shows: { global_unique_id: '40-06' },
  },
  {
    what: 'the GTIN that nobody has any more, on another product',
    ask: 'POST /products',
    body: { name: 'g2', global_unique_id: '4006381333931' },
    status: 201,
    shows: { global_unique_id: '4006381333931' },
    keep: 'twin',
  },
  {
    what: 'a GTIN that another product has (not recorded: the plugin’s source)',
    ask: 'PUT /products/{tea}',
    body: { global_unique_id: '4006381333931' },
    status: 400,
    shows: { code: 'product_invalid_global_unique_id', data: { status: 400, resource_id: '{twin}' } },
  },
]);
