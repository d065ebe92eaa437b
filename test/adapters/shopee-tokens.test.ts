import { expect, it } from 'vitest';
import { connection } from '../../adapters/shopee/schema.ts';
import { tokens } from '../../adapters/shopee/tokens.ts';
import { signTools } from '../../src/http/sign.ts';
import { mug } from '../../src/testing/conformance/goods.ts';
import { openShop } from './shopee-harness.ts';

const at = connection.parse({ host: 'sandbox', partnerId: 7, shopId: 11, merchantId: 13 });
const [shop, merchant] = tokens;
const secrets = { partnerKey: 'key', refreshToken: 'once' };
const asked = (spec = shop) => spec?.grant({ secrets, connection: at, now: 1_700_000_000_999, crypto: signTools });

it('asks for the access token of the shop, signed with the key alone', () => {
  const { url, content } = asked() ?? { url: 'https://nowhere', content: undefined };
  const { origin, pathname, searchParams } = new URL(url);
  expect(`${origin}${pathname}`).toBe(
    'https://openplatform.sandbox.test-stable.shopee.sg/api/v2/auth/access_token/get',
  );
  const sign = signTools.hmac('sha256', 'key', '7/api/v2/auth/access_token/get1700000000', 'hex');
  expect(Object.fromEntries(searchParams)).toEqual({ partner_id: '7', timestamp: '1700000000', sign });
  expect(content).toEqual({ kind: 'json', value: { refresh_token: 'once', partner_id: 7, shop_id: 11 } });
});

it('asks for that of the merchant by its id', () => {
  expect(asked(merchant)?.content).toMatchObject({ value: { merchant_id: 13 } });
  expect(asked(merchant)?.content).not.toMatchObject({ value: { shop_id: 11 } });
});

it('reads the new pair, and a life of its own where the answer says none', () => {
  const pair = { error: '', message: '', access_token: 'a', refresh_token: 'next', request_id: 'r' };
  const rotated = { token: 'a', secrets: { refreshToken: 'next' } };
  expect(shop?.reply.parse({ ...pair, expire_in: 14_400 })).toEqual({ ...rotated, expiresIn: 14_400 });
  expect(shop?.reply.parse(pair)).toEqual(rotated);
  expect(shop?.lifetime.value).toBe(14_400);
  expect(shop?.rotates).toEqual(['refreshToken']);
});

it.each([
  ['refresh_token_expired', 'Your refresh_token expired.', true],
  ['error_auth', 'Invalid refresh_token.', true],
  ['error_shop_refresh_token', 'Your refresh token is error ,please check refresh token or shopid.', true],
  ['merchant_no_linked', 'Partner and merchant has no linked.', true],
  ['error_sign', 'Wrong sign.', false],
  ['error_server', 'Something wrong. Please try later.', false],
])('a grant that says %s with HTTP 200 is a no; authorise anew: %s %s', (error, message, authorise) => {
  expect(shop?.reply.parse({ error, message, request_id: 'r' })).toEqual({
    denied: `${message} (${error})`,
    authorise,
  });
});

it('takes neither half a pair nor something else for an answer', () => {
  for (const wrong of [{}, { error: '', access_token: 'a' }, { error: '', refresh_token: 'r' }, null])
    expect(shop?.reply.safeParse(wrong).success).toBe(false);
});

it('uses the refresh token once, then the one that it was given', async () => {
  const one = await openShop();
  one.world.put(mug(one.world));
  await one.world.push();
  one.world.clock.advance(5 * 3_600_000);
  one.world.restart();
  await one.world.diff();
  const sent = one.emulator.requests().filter(({ grant }) => grant);
  const refresh = sent.map(({ body }) => (JSON.parse(body) as { refresh_token: string }).refresh_token);
  expect(refresh).toHaveLength(2);
  expect(new Set(refresh).size).toBe(2);
  expect(refresh[0]).toBe(one.emulator.secrets.refreshToken);
  expect(JSON.parse(sent[0]?.reply ?? '')).toMatchObject({ refresh_token: refresh[1] });
});

it('keeps the tokens of the shop and of the merchant apart', async () => {
  const one = await openShop({ cnsc: true });
  await one.world.diff();
  const sent = one.emulator.requests().filter(({ grant }) => grant);
  expect(
    sent.map(({ body }) => Object.keys(JSON.parse(body)).find((key) => /^(shop|merchant)_id$/.test(key))).sort(),
  ).toEqual(['merchant_id', 'shop_id']);
});
