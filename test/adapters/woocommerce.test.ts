import { createHmac } from 'node:crypto';
import type { Json, Listing, Snapshot } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import adapter from '../../adapters/woocommerce/index.ts';
import { map, parentSku } from '../../adapters/woocommerce/map.ts';
import { type Connection, connection } from '../../adapters/woocommerce/schema.ts';
import { baseString } from '../../adapters/woocommerce/sign.ts';
import { lengthIn, weightIn } from '../../adapters/woocommerce/text.ts';
import { fake, listing, shirt, variant } from './woocommerce-fake.ts';

const { comparable, dangers, rules } = adapter;

const at = (facts: object = {}, settings: object = {}) => fake({}, settings, facts).ctx.at;

describe('connection', () => {
  it.each([
    ['https://shop.example/', 'https://shop.example'],
    [' https://shop.example/wp-json/wc/v3 ', 'https://shop.example'],
    ['https://shop.example/de/wp-admin/edit.php?post_type=product', 'https://shop.example/de'],
    ['http://shop.example:8080/wp-json/', 'http://shop.example:8080'],
  ])('takes %s for %s', (given, url) => {
    expect(connection.parse({ url }).url).toBe(url);
    expect(connection.parse({ url: given })).toEqual({ url, endWith: 'trash', auth: 'header', attributes: 'shop' });
  });

  it.each(['shop.example', 'ftp://shop.example', 'https://key:secret@shop.example', ''])('refuses %j', (url) => {
    expect(connection.safeParse({ url }).success).toBe(false);
  });

  it('refuses a setting it does not know', () => {
    expect(connection.safeParse({ url: 'https://shop.example', secret: 'cs_1' }).success).toBe(false);
  });

  it('puts the API under wp-json', () => {
    expect(adapter.baseUrl(connection.parse({ url: 'https://shop.example/shop/' }))).toBe(
      'https://shop.example/shop/wp-json',
    );
  });
});

describe('sign', () => {
  const tools = {
    hmac: (hash: 'sha1' | 'sha256', key: string, text: string, encoding: 'hex' | 'base64') =>
      createHmac(hash, key).update(text).digest(encoding),
    base64: (text: string) => Buffer.from(text).toString('base64'),
  };
  const input = (url: string, settings: object = {}) => ({
    method: 'GET' as const,
    url: new URL(url),
    body: '',
    secrets: { key: 'ck_1', secret: 'cs_2' },
    tokens: {},
    connection: connection.parse({ url: 'https://shop.example', ...settings }) as Connection,
    now: 1_790_000_000_999,
    nonce: '0123456789abcdef0123456789abcdef',
    crypto: tools,
  });

  it('is Basic over HTTPS, or in the query for hosts that strip the header', () => {
    const { headers, query } = adapter.auth.sign(input('https://shop.example/wp-json/wc/v3/products'));
    expect(headers).toEqual({ authorization: `Basic ${Buffer.from('ck_1:cs_2').toString('base64')}` });
    expect(query).toBeUndefined();
    expect(adapter.auth.sign(input('https://shop.example/', { auth: 'query' }))).toEqual({
      query: { consumer_key: 'ck_1', consumer_secret: 'cs_2' },
    });
  });

  it('builds the text of RFC 5849, section 3.4.1: parameters in order, encoded twice', () => {
    const url = new URL('http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2=&a3=2%20q');
    const oauth = { oauth_consumer_key: '9djdj82h48djs9d2', oauth_nonce: '7d8f3e4a' };
    expect(baseString('POST', url, oauth)).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a',
    );
  });

  it('is OAuth 1.0a over plain HTTP, without the secret in it, and new for every nonce', () => {
    const url = "http://shop.example:8081/wp-json/wc/v3/products?sku=A*(1)'!,B%20C&per_page=100";
    const { query, headers } = adapter.auth.sign(input(url));
    expect(headers).toBeUndefined();
    expect(query).toMatchObject({ oauth_timestamp: '1790000000', oauth_signature_method: 'HMAC-SHA256' });
    const { oauth_signature: signature, ...oauth } = query ?? {};
    const text = baseString('GET', new URL(url), oauth);
    expect(text).toContain('http%3A%2F%2Fshop.example%3A8081%2Fwp-json%2Fwc%2Fv3%2Fproducts&');
    expect(text).toContain('sku%3DA%252A%25281%2529%2527%2521%252CB%2520C');
    expect(signature).toBe(tools.hmac('sha256', 'cs_2&', text, 'base64'));
    expect(JSON.stringify(query)).not.toContain('cs_2');
    const other = adapter.auth.sign({ ...input(url), nonce: 'f'.repeat(32) });
    expect(other.query?.oauth_signature).not.toBe(signature);
  });
});

