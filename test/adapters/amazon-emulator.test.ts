import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AmazonEmulator, start } from '../../adapters/amazon/emulator.ts';
import {
  type Ask,
  attributesOf,
  client,
  EVERYTHING,
  itemPath,
  live,
  login,
  mug,
  offer,
  patch,
  said,
  stock,
  US,
} from './amazon-emulator-client.ts';

/** Time stands all but still unless a test moves it. */
const FROZEN = { speed: 0.001 };

let amazon: AmazonEmulator;
let ask: Ask;
beforeEach(async () => {
  amazon = await start(FROZEN);
  ask = await client(amazon);
});
afterEach(() => amazon.close());

describe('access', () => {
  it('gives tokens for an hour, and words each refusal as OAuth does', async () => {
    const given = await login(amazon);
    expect(given.body).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
    expect((await login(amazon, { client_secret: 'x' })).body.error).toBe('invalid_client');
    expect((await login(amazon, { client_id: 'x' })).status).toBe(401);
    expect((await login(amazon, { refresh_token: 'Atzr|x' })).body.error).toBe('invalid_grant');
    expect((await login(amazon, { refresh_token: '' })).body.error).toBe('invalid_request');
    expect((await login(amazon, { grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
  });

  it('refuses a token that is missing, wrong, expired or without a seller', async () => {
    const path = itemPath('A');
    const details = async (headers: Record<string, string>) => {
      const { status, body } = await ask('GET', path, undefined, headers);
      expect(status).toBe(403);
      expect(body.errors[0]).toMatchObject({
        code: 'Unauthorized',
        message: 'Access to requested resource is denied.',
      });
      return body.errors[0].details;
    };
    expect(await details({ 'x-amz-access-token': '' })).toMatch(/missing/);
    expect(await details({ 'x-amz-access-token': 'Atza|x' })).toMatch(/invalid/);
    const grantless = await login(amazon, {
      grant_type: 'client_credentials',
      scope: 'sellingpartnerapi::notifications',
    });
    await details({ 'x-amz-access-token': grantless.body.access_token });
    expect((await ask('GET', path)).status).toBe(404);
    amazon.clock.advance(3600 * 1000);
    expect(await details({})).toMatch(/expired/);
  });

  it('wants x-amz-date and a User-Agent of at most 500 characters', async () => {
    expect((await ask('GET', itemPath('A'), undefined, { 'x-amz-date': '2026-11-23' })).status).toBe(400);
    expect((await ask('GET', itemPath('A'), undefined, { 'user-agent': 'x'.repeat(501) })).status).toBe(400);
  });

  it('serves its own region and account alone', async () => {
    expect((await ask('GET', itemPath('A', 'marketplaceIds=A1PA6795UKMFR9'))).status).toBe(400);
    expect((await ask('GET', '/listings/2021-08-01/items/OTHER/A?marketplaceIds=ATVPDKIKX0DER')).status).toBe(403);
    const { body } = await ask('GET', '/sellers/v1/marketplaceParticipations');
    expect(body.payload.map((one: { marketplace: { countryCode: string } }) => one.marketplace.countryCode)).toEqual([
      'US',
      'CA',
      'MX',
      'BR',
    ]);
    const japan = await start({ currency: 'JPY' });
    expect(japan.connection.marketplaceId).toBe('A1VC38T7YXB528');
    await japan.close();
  });
});

describe('one listing', () => {
  it('comes back as the platform keeps it, not as it was sent', async () => {
    await live(amazon, ask, { MUG: mug({ purchasable_offer: offer(400) }) });
    const { text, body } = await ask('GET', itemPath('MUG', EVERYTHING));
    expect(text).toContain('"value_with_tax":400.0');
    expect(body.attributes.item_name).toEqual([{ language_tag: 'en_US', marketplace_id: US, value: 'Enamel mug' }]);
    expect(body.attributes.purchasable_offer[0]).toMatchObject({ audience: 'ALL', marketplace_id: US });
    expect(body.attributes.fulfillment_availability).toEqual(stock(7));
    expect(body.offers).toMatchObject([{ offerType: 'B2C', price: { currencyCode: 'USD', amount: '400.00' } }]);
    expect(body.fulfillmentAvailability).toEqual([{ fulfillmentChannelCode: 'DEFAULT', quantity: 7 }]);
    expect(body.summaries[0]).toMatchObject({ status: ['BUYABLE', 'DISCOVERABLE'], conditionType: 'new_new' });
    expect(body.issues).toEqual([]);
  });

  it('is dropped of what a PUT leaves out', async () => {
    await live(amazon, ask, { MUG: mug({ color: said('Blue') }) });
    await live(amazon, ask, { MUG: mug() });
    expect(await attributesOf(ask, 'MUG')).not.toHaveProperty('color');
  });

  it('takes exactly one marketplace to put or delete, and a known includedData', async () => {
    const two = `marketplaceIds=${US},A2EUQ1WTGCTBG2`;
    expect((await ask('PUT', itemPath('MUG', two), mug())).status).toBe(400);
    expect((await ask('DELETE', itemPath('MUG', two))).status).toBe(400);
    expect((await ask('GET', itemPath('MUG', `marketplaceIds=${US}&includedData=all`))).status).toBe(400);
    expect((await ask('PUT', itemPath('MUG', `marketplaceIds=${US}&includedData=identifiers`), mug())).status).toBe(
      400,
    );
    expect((await ask('PUT', itemPath('MUG'), { productType: 'NONSENSE', attributes: {} })).status).toBe(400);
    expect((await ask('PUT', itemPath('MUG'), { productType: 'HOME', attributes: { brand: 'x' } })).status).toBe(400);
  });

  it('has its SKU percent-encoded in the path', async () => {
    const sku = 'A/B 50% 茶';
    await live(amazon, ask, { [sku]: mug() });
    expect((await ask('GET', itemPath(sku))).body.sku).toBe(sku);
    const raw = `/listings/2021-08-01/items/{seller}/A/B?marketplaceIds=${US}`;
    expect((await ask('GET', raw)).status).toBe(404);
    expect(amazon.inspect(sku)?.copies).toBe(1);
  });

  it('is deleted after a while, and a deletion of nothing is accepted too', async () => {
    await live(amazon, ask, { MUG: mug() });
    expect((await ask('DELETE', itemPath('MUG'))).body).toMatchObject({ status: 'ACCEPTED', issues: [] });
    expect(amazon.skus()).toEqual(['MUG']);
    amazon.clock.advance(10_000);
    expect(amazon.skus()).toEqual([]);
    expect((await ask('GET', itemPath('MUG'))).body.errors[0].code).toBe('NOT_FOUND');
    expect((await ask('DELETE', itemPath('NOBODY'))).body.status).toBe('ACCEPTED');
  });
});

describe('patches', () => {
  const send = async (sku: string, ...patches: readonly unknown[]) => {
    const answer = await ask('PATCH', itemPath(sku), patch(...patches));
    amazon.clock.advance(15_000);
    return answer;
  };

  beforeEach(() =>
    live(amazon, ask, {
      MUG: mug({
        fulfillment_availability: stock(7, { lead_time_to_ship_max_days: 5 }),
        purchasable_offer: [
          ...offer(12.9, {
            minimum_seller_allowed_price: [{ schedule: [{ value_with_tax: 10 }] }],
            quantity_discount_plan: [
              { schedule: [{ discount_type: 'percent', levels: [{ lower_bound: 5, value: 10 }] }] },
            ],
          }),
          ...offer(11, { audience: 'B2B' }),
        ],
      }),
    }),
  );

  it('merge moves the quantity and leaves its siblings', async () => {
    const done = await send('MUG', { op: 'merge', path: '/attributes/fulfillment_availability', value: stock(3) });
    expect(done.body.status).toBe('ACCEPTED');
    expect((await attributesOf(ask, 'MUG')).fulfillment_availability).toEqual(
      stock(3, { lead_time_to_ship_max_days: 5 }),
    );
  });

  it('replace wipes the siblings of a quantity, and B2B and limits of a price', async () => {
    await send(
      'MUG',
      { op: 'replace', path: '/attributes/fulfillment_availability', value: stock(3) },
      { op: 'replace', path: '/attributes/purchasable_offer', value: offer(15) },
    );
    const after = await attributesOf(ask, 'MUG');
    expect(after.fulfillment_availability).toEqual(stock(3));
    expect(after.purchasable_offer).toEqual([
      { audience: 'ALL', currency: 'USD', marketplace_id: US, our_price: [{ schedule: [{ value_with_tax: 15 }] }] },
    ]);
  });

  it('merge is for a quantity and to take a discount plan away, for nothing else', async () => {
    const refused = async (name: string, value: unknown) => {
      const { body } = await send('MUG', { op: 'merge', path: `/attributes/${name}`, value });
      expect(body.status).toBe('INVALID');
      expect(body.issues[0]).toMatchObject({ severity: 'ERROR', attributeNames: [name] });
    };
    await refused('item_name', said('Other'));
    await refused('purchasable_offer', offer(9, { audience: 'ALL' }));
    await refused('fulfillment_availability', [{ quantity: 3 }]);
    await refused('fulfillment_availability', stock(3, { lead_time_to_ship_max_days: 1 }));
    const value = [{ audience: 'ALL', currency: 'USD', quantity_discount_plan: null }];
    expect((await send('MUG', { op: 'merge', path: '/attributes/purchasable_offer', value })).body.status).toBe(
      'ACCEPTED',
    );
    const [all, b2b] = (await attributesOf(ask, 'MUG')).purchasable_offer;
    expect(all).not.toHaveProperty('quantity_discount_plan');
    expect(all).toHaveProperty('minimum_seller_allowed_price');
    expect(b2b.audience).toBe('B2B');
  });

  it('delete needs the selectors of what it deletes', async () => {
    const path = '/attributes/purchasable_offer';
    expect((await send('MUG', { op: 'delete', path })).body.status).toBe('INVALID');
    expect((await send('MUG', { op: 'delete', path, value: [{ marketplace_id: US }] })).body.status).toBe('INVALID');
    const value = [{ marketplace_id: US, currency: 'USD', audience: 'B2B' }];
    expect((await send('MUG', { op: 'delete', path, value })).body.status).toBe('ACCEPTED');
    expect((await attributesOf(ask, 'MUG')).purchasable_offer).toHaveLength(1);
    const brand = [{ marketplace_id: US, language_tag: 'en_US' }];
    const { body } = await send('MUG', { op: 'delete', path: '/attributes/brand', value: brand });
    expect(body.issues[0]).toMatchObject({ code: '90220', attributeNames: ['brand'] });
  });

  it('addresses top-level attributes alone', async () => {
    const refused = (path: string, op = 'replace') => send('MUG', { op, path, value: said('x') });
    expect((await refused('/attributes/item_name/0/value')).status).toBe(400);
    expect((await refused('/item_name')).status).toBe(400);
    expect((await refused('/attributes/item_name', 'move')).status).toBe(400);
    expect((await ask('PATCH', itemPath('MUG'), patch())).status).toBe(400);
  });

  it('of a SKU that is not there is judged as a new listing', async () => {
    const { body } = await send('NEW', { op: 'replace', path: '/attributes/item_name', value: said('x') });
    expect(body.status).toBe('INVALID');
    expect(body.issues.map((issue: { attributeNames: string[] }) => issue.attributeNames[0])).toContain('brand');
  });
});

describe('validation', () => {
  const issues = async (body: unknown, sku = 'X') => {
    const answer = await ask('PUT', itemPath(sku), body);
    expect(answer.status).toBe(200);
    expect(answer.body.status).toBe('INVALID');
    amazon.clock.advance(1000);
    return answer.body.issues;
  };

  it('answers 200 INVALID, names each missing attribute, and takes nothing', async () => {
    const found = await issues({ productType: 'HOME', attributes: mug().attributes });
    const names = found.map((issue: { attributeNames: string[] }) => issue.attributeNames[0]).sort();
    expect(names).toEqual([
      'bullet_point',
      'country_of_origin',
      'item_type_keyword',
      'manufacturer',
      'product_description',
      'supplier_declared_dg_hz_regulation',
    ]);
    expect(found[0]).toMatchObject({ code: '90220', categories: ['MISSING_ATTRIBUTE'], severity: 'ERROR' });
    amazon.clock.advance(120_000);
    expect(amazon.skus()).toEqual([]);
    expect(amazon.uploads()).toBe(0);
  });

  it('counts bytes, characters, values per selector and digits', async () => {
    const of = async (changes: unknown) => (await issues(mug(changes)))[0].attributeNames[0];
    expect(await of({ product_description: said('茶'.repeat(3334)) })).toBe('product_description');
    expect(await of({ item_name: said('x'.repeat(201)) })).toBe('item_name');
    expect(await of({ item_name: [...said('a'), ...said('b')] })).toBe('item_name');
    expect(await of({ bullet_point: Array.from({ length: 11 }, (_, i) => said(`b${i}`)[0]) })).toBe('bullet_point');
    expect(await of({ list_price: [{ currency: 'USD', value: 12.999 }] })).toBe('list_price');
    expect(await of({ purchasable_offer: offer('12.90' as unknown as number) })).toBe('purchasable_offer');
    expect(await of({ fulfillment_availability: [{ fulfillment_channel_code: 'DEFAULT' }] })).toBe(
      'fulfillment_availability',
    );
    expect(await of({ main_product_image_locator: [{ media_location: 'ftp://x/y.jpg' }] })).toBe(
      'main_product_image_locator',
    );
    expect(await of({ fake_attribute: [{ value: 1 }] })).toBe('fake_attribute');
    expect(await of({ brand: [{ ...said('x')[0], marketplace_id: 'A2EUQ1WTGCTBG2' }] })).toBe('brand');
    expect(await of({ supplier_declared_has_product_identifier_exemption: [{ value: false }] })).toBe(
      'externally_assigned_product_identifier',
    );
    const ten = Array.from({ length: 10 }, (_, i) => said(`b${i}`)[0]);
    await live(amazon, ask, { FINE: mug({ bullet_point: ten, product_description: said('茶'.repeat(3333)) }) });
  });

  it('a preview stores nothing, tells the ASIN, and complains of what was left there', async () => {
    const preview = `marketplaceIds=${US}&mode=VALIDATION_PREVIEW&includedData=identifiers,issues`;
    const { body } = await ask('PUT', itemPath('MUG', preview), mug());
    expect(body).toMatchObject({ status: 'VALID', issues: [], identifiers: [{ marketplaceId: US }] });
    amazon.clock.advance(120_000);
    expect(amazon.skus()).toEqual([]);
    await live(amazon, ask, { MUG: mug() });
    expect((await ask('GET', itemPath('MUG'))).body.summaries[0].asin).toBe(body.identifiers[0].asin);
    amazon.plant('MUG', { old_attribute: [{ value: 'x' }] });
    const change = patch({ op: 'replace', path: '/attributes/item_name', value: said('Other') });
    const judged = await ask('PATCH', itemPath('MUG', preview), change);
    expect(judged.body).toMatchObject({ status: 'INVALID', issues: [{ attributeNames: ['old_attribute'] }] });
    expect((await ask('PATCH', itemPath('MUG'), change)).body.status).toBe('ACCEPTED');
  });
});

describe('offers on what is in the catalogue', () => {
  beforeEach(async () => {
    await amazon.close();
    const item = { asin: 'B00000TEA1', title: 'Known tea', brand: 'Theirs', gtin: '4006381333931' };
    amazon = await start({ ...FROZEN, catalogue: [item] });
    ask = await client(amazon);
  });

  it('take the product from the catalogue, and need one that is there', async () => {
    const { purchasable_offer, fulfillment_availability, condition_type } = mug().attributes;
    const body = (asin: string) => ({
      productType: 'PRODUCT',
      requirements: 'LISTING_OFFER_ONLY',
      attributes: {
        purchasable_offer,
        fulfillment_availability,
        condition_type,
        merchant_suggested_asin: [{ value: asin }],
      },
    });
    expect((await ask('PUT', itemPath('TEA'), body('B0NOTTHERE'))).body.status).toBe('INVALID');
    await live(amazon, ask, { TEA: body('B00000TEA1') });
    expect(amazon.inspect('TEA')).toMatchObject({ title: 'Known tea', price: '12.90', visible: true });
    const found = await ask(
      'GET',
      `/catalog/2022-04-01/items?marketplaceIds=${US}&identifiers=4006381333931&identifiersType=EAN`,
    );
    expect(found.body.items).toMatchObject([{ asin: 'B00000TEA1' }]);
  });

  it('a conflict with the catalogue is accepted first and an issue later', async () => {
    const gtin = [{ type: 'ean', value: '4006381333931' }];
    const body = mug({ externally_assigned_product_identifier: gtin });
    expect((await ask('PUT', itemPath('TEA'), body)).body).toMatchObject({ status: 'ACCEPTED', issues: [] });
    amazon.clock.advance(120_000);
    const { issues } = (await ask('GET', itemPath('TEA', EVERYTHING))).body;
    expect(issues).toMatchObject([{ code: '8541', severity: 'ERROR' }]);
    expect(amazon.inspect('TEA')?.visible).toBe(false);
  });
});
