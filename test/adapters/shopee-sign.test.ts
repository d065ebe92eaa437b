import { expect, it } from 'vitest';
import { auth } from '../../adapters/shopee/auth.ts';
import { baseUrl, type Connection, connection } from '../../adapters/shopee/schema.ts';
import { familyOf } from '../../adapters/shopee/sign.ts';
import { signTools } from '../../src/http/sign.ts';

/** The three families of the guide's example, re-typed: same partner, same second. */
const KEY = '57615053704d6470644f554a78656d50484143644964436a5568777544524579';
const NOW = 1_655_714_431_000;
const SHOP = '59777174636562737266615546704c6d';
const MERCHANT = '09777174636962737266615546704c6d';

const at: Connection = connection.parse({ partnerId: 2001887, shopId: 14701711, merchantId: 1000000 });

function signed(path: string) {
  const url = new URL(`${baseUrl(at)}${path}`);
  const tokens = { shop: SHOP, merchant: MERCHANT };
  const input = { method: 'GET', url, body: '', secrets: { partnerKey: KEY }, tokens, connection: at, now: NOW + 789 };
  return auth.sign({ ...input, method: 'GET', nonce: '', crypto: signTools }).query;
}

it('signs shop calls with the token and id of the shop', () => {
  expect(signed('/shop/get_shop_info')).toEqual({
    partner_id: '2001887',
    timestamp: '1655714431',
    access_token: SHOP,
    shop_id: '14701711',
    sign: 'b914bea03c13799deb036bb9d10e689f5a6bade160c44af568646f1ef7d796c1',
  });
});

it('signs merchant calls with those of the merchant', () => {
  expect(signed('/global_product/get_category')).toEqual({
    partner_id: '2001887',
    timestamp: '1655714431',
    access_token: MERCHANT,
    merchant_id: '1000000',
    sign: 'a50a2229b148e76048e21ad69a9d619885a21bd4aa7738bc524e1207df73a151',
  });
});

it('signs public calls with the key alone', () => {
  expect(signed('/public/get_shops_by_partner')).toEqual({
    partner_id: '2001887',
    timestamp: '1655714431',
    sign: '60ab8c4a535009ab33b8a0029ee18a667ef6eaeb16481ed3d573a5059122d4df',
  });
});

it.each([
  ['/product/add_item', 'shop'],
  ['/logistics/get_channel_list', 'shop'],
  ['/shop/get_shop_info', 'shop'],
  ['/global_product/add_global_item', 'merchant'],
  ['/merchant/get_merchant_info', 'merchant'],
  ['/media_space/upload_image', 'public'],
  ['/media_space/init_video_upload', 'shop'],
  ['/auth/token/get', 'public'],
  ['/api/v2/auth/access_token/get', 'public'],
  ['/api/v2/shop/auth_partner', 'public'],
])('%s is of the family %s, and asks for its token', (path, family) => {
  expect(familyOf(path)).toBe(family);
  expect(auth.needs?.({ path, connection: at })).toEqual(family === 'public' ? [] : [family]);
});

it('takes the key as text, though it looks like hexadecimal', () => {
  const bytes = Buffer.from(KEY, 'hex').toString('latin1');
  const url = new URL(`${baseUrl(at)}/public/get_shops_by_partner`);
  const input = { url, body: '', tokens: {}, connection: at, now: NOW, nonce: '', crypto: signTools };
  const other = auth.sign({ ...input, method: 'GET', secrets: { partnerKey: bytes } });
  expect(other.query?.sign).not.toBe('60ab8c4a535009ab33b8a0029ee18a667ef6eaeb16481ed3d573a5059122d4df');
});

it.each([
  ['global', 'https://partner.shopeemobile.com/api/v2'],
  ['china', 'https://openplatform.shopee.cn/api/v2'],
  ['brazil', 'https://openplatform.shopee.com.br/api/v2'],
  ['sandbox', 'https://openplatform.sandbox.test-stable.shopee.sg/api/v2'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/api/v2'],
])('host %s is %s', (host, base) => {
  expect(baseUrl(connection.parse({ host, partnerId: 1, shopId: 2 }))).toBe(base);
});

it('refuses a host that is neither a name nor an address, and ids that are none', () => {
  for (const wrong of [
    { host: 'mars' },
    { host: 'https://user:key@shop.example' },
    { shopId: '12a' },
    { partnerId: 2 ** 32 },
  ])
    expect(connection.safeParse({ partnerId: 1, shopId: 2, ...wrong }).success).toBe(false);
});