describe('map', () => {
  it('gives a simple product its SKU facets, and says nothing where the catalogue says nothing', () => {
    expect(map(listing(), at())).toEqual({
      product: {
        content: { name: 'Enamel mug', description: '<p>Holds 350 ml.</p>' },
        variation: { type: 'simple' },
        status: 'publish',
      },
      variants: {
        'MUG-1-S': {
          price: { regular_price: '12.90', sale_price: '' },
          stock: { manage_stock: true, stock_quantity: 7 },
        },
      },
    });
  });

  it('gives a variable product its axes in order, and each variation its options and one picture', () => {
    const wanted = shirt(['White', 'Black'], ['S', 'M'], { images: [{ url: 'https://i.example/a.jpg' }] });
    const [first] = wanted.variants;
    const pictures = [{ url: 'https://i.example/w.jpg', alt: ' white ' }, { url: 'https://i.example/w2.jpg' }];
    const snapshot = map({ ...wanted, variants: [{ ...first, images: pictures }, ...wanted.variants.slice(1)] }, at());
    expect(snapshot.product.variation).toEqual({
      type: 'variable',
      attributes: [
        { name: 'Color', options: ['White', 'Black'] },
        { name: 'Size', options: ['S', 'M'] },
      ],
    });
    expect(snapshot.variants['SHIRT-0-0']).toMatchObject({
      media: { image: { src: 'https://i.example/w.jpg', alt: 'white' } },
      variation: {
        attributes: [
          { name: 'Color', option: 'White' },
          { name: 'Size', option: 'S' },
        ],
      },
    });
    expect(snapshot.variants['SHIRT-1-1']?.media).toBeUndefined();
  });

  it('writes text as text and HTML as HTML', () => {
    const { content } = map(
      listing({
        title: '  Tom & Jerry <b> &amp; 1 < 2 ',
        description: '<p>1 < 2 & 3</p>',
        bullets: ['a < b', ' ', 'c & d'],
        category: ' Home>Kitchen > Mugs > ',
        brand: ' Acme ',
        attributes: { Material: 'Steel | Enamel', Empty: '' },
      }),
      at(),
    ).product;
    expect(content).toEqual({
      name: 'Tom &amp; Jerry &lt;b&gt; &amp;amp; 1 &lt; 2',
      description: '<p>1 &lt; 2 & 3</p>',
      short_description: '<ul><li>a &lt; b</li><li>c &amp; d</li></ul>',
      categories: ['Home > Kitchen > Mugs'],
      brand: 'Acme',
      attributes: [{ name: 'Material', options: ['Steel', 'Enamel'] }],
    });
  });

  it('makes the crossed-out price the regular one, and keeps the digits of the currency', () => {
    const priced = (minor: number, currency: string, list?: number) =>
      map(
        listing({
          variants: [
            variant({ price: { minor, currency }, ...(list ? { listPrice: { minor: list, currency } } : {}) }),
          ],
        }),
        at(),
      ).variants['MUG-1-S']?.price;
    expect(priced(1290, 'EUR', 1500)).toEqual({ regular_price: '15.00', sale_price: '12.90' });
    expect(priced(1290, 'EUR', 1290)).toEqual({ regular_price: '12.90', sale_price: '' });
    expect(priced(500, 'JPY')).toEqual({ regular_price: '500', sale_price: '' });
    expect(priced(1500, 'KWD')).toEqual({ regular_price: '1.500', sale_price: '' });
    expect(priced(0, 'EUR')).toEqual({ regular_price: '0.00', sale_price: '' });
  });

  it("measures in the shop's units, and in kg and cm before it knows them", () => {
    const goods = listing({
      variants: [variant({ weight: 350, dimensions: { length: 105, width: 80, height: 1000 }, gtin: '4006381333931' })],
    });
    const content = (facts: object) => map(goods, at(facts)).variants['MUG-1-S']?.content;
    expect(content({})).toEqual({
      weight: '0.35',
      dimensions: { length: '10.5', width: '8', height: '100' },
      global_unique_id: '4006381333931',
    });
    expect(content({ weight_unit: 'lbs', dimension_unit: 'in' })).toMatchObject({
      weight: '0.7716',
      dimensions: { length: '4.1339', width: '3.1496', height: '39.3701' },
    });
    expect(content({ weight_unit: 'stone' })).not.toHaveProperty('weight');
    for (const grams of [1, 7, 350, 12_345, 999_999])
      for (const [unit, size] of [
        ['lbs', 453.59237],
        ['oz', 28.349523125],
        ['kg', 1000],
        ['g', 1],
      ] as const)
        expect(Math.round(Number(weightIn(unit, grams)) * size)).toBe(grams);
    for (const mm of [1, 33, 1001]) expect(Math.round(Number(lengthIn('yd', mm)) * 914.4)).toBe(mm);
  });

  it('shows the pictures of the only SKU with those of its product, each once', () => {
    const [a, b] = [{ url: 'https://i.example/a.jpg' }, { url: 'https://i.example/b.jpg' }];
    const { media } = map(listing({ images: [a], variants: [variant({ images: [b, a] })] }), at()).product;
    expect(media).toEqual({ images: [{ src: a.url }, { src: b.url }] });
  });

  it('puts attributes of the only SKU with those of its product, and drops one that is an axis', () => {
    const told = (wanted: Listing) => map(wanted, at()).product.content;
    expect(told(listing({ attributes: { A: '1' }, variants: [variant({ attributes: { a: '2' } })] }))).toMatchObject({
      attributes: [{ name: 'a', options: ['2'] }],
    });
    expect(told(shirt(['Red'], ['S'], { attributes: { color: 'any', Fit: 'slim' } }))).toMatchObject({
      attributes: [{ name: 'Fit', options: ['slim'] }],
    });
  });

  it('gives the product a SKU that none of its variants has, whatever the case', () => {
    expect(parentSku('SHIRT', ['SHIRT-S'])).toBe('SHIRT');
    expect(parentSku('Shirt', ['SHIRT', 'x'])).toBe('Shirt-parent');
    expect(parentSku('a', ['A', 'a-PARENT'])).toBe('a-parent-2');
  });
});

