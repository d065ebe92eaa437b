import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { signature } from '../../adapters/shopee/emulator/gate.ts';
import { pictureAt } from '../../adapters/shopee/emulator.ts';
import { type Answer, client, closeAll, mug } from './shopee-client.ts';

afterEach(closeAll);

const code = ({ body }: Answer) => `${body.error}: ${body.message}`;
const INFO = 'shop/get_shop_info';

describe('a signature', () => {
  it('is the one of the published example bases', () => {
    const key = '57615053704d6470644f554a78656d50484143644964436a5568777544524579';
    const bases = [
      '2001887/api/v2/shop/get_shop_info165571443159777174636562737266615546704c6d14701711',
      '2001887/api/v2/global_product/get_category165571443109777174636962737266615546704c6d1000000',
      '2001887/api/v2/public/get_shops_by_partner1655714431',
    ];
    expect(bases.map((base) => signature(key, base).slice(0, 16))).toEqual([
      'b914bea03c13799d',
      'a50a2229b148e760',
      '60ab8c4a535009ab',
    ]);
  });

  it('that is right lets in, and every wrong part of it does not', async () => {
    const shop = await client();
    expect((await shop.get(INFO)).body).toMatchObject({
      error: '',
      region: 'SG',
      is_upgraded_cbsc: false,
      merchant_id: null,
    });
    const now = Math.floor(Date.now() / 1000);
    expect(code(await shop.get(INFO, {}, { sign: 'f'.repeat(64) }))).toBe('error_sign: Wrong sign.');
    expect(code(await shop.get(INFO, {}, { key: 'another' }))).toBe('error_sign: Wrong sign.');
    expect(code(await shop.get(INFO, {}, { partnerId: 1 }))).toContain('invalid_partner_id');
    expect(code(await shop.get(INFO, {}, { timestamp: now - 310 }))).toBe('error_param: Timestamp is expired.');
    expect(code(await shop.get(INFO, {}, { timestamp: now + 310 }))).toBe('error_param: Timestamp is expired.');
    expect(code(await shop.get(INFO, {}, { timestamp: now - 290 }))).toBe(': ');
    expect(code(await shop.get(INFO, {}, { accessToken: 'made-up' }))).toContain('invalid_acceess_token');
    expect(code(await shop.get(INFO, {}, { shopId: 7 }))).toContain('shop_no_linked');
    expect(code(await shop.get('shop/nothing'))).toContain('the request path is incorrect');
    // A shop call is signed with its token and shop; the base of a public call is not enough.
    const url = shop.url(INFO, 'shop', {}, {});
    const base = `${shop.emulator.connection.partnerId}/api/v2/${INFO}${url.searchParams.get('timestamp')}`;
    const key = shop.emulator.secrets.partnerKey ?? '';
    url.searchParams.set('sign', createHmac('sha256', key).update(base).digest('hex'));
    expect(await (await fetch(url)).json()).toMatchObject({ error: 'error_sign' });
    for (const name of ['partner_id', 'timestamp', 'sign', 'access_token', 'shop_id']) {
      const lacking = shop.url(INFO, 'shop', {}, {});
      lacking.searchParams.delete(name);
      expect(await (await fetch(lacking)).json(), name).toMatchObject({ error: 'error_param' });
    }
  });

  it('comes with 4xx where the gateway answers so', async () => {
    const shop = await client({ httpErrors: true });
    expect(await shop.get(INFO, {}, { sign: 'x' })).toMatchObject({ status: 403, body: { error: 'error_sign' } });
    const bad = await shop.post('product/delete_item', { item_id: 1 });
    expect(bad).toMatchObject({ status: 200, body: { error: 'product.error_item_not_found' } });
  });
});

