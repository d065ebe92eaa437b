import { afterAll, beforeAll, describe, it } from 'vitest';
import { start, type WooEmulator } from '../../adapters/woocommerce/emulator.ts';
import { imageError, invalidId, invalidParam, type Loose, type Pair, replay } from './woocommerce-client.ts';

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

recorded('a product to work on', [
  {
    what: 'created',
    ask: 'POST /products',
    body: {
      name: 'Tea',
      sku: 'P-1',
      regular_price: '4.90',
      meta_data: [
        { key: '_mabang_id', value: 'p1' },
        { key: 'mabang_hash', value: 'abc' },
      ],
      images: [{ src: 'http://127.0.0.1:8080/red.jpg' }],
    },
    status: 201,
    keep: 'tea',
  },
]);

const meta = (what: string, sent: readonly object[], shows: readonly object[]): Pair => ({
  what: `meta: ${what}`,
  ask: 'PUT /products/{tea}',
  body: { meta_data: sent },
  status: 200,
  pick: (body: Loose) => body.meta_data.map(({ id: _id, ...rest }: Loose) => rest),
  shows,
});
recorded('custom fields and terms', [
  meta(
    'same key again changes it in place',
    [{ key: 'mabang_hash', value: 'def' }],
    [
      { key: '_mabang_id', value: 'p1' },
      { key: 'mabang_hash', value: 'def' },
    ],
  ),
  meta('null deletes', [{ key: 'mabang_hash', value: null }], [{ key: '_mabang_id', value: 'p1' }]),
  meta(
    'numbers and flags become text, structures stay',
    [
      { key: 'k', value: { a: [1, '2'] } },
      { key: 'n', value: 5 },
      { key: 'b', value: true },
    ],
    [
      { key: '_mabang_id', value: 'p1' },
      { key: 'k', value: { a: [1, '2'] } },
      { key: 'n', value: '5' },
      { key: 'b', value: '1' },
    ],
  ),
  {
    what: 'tags by name are made, categories by name are ignored',
    ask: 'PUT /products/{tea}',
    body: { tags: [{ name: 'organic' }], categories: [{ name: 'Drinks' }] },
    status: 200,
    shows: {
      tags: [{ id: 16, name: 'organic', slug: 'organic' }],
      categories: [{ id: 15, name: 'Uncategorized', slug: 'uncategorized' }],
    },
  },
  {
    what: 'category by unknown id',
    ask: 'PUT /products/{tea}',
    body: { categories: [{ id: 99999 }] },
    status: 200,
    shows: { categories: [{ id: 15, name: 'Uncategorized', slug: 'uncategorized' }] },
  },
  { what: 'brand', ask: 'POST /products/brands', body: { name: 'Acme' }, status: 201, shows: { name: 'Acme' } },
  { what: 'category', ask: 'POST /products/categories', body: { name: 'Drinks' }, status: 201, keep: 'drinks' },
  {
    what: 'category twice',
    ask: 'POST /products/categories',
    body: { name: 'Drinks' },
    status: 400,
    shows: {
      code: 'term_exists',
      message: 'A term with the name provided already exists with this parent.',
      data: { status: 400, resource_id: '{drinks}' },
    },
  },
  {
    what: 'tag twice',
    ask: 'POST /products/tags',
    body: { name: 'organic' },
    status: 400,
    shows: {
      code: 'term_exists',
      message: 'A term with the name provided already exists in this taxonomy.',
      data: { status: 400, resource_id: 16 },
    },
  },
  {
    what: 'attribute',
    ask: 'POST /products/attributes',
    body: { name: 'Flavour X', slug: 'fx' },
    status: 201,
    shows: { id: 1, name: 'Flavour X', slug: 'pa_fx' },
    keep: 'flavour',
  },
  {
    what: 'attribute slug over 28 characters',
    ask: 'POST /products/attributes',
    body: { name: 'x', slug: 'a'.repeat(30) },
    status: 400,
    shows: {
      code: 'woocommerce_rest_cannot_create',
      message: `Slug "${'a'.repeat(30)}" is too long (28 characters max). Shorten it, please.`,
      data: { status: 400 },
    },
  },
  {
    what: 'attribute used by id makes its terms and orders them',
    ask: 'POST /products',
    body: { name: 'GA', type: 'variable', attributes: [{ id: 1, variation: true, options: ['Mint', 'Lemon'] }] },
    status: 201,
    pick: (body: Loose) => body.attributes,
    shows: [
      {
        id: 1,
        name: 'Flavour X',
        slug: 'pa_fx',
        position: 0,
        visible: false,
        variation: true,
        options: ['Lemon', 'Mint'],
      },
    ],
  },
  {
    what: 'its terms',
    ask: 'GET /products/attributes/1/terms?_fields=name,slug',
    status: 200,
    pick: (body: Loose) => body,
    shows: [
      { name: 'Lemon', slug: 'lemon' },
      { name: 'Mint', slug: 'mint' },
    ],
  },
]);

