import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AmazonEmulator, type AmazonEmulatorOptions, start } from '../../adapters/amazon/emulator.ts';
import { type Ask, client, itemPath, type Loose, live, mug, said, send, US } from './amazon-emulator-client.ts';

/** Time stands all but still unless a test moves it. */
const FROZEN = { speed: 0.001 };

let amazon: AmazonEmulator;
let ask: Ask;
async function open(options: AmazonEmulatorOptions = {}): Promise<void> {
  amazon = await start({ ...FROZEN, ...options });
  ask = await client(amazon);
}
afterEach(() => amazon.close());

describe('product type definitions', () => {
  const TYPES = '/definitions/2020-09-01/productTypes';
  beforeEach(() => open());

  it('are found by keyword or by a title', async () => {
    const names = async (query: string) => {
      const { body } = await ask('GET', `${TYPES}?marketplaceIds=${US}${query}`);
      return body.productTypes?.map((type: Loose) => type.name);
    };
    expect(await names('')).toEqual(['HOME', 'PRODUCT']);
    expect(await names('&keywords=home')).toEqual(['HOME']);
    expect(await names('&itemName=Enamel+mug')).toEqual(['HOME']);
    expect(await names('&itemName=Nothing+known')).toEqual(['PRODUCT']);
    expect(await names('&itemName=x&keywords=y')).toBeUndefined();
  });

  it('come with a link whose bytes have the checksum, and differ by what is asked', async () => {
    const get = async (type: string, query = '') => {
      amazon.clock.advance(1000);
      const { body, status } = await ask('GET', `${TYPES}/${type}?marketplaceIds=${US}${query}`);
      if (status !== 200) return { status };
      const { text } = await send(body.schema.link.resource, 'GET', {});
      expect(createHash('md5').update(text).digest('base64')).toBe(body.schema.checksum);
      return { status, body, schema: JSON.parse(text) };
    };
    const home = await get('HOME');
    expect(home.body).toMatchObject({ requirements: 'LISTING', requirementsEnforced: 'ENFORCED', locale: 'en_US' });
    expect(home.schema.required).toContain('item_type_keyword');
    expect(home.schema.properties.item_name.selectors).toEqual(['marketplace_id', 'language_tag']);
    expect(home.schema.properties.product_description.items.properties.value.maxUtf8ByteLength).toBe(10_000);
    expect((await get('HOME')).body.schema.checksum).toBe(home.body.schema.checksum);
    expect((await get('HOME', '&requirementsEnforced=NOT_ENFORCED')).schema.required).toEqual([]);
    const small = await get('HOME', '&parentageLevel=PARENT');
    expect(JSON.stringify(small.schema).length).toBeLessThan(JSON.stringify(home.schema).length);
    const offerOnly = await get('PRODUCT', '&requirements=LISTING_OFFER_ONLY');
    expect(offerOnly.schema.properties).not.toHaveProperty('item_name');
    expect(offerOnly.schema.properties).toHaveProperty('purchasable_offer');
    expect((await get('INVALID')).status).toBe(400);
    expect((await get('HOME', '&requirements=ALL')).status).toBe(400);
    expect((await get('HOME,A2EUQ1WTGCTBG2')).status).toBe(400);
  });

  it('say what the platform then checks', async () => {
    const home = mug({
      bullet_point: said('Holds 350 ml'),
      country_of_origin: [{ value: 'CN' }],
      item_type_keyword: [{ value: 'coffee-cups' }],
      manufacturer: said('Mabang'),
      product_description: said('A mug.'),
      supplier_declared_dg_hz_regulation: [{ value: 'not_applicable' }],
      item_weight: [{ value: 0.7716, unit: 'pounds' }],
    });
    await live(amazon, ask, { MUG: { ...home, productType: 'HOME' } });
    expect(amazon.inspect('MUG')).toMatchObject({ weight: 350, category: 'coffee-cups', visible: true });
    const grams = { ...home.attributes, item_weight: [{ value: 350, unit: 'grams' }] };
    const refused = await ask('PUT', itemPath('G'), { productType: 'HOME', attributes: grams });
    expect(refused.body.issues).toMatchObject([{ attributeNames: ['item_weight'] }]);
  });
});