describe('tokens', () => {
  it('are for four hours, and a refresh token is for once', async () => {
    const shop = await client();
    const first = shop.refresh;
    const body = (refresh_token: string) => ({
      refresh_token,
      partner_id: shop.emulator.connection.partnerId,
      shop_id: shop.shopId,
    });
    shop.emulator.clock.advance(4 * 3_600_000 - 5000);
    expect(code(await shop.get(INFO))).toBe(': ');
    shop.emulator.clock.advance(6000);
    expect(code(await shop.get(INFO))).toContain('invalid_acceess_token');
    const pair = await shop.ok('auth/access_token/get', body(first));
    expect(pair).toMatchObject({ expire_in: 14_400, shop_id: shop.shopId, error: '' });
    expect(pair.refresh_token).not.toBe(first);
    expect(pair.response).toBeUndefined();
    shop.access = pair.access_token;
    expect(code(await shop.get(INFO))).toBe(': ');
    expect(await shop.error('auth/access_token/get', body(first))).toBe('error_auth: Invalid refresh_token.');
    shop.emulator.clock.advance(31 * 86_400_000);
    expect(await shop.error('auth/access_token/get', body(pair.refresh_token))).toContain('refresh_token_expired');
    expect(await shop.error('auth/access_token/get', body(shop.emulator.reauthorize().refresh_token))).toBe(': ');
  });

  it('are lost with the answer to a refresh', async () => {
    const shop = await client();
    const body = { refresh_token: shop.refresh, partner_id: shop.emulator.connection.partnerId, shop_id: shop.shopId };
    shop.emulator.inject({ kind: 'drop-after', grants: true, when: ({ path }) => path.includes('access_token/get') });
    await expect(shop.post('auth/access_token/get', body)).rejects.toThrow();
    expect(await shop.error('auth/access_token/get', body)).toBe('error_auth: Invalid refresh_token.');
  });

  it('come for a code, once and within ten minutes', async () => {
    const shop = await client();
    const { code: given, shop_id } = shop.emulator.authorize();
    const body = { code: given, shop_id, partner_id: shop.emulator.connection.partnerId };
    const pair = await shop.ok('auth/token/get', body);
    shop.access = pair.access_token;
    expect(code(await shop.get(INFO))).toBe(': ');
    expect(await shop.error('auth/token/get', body)).toContain('invalid_code');
    const late = { ...body, code: shop.emulator.authorize().code };
    shop.emulator.clock.advance(601_000);
    expect(await shop.error('auth/token/get', late)).toContain('invalid_code');
    const other = { ...body, code: shop.emulator.authorize().code, shop_id: 5 };
    expect(await shop.error('auth/token/get', other)).toContain('invalid_shop_id');
  });

  it('begin with a link that brings the seller back with a code', async () => {
    const shop = await client();
    const url = shop.url('shop/auth_partner', 'public', { redirect: 'https://tool.example/back?x=1' }, {});
    const reply = await fetch(url, { redirect: 'manual' });
    const back = new URL(reply.headers.get('location') ?? '');
    expect([reply.status, back.origin, back.searchParams.get('x')]).toEqual([302, 'https://tool.example', '1']);
    expect(back.searchParams.get('shop_id')).toBe(String(shop.shopId));
    url.searchParams.set('sign', 'made-up');
    expect(await (await fetch(url, { redirect: 'manual' })).json()).toMatchObject({ error: 'error_sign' });
  });

  it('of a merchant and of its shop are two, out of one authorisation', async () => {
    const shop = await client({ cnsc: true });
    expect((await shop.get(INFO)).body).toMatchObject({ is_upgraded_cbsc: true, merchant_id: shop.merchantId });
    expect((await shop.get('merchant/get_merchant_info')).body).toMatchObject({
      merchant_currency: 'CNY',
      merchant_region: 'CN',
    });
    const crossed = await shop.get(INFO, {}, { accessToken: shop.merchantAccess });
    expect(code(crossed)).toBe('error_auth: Invalid partner_id or shopid.');
    const body = {
      partner_id: shop.emulator.connection.partnerId,
      refresh_token: shop.refresh,
      merchant_id: shop.merchantId,
    };
    expect(await shop.error('auth/access_token/get', body)).toContain('error_merchant_refresh_token');
    const { code: given, main_account_id } = shop.emulator.authorize();
    const lists = await shop.ok('auth/token/get', { code: given, main_account_id, partner_id: body.partner_id });
    expect(lists).toMatchObject({ merchant_id_list: [shop.merchantId], shop_id_list: [shop.shopId] });
  });
});

describe('room for calls', () => {
  it('is so many a second', async () => {
    const shop = await client({ rate: { perSecond: 1, burst: 3 } });
    const replies = await Promise.all(Array.from({ length: 6 }, () => shop.get(INFO)));
    const refused = replies.filter(({ body }) => body.error === 'error_rate_limit');
    expect(refused.length).toBe(4);
    expect(refused.every(({ status }) => status === 200)).toBe(true);
    shop.emulator.clock.advance(1000);
    expect(code(await shop.get(INFO))).toBe(': ');
  });

  it('is so many a day, until midnight of UTC+8', async () => {
    const shop = await client({ dailyCalls: 3 });
    expect(code(await shop.get(INFO))).toBe(': ');
    expect(code(await shop.get(INFO))).toBe(': ');
    expect(code(await shop.get(INFO))).toMatch(/^error_limit: The total API call number made by your APP/);
    const now = shop.emulator.clock.now();
    const day = 86_400_000;
    shop.emulator.clock.advance(day - ((now + 8 * 3_600_000) % day) + 1);
    shop.refresh = shop.emulator.reauthorize().refresh_token;
    await shop.login();
    expect(code(await shop.get(INFO))).toBe(': ');
  });
});

describe('faults', () => {
  it('are worded as the platform words them', async () => {
    const shop = await client();
    const met = async (kind: 'throttle' | 'deny' | 'error') => {
      shop.emulator.inject({ kind });
      const { status, body } = await shop.get(INFO);
      return `${status} ${body.error}`;
    };
    expect(await met('throttle')).toBe('200 error_rate_limit');
    expect(await met('deny')).toBe('200 invalid_acceess_token');
    expect(await met('error')).toBe('500 error_server');
  });

  it('leave out a part that must be there', async () => {
    const shop = await client();
    const id = await shop.item();
    const without = async (ask: () => Promise<Answer>) => {
      shop.emulator.inject({ kind: 'missing-part' });
      return (await ask()).body;
    };
    const list = { offset: 0, page_size: 10, item_status: 'NORMAL' };
    expect((await without(() => shop.get('product/get_item_list', list))).response.has_next_page).toBeUndefined();
    const info = await without(() => shop.get('product/get_item_base_info', { item_id_list: id }));
    expect(info.response.item_list).toEqual([]);
    const price = { item_id: id, price_list: [{ original_price: 8 }] };
    shop.emulator.clock.advance(5000);
    const priced = await without(() => shop.post('product/update_price', price));
    expect(priced.response).toEqual({ failure_list: [], success_list: [] });
    expect(shop.emulator.inspect('MUG-S')?.price).toBe('8.00');
    const made = await without(() => shop.upload(pictureAt('https://images.example/b.jpg')));
    expect(made.response).toBeUndefined();
  });

  it('after the work is done leave it done', async () => {
    const shop = await client();
    const image = await shop.image('mug');
    shop.emulator.inject({ kind: 'error-after' });
    expect((await shop.post('product/add_item', mug(image))).status).toBe(500);
    expect(shop.emulator.inspect('MUG-S')?.copies).toBe(1);
    expect(shop.emulator.requests().at(-1)).toMatchObject({ write: true, status: 500, fault: 'error-after' });
  });
});