const names = (body: Loose) => body.images.map((image: Loose) => image.src.split('/').at(-1));
recorded('images', [
  {
    what: 'the same source again is a new file',
    ask: 'PUT /products/{tea}',
    body: { images: [{ src: 'http://127.0.0.1:8080/red.jpg' }] },
    status: 200,
    pick: names,
    shows: ['red-1.jpg'],
  },
  {
    what: 'one kept by id; a source with a query; `position` means nothing',
    ask: 'PUT /products/{tea}',
    body: {
      images: [
        { src: 'http://127.0.0.1:8080/red.jpg?w=10&h=5' },
        { src: 'http://127.0.0.1:8080/blue.jpg', position: 0 },
      ],
    },
    status: 200,
    pick: names,
    shows: ['red-2.jpg', 'blue.jpg'],
  },
  {
    what: 'not there',
    ask: 'PUT /products/{tea}',
    body: { images: [{ src: 'http://127.0.0.1:8080/nope.jpg' }] },
    status: 400,
    shows: imageError,
  },
  {
    what: 'create with an image that is not there',
    ask: 'POST /products',
    body: {
      name: 'bi2',
      sku: 'bi2',
      images: [{ src: 'http://127.0.0.1:8080/red.jpg' }, { src: 'http://127.0.0.1:8080/nope.jpg' }],
    },
    status: 400,
    shows: imageError,
  },
  { what: '… leaves no product', ask: 'GET /products?sku=bi2', status: 200, pick: (body: Loose) => body, shows: [] },
  { what: 'cleared', ask: 'PUT /products/{tea}', body: { images: [] }, status: 200, pick: names, shows: [] },
]);

recorded('what is not there, and what is not asked for rightly', [
  { what: 'GET missing', ask: 'GET /products/999999', status: 404, shows: invalidId(404) },
  { what: 'PUT missing', ask: 'PUT /products/999999', body: { name: 'x' }, status: 400, shows: invalidId(400) },
  { what: 'DELETE missing', ask: 'DELETE /products/999999?force=true', status: 404, shows: invalidId(404) },
  {
    what: 'bad JSON',
    ask: 'POST /products',
    body: '{"name":',
    status: 400,
    shows: {
      code: 'rest_invalid_json',
      message: 'Invalid JSON body passed.',
      data: { status: 400, json_error_code: 4, json_error_message: 'Syntax error' },
    },
  },
  {
    what: 'per_page 101',
    ask: 'GET /products?per_page=101',
    status: 400,
    shows: invalidParam('per_page', 'per_page must be between 1 (inclusive) and 100 (inclusive)', {
      code: 'rest_out_of_bounds',
      data: null,
    }),
  },
  {
    what: 'page beyond the end',
    ask: 'GET /products?page=9999&per_page=100',
    status: 200,
    pick: (body: Loose, { headers }) => [body, headers.get('x-wp-totalpages')],
    shows: [[], '1'],
  },
  {
    what: 'no such route',
    ask: 'GET /nope',
    status: 404,
    shows: {
      code: 'rest_no_route',
      message: 'No route was found matching the URL and request method.',
      data: { status: 404 },
    },
  },
  {
    what: 'no list of all variations in wc/v3',
    ask: 'GET /variations?per_page=1',
    status: 404,
    shows: { code: 'rest_no_route' },
  },
  {
    what: 'order by something else',
    ask: 'GET /products?orderby=sku',
    status: 400,
    shows: { message: 'Invalid parameter(s): orderby' },
  },
  {
    what: 'two statuses',
    ask: 'GET /products?status=draft,publish',
    status: 400,
    shows: { message: 'Invalid parameter(s): status' },
  },
]);