describe('comparable', () => {
  const same = (facet: 'content' | 'media' | 'price' | 'stock' | 'variation', a: Json, b: Json) => {
    const [x, y] = [comparable?.(facet, a), comparable?.(facet, b)];
    expect(comparable?.(facet, x as Json)).toEqual(x);
    return JSON.stringify(x) === JSON.stringify(y);
  };

  it('calls equal decimals equal, and nothing else', () => {
    const price = (regular_price: string) => ({ regular_price, sale_price: '' });
    expect(same('price', price('4.9'), price('04.90'))).toBe(true);
    expect(same('price', price('4.90'), price('4.91'))).toBe(false);
    expect(same('price', price('4.90'), price(''))).toBe(false);
    expect(same('content', { weight: '1.0' }, { weight: '1' })).toBe(true);
  });

  it('calls names equal that a browser shows alike', () => {
    const named = (name: string) => ({ name });
    expect(same('content', named('A & B < C "D" \'E\''), named('A &amp; B &lt; C &quot;D&quot; &#039;E&#039;'))).toBe(
      true,
    );
    expect(same('content', named('Mug & saucer'), named('Mug &amp;amp; saucer'))).toBe(false);
    expect(same('content', named('Mug'), named('mug'))).toBe(false);
  });

  it('sees white space and escaped tags in a description, and no line ends', () => {
    const text = (description: string) => ({ name: 'x', description });
    expect(same('content', text('a\r\nb & c'), text('a\nb &amp; c'))).toBe(true);
    expect(same('content', text('a\n\nb'), text('a b'))).toBe(false);
    expect(same('content', text('<p>x</p>'), text('&lt;p&gt;x&lt;/p&gt;'))).toBe(false);
  });

  it('takes categories and told attributes as sets, gallery and axes as lists', () => {
    expect(same('content', { categories: ['B', 'A'] }, { categories: ['A', 'B'] })).toBe(true);
    const attributes: Json = [
      { name: 'B', options: ['1'] },
      { name: 'A', options: ['2'], id: 4 },
    ];
    expect(
      same(
        'content',
        { attributes },
        {
          attributes: [
            { name: 'A', options: ['2'] },
            { name: 'B', options: ['1'] },
          ],
        },
      ),
    ).toBe(true);
    const axes = (options: string[]) => ({ type: 'variable', attributes: [{ name: 'Size', options }], sku: 'X' });
    expect(same('variation', axes(['S', 'M']), axes(['M', 'S']))).toBe(false);
    const gallery = (...ids: number[]) => ({
      images: ids.map((id) => ({ id, src: `http://shop.test/${Math.random()}`, alt: `${Math.random()}` })),
    });
    expect(same('media', gallery(1, 2), gallery(1, 2))).toBe(true);
    expect(same('media', gallery(1, 2), gallery(2, 1))).toBe(false);
  });

  it('leaves out the ids that reading adds, and sees a variation that cannot be chosen', () => {
    const attributes = [
      { name: 'Size', option: 'S' },
      { name: 'Color', option: 'Red' },
    ];
    expect(same('variation', { attributes }, { attributes: [...attributes].reverse(), id: 124 })).toBe(true);
    expect(same('variation', { attributes }, { attributes, id: 124, status: 'private' })).toBe(false);
  });
});