describe('other marketplaces', () => {
  const put = (sku: string, place: string, language: string, attributes: Loose) => {
    const text = (value: string) => [{ value, language_tag: language }];
    const body = mug({ item_name: text('Becher'), brand: text('Mabang'), ...attributes });
    return ask('PUT', itemPath(sku, `marketplaceIds=${place}`), body);
  };
  const priced = (currency: string, amount: number) => ({
    purchasable_offer: [{ currency, our_price: [{ schedule: [{ value_with_tax: amount }] }] }],
  });

  it('have their own currency, list price and way to say what a thing is', async () => {
    await open({ marketplaceId: 'A1PA6795UKMFR9' });
    const german = (attributes: Loose) => put('BECHER', 'A1PA6795UKMFR9', 'de_DE', attributes);
    expect((await german(priced('USD', 12.9))).body.issues).toMatchObject([{ attributeNames: ['purchasable_offer'] }]);
    const listPrice = (name: string) => ({ list_price: [{ currency: 'EUR', [name]: 19.9 }] });
    expect((await german({ ...priced('EUR', 12.9), ...listPrice('value') })).body.status).toBe('INVALID');
    const fine = { ...priced('EUR', 12.9), ...listPrice('value_with_tax'), recommended_browse_nodes: [{ value: '1' }] };
    expect((await german(fine)).body.status).toBe('ACCEPTED');
    amazon.clock.advance(60_000);
    expect(amazon.inspect('BECHER')).toMatchObject({ price: '12.90', currency: 'EUR', listPrice: '19.90' });
  });

  it('JPY has no digits after the point', async () => {
    await open({ currency: 'JPY' });
    const japanese = (amount: number) => put('MUG', 'A1VC38T7YXB528', 'ja_JP', priced('JPY', amount));
    expect((await japanese(1290.5)).body.issues).toMatchObject([{ categories: ['INVALID_PRICE'] }]);
    expect((await japanese(1290)).body.status).toBe('ACCEPTED');
    amazon.clock.advance(60_000);
    expect(amazon.inspect('MUG')).toMatchObject({ price: '1290', currency: 'JPY' });
  });

  it('of one region hold the same SKU side by side', async () => {
    await open();
    const canada = 'A2EUQ1WTGCTBG2';
    await live(amazon, ask, { MUG: mug() });
    expect((await put('MUG', canada, 'en_CA', priced('CAD', 17.5))).body.status).toBe('ACCEPTED');
    const both = (sets: string) => itemPath('MUG', `marketplaceIds=${US},${canada}&includedData=${sets}`);
    expect((await ask('GET', both('offers'))).body.offers).toHaveLength(1);
    amazon.clock.advance(60_000);
    const { body } = await ask('GET', both('offers,summaries,attributes'));
    expect(body.offers.map((one: Loose) => one.price)).toEqual([
      { currencyCode: 'USD', amount: '12.90' },
      { currencyCode: 'CAD', amount: '17.50' },
    ]);
    expect(body.summaries).toHaveLength(2);
    expect(body.attributes.item_name).toHaveLength(2);
    expect(body.attributes.fulfillment_availability).toHaveLength(1);
    const value = [{ media_location: 'https://images.example/other.jpg' }];
    const patches = [{ op: 'replace', path: '/attributes/main_product_image_locator', value }];
    const path = itemPath('MUG', `marketplaceIds=${US},${canada}`);
    expect((await ask('PATCH', path, { productType: 'PRODUCT', patches })).body.status).toBe('ACCEPTED');
    amazon.clock.advance(60_000);
    const after = (await ask('GET', both('summaries'))).body.summaries;
    expect(after.map((one: Loose) => one.mainImage.link)).toEqual([
      'https://images.example/other.jpg',
      'https://images.example/other.jpg',
    ]);
    expect(amazon.uploads()).toBe(2);
  });
});