const price = (sent: string, kept: string, purchasable = true): Pair => ({
  what: `regular_price ${JSON.stringify(sent)}`,
  ask: 'PUT /products/{tea}',
  body: { regular_price: sent },
  status: 200,
  shows: { regular_price: kept, price: kept, purchasable },
});
recorded('settings', [
  { what: 'currency', ask: 'GET /settings/general/woocommerce_currency', status: 200, shows: { value: 'EUR' } },
  {
    what: 'currency with its sign',
    ask: 'GET /data/currencies/current',
    status: 200,
    shows: { code: 'EUR', name: 'Euro', symbol: '&euro;', _links: { self: [{ targetHints: { allow: ['GET'] } }] } },
  },
  { what: 'weight unit', ask: 'GET /settings/products/woocommerce_weight_unit', status: 200, shows: { value: 'lbs' } },
  {
    what: 'versions',
    ask: 'GET /system_status?_fields=environment',
    status: 200,
    pick: ({ environment: e, ...rest }: Loose) => [e.version, e.wp_version, e.max_upload_size, rest],
    shows: ['10.0.2', '6.8.3', 67108864, {}],
  },
  {
    what: 'decimal comma',
    ask: 'PUT /settings/general/woocommerce_price_decimal_sep',
    body: { value: ',' },
    status: 200,
    shows: { value: ',' },
  },
  {
    what: 'thousands point',
    ask: 'PUT /settings/general/woocommerce_price_thousand_sep',
    body: { value: '.' },
    status: 200,
    shows: { value: '.' },
  },
  price('1234.50', '1234.50'),
  price('4,90', '4.90'),
  price('1.234,50', '1234.50'),
  price('1.234', '1.234'),
  {
    what: 'decimal point back',
    ask: 'PUT /settings/general/woocommerce_price_decimal_sep',
    body: { value: '.' },
    status: 200,
    shows: { value: '.' },
  },
]);

recorded('trash', [
  {
    what: 'deleted without force',
    ask: 'DELETE /products/{tea}',
    status: 200,
    shows: { id: '{tea}', status: 'publish', sku: 'P-1' },
  },
  {
    what: 'its SKU stays locked',
    ask: 'POST /products',
    body: { name: 'again', sku: 'P-1' },
    status: 400,
    shows: {
      code: 'woocommerce_rest_product_not_created',
      message: 'The product with SKU (P-1) you are trying to insert is already present in the lookup table',
      data: { status: 400 },
    },
  },
  { what: 'and cannot be found', ask: 'GET /products?sku=P-1', status: 200, pick: (body: Loose) => body, shows: [] },
  {
    what: 'but in the trash',
    ask: 'GET /products?status=trash&_fields=id,status,sku',
    status: 200,
    pick: (body: Loose) => body,
    shows: [{ id: '{tea}', status: 'trash', sku: 'P-1' }],
  },
  {
    what: 'changed there',
    ask: 'PUT /products/{tea}',
    body: { regular_price: '1' },
    status: 200,
    shows: { status: 'trash' },
  },
  {
    what: 'taken out',
    ask: 'PUT /products/{tea}',
    body: { status: 'publish' },
    status: 200,
    shows: { status: 'publish', slug: 'tea', sku: 'P-1' },
  },
  { what: 'deleted for good', ask: 'DELETE /products/{tea}?force=true', status: 200, shows: { status: 'publish' } },
  { what: 'gone', ask: 'GET /products/{tea}', status: 404, shows: invalidId(404) },
]);