describe('dangers', () => {
  const typed = (type: string, ...skus: string[]): Snapshot => ({
    product: { variation: { type } },
    variants: Object.fromEntries(skus.map((sku) => [sku, {}])),
  });

  it('names what a change of type destroys', () => {
    const [danger] = dangers?.({ seen: typed('variable', 'A', 'B'), wanted: typed('simple', 'A') }) ?? [];
    expect(danger?.code).toBe('D_WOO_DROPS_VARIATIONS');
    expect(danger?.message.en).toContain('2 variations');
    expect(dangers?.({ seen: typed('bundle', 'A'), wanted: typed('simple', 'A') })[0]?.code).toBe('D_WOO_CHANGES_TYPE');
  });

  it('has nothing against options that are added, or no change of type', () => {
    expect(dangers?.({ seen: typed('simple', 'A'), wanted: typed('variable', 'A', 'B') })).toEqual([]);
    expect(dangers?.({ seen: typed('variable', 'A', 'B'), wanted: typed('variable', 'A') })).toEqual([]);
  });
});

describe('rules', () => {
  const findings = (wanted: Listing, facts: object = {}) =>
    rules.flatMap((rule) =>
      rule.check(wanted, at(facts)).map((one) => [rule.code, one.place.sku, one.message.en] as const),
    );
  const codes = (wanted: Listing, facts: object = {}) => findings(wanted, facts).map(([code]) => code);
  const sku = (text: string) => listing({ variants: [variant({ sku: text })] });

  it('finds nothing in plain goods', () => {
    expect(codes(listing({ images: [{ url: 'https://i.example/a.JPG?w=10' }] }))).toEqual([]);
    expect(codes(shirt(['Rot', 'Blau'], ['S & M', '½"'], { title: '茶杯 🍵' }))).toEqual([]);
  });

  it.each([
    ['E_WOO_SKU_TEXT', sku(' A')],
    ['E_WOO_SKU_TEXT', sku('A  B')],
    ['E_WOO_SKU_TEXT', sku('A%20B')],
    ['E_WOO_SKU_TEXT', sku('A<1')],
    ['E_WOO_SKU_LENGTH', sku('x'.repeat(101))],
    ['W_WOO_SKU_COMMA', sku('a,b')],
    ['E_WOO_NAME_BYTES', listing({ title: '茶'.repeat(21_846) })],
    ['W_WOO_TEXT_STRIPPED', listing({ description: '<p>x</p><Script src=x></Script>' })],
    ['W_WOO_TEXT_STRIPPED', listing({ description: '<a href="#" onclick="x">y</a>' })],
    ['W_WOO_TEXT_STRIPPED', listing({ title: 'A\\B' })],
    ['E_WOO_OPTION_TEXT', shirt(['Rot | Blau'], ['S'])],
    ['E_WOO_OPTION_TEXT', shirt(['Red'], ['< S'])],
    ['E_WOO_AXIS_NAME', listing({ axes: ['Size', 'SIZE '] })],
    ['W_WOO_PARENT_SKU', listing({ code: 'mug-1-s', axes: ['Size'], variants: [variant({ options: { Size: 'S' } })] })],
    ['E_WOO_PARENT_SKU_TEXT', shirt(['Red'], ['S'], { code: 'A <1>' })],
    ['W_WOO_AXIS_ATTRIBUTE', shirt(['Red'], ['S'], { attributes: { colour: 'x', COLOR: 'y' } })],
    ['W_WOO_IMAGE_TYPE', listing({ images: [{ url: 'https://i.example/image?id=7' }] })],
  ])('%s', (code, wanted) => {
    expect(codes(wanted)).toEqual([code]);
  });

  it('names the SKU of a crossed-out price that is not one, and SKUs that differ in case only', () => {
    const price = { minor: 1290, currency: 'EUR' };
    expect(findings(listing({ variants: [variant({ price, listPrice: price })] }))).toMatchObject([
      ['E_WOO_SALE_PRICE', 'MUG-1-S', expect.anything()],
    ]);
    const twins = listing({
      axes: ['S'],
      variants: [variant({ sku: 'ab', options: { S: '1' } }), variant({ sku: 'AB', options: { S: '2' } })],
    });
    expect(findings(twins)).toMatchObject([['E_WOO_SKU_CASE', 'AB', expect.stringContaining('ab and AB')]]);
  });

  it('accepts a title of exactly 65,535 bytes and a SKU of exactly 100 characters', () => {
    expect(codes(listing({ title: 'x'.repeat(65_535) }))).toEqual([]);
    expect(codes(sku('x'.repeat(100)))).toEqual([]);
  });

  it('says what the shop’s settings do to the goods', () => {
    expect(codes(listing(), { price_decimals: 0 })).toEqual(['W_WOO_DECIMALS']);
    expect(
      codes(listing({ variants: [variant({ price: { minor: 1300, currency: 'EUR' } })] }), { price_decimals: 0 }),
    ).toEqual([]);
    expect(codes(listing(), { manage_stock: false })).toEqual(['W_WOO_STOCK_OFF']);
    expect(codes(listing({ variants: [variant({ weight: 1 })] }), { weight_unit: 'stone' })).toEqual(['W_WOO_UNIT']);
  });

  it('says what a variation has no place for', () => {
    const wanted = shirt(['Red'], ['S']);
    const [first] = wanted.variants;
    const images = [{ url: 'https://i.example/1.jpg' }, { url: 'https://i.example/2.jpg' }];
    expect(codes({ ...wanted, variants: [{ ...first, attributes: { Care: 'cold' }, images }] })).toEqual([
      'W_WOO_SKU_ATTRIBUTES',
      'W_WOO_SKU_IMAGES',
    ]);
  });
});
