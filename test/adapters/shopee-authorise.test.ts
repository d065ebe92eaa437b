import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lives } from '../../adapters/shopee/authorise.ts';
import type { ShopeeEmulator, ShopeeEmulatorOptions } from '../../adapters/shopee/emulator.ts';
import * as emulator from '../../adapters/shopee/emulator.ts';
import shopee from '../../adapters/shopee/index.ts';
import { authSet, authStatus, authTest } from '../../src/engine/auth.ts';
import { readTokens, tokensFile } from '../../src/engine/tokens.ts';
import { mug } from '../../src/testing/conformance/goods.ts';
import { aged, DAY, expectRefusal, follow, refusal, unauthorised } from './authorise-bench.ts';

const open = (connection: Readonly<Record<string, unknown>> = {}, options: ShopeeEmulatorOptions = {}) =>
  unauthorised(shopee, emulator, {
    secrets: ['partnerKey'],
    connection,
    options: options as Readonly<Record<string, unknown>>,
  });
const PASTED = { redirect: 'https://seller.example/shopee' };

describe('auth login', () => {
  it('from the link in the browser to a push, without a word typed', async () => {
    const shop = await open();
    const { stored } = await shop.login(undefined, { pasted: async () => Promise.reject(new Error('not asked')) });
    expect(stored).toEqual(['refreshToken']);
    const link = new URL(shop.opened[0] ?? '');
    expect(link.pathname).toBe('/api/v2/shop/auth_partner');
    const names = [...link.searchParams.keys()].sort();
    expect(names).toEqual(['partner_id', 'redirect', 'sign', 'timestamp']);
    const back = new URL(link.searchParams.get('redirect') ?? '');
    expect([back.hostname, back.pathname]).toEqual(['127.0.0.1', '/mabang']);
    const [exchange] = shop.emulator.requests().filter(({ grant }) => grant);
    expect(exchange?.path).toMatch(/^\/api\/v2\/auth\/token\/get\?partner_id=\d+&timestamp=\d+&sign=[0-9a-f]{64}$/);
    expect(Object.keys(JSON.parse(exchange?.body ?? '{}')).sort()).toEqual(['code', 'partner_id', 'shop_id']);
    shop.world.put(mug(shop.world));
    const pushed = await shop.world.push();
    expect([pushed.exit, pushed.error, shop.emulator.inspect('MUG-1-S')?.visible]).toEqual([0, undefined, true]);
    expect((await authTest(shop.ws, ['shop'])).exit).toBe(0);
  });

  it('with an address that the app insists on, pasted; also where the platform hangs its answer behind a second "?"', async () => {
    const shop = await open(PASTED);
    await shop.login();
    const first = shop.stored().refreshToken;
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(new URL(shop.opened[0] ?? '').searchParams.get('redirect')).toMatch(
      /^https:\/\/seller\.example\/shopee\?state=/,
    );
    await shop.login((back) => back.href.replace('&code=', '?code='));
    expect(shop.stored().refreshToken).not.toBe(first);
  });

  it('with the main account for a CNSC shop: one refresh token, used once for the shop and once for the merchant', async () => {
    const shop = await open({}, { cnsc: true });
    await shop.login();
    const [exchange] = shop.emulator.requests().filter(({ grant }) => grant);
    expect(Object.keys(JSON.parse(exchange?.body ?? '{}'))).toContain('main_account_id');
    shop.world.put(mug(shop.world));
    const pushed = await shop.world.push();
    expect([pushed.exit, pushed.error]).toEqual([0, undefined]);
    const kept = readTokens(tokensFile(shop.ws.dir, 'shop'));
    expect(Object.keys(kept).sort()).toEqual(['merchant', 'shop']);
    expect(kept.shop?.secrets.refreshToken).not.toBe(kept.merchant?.secrets.refreshToken);
    expect([kept.shop, kept.merchant].map((one) => one?.secrets.refreshToken)).not.toContain(
      shop.stored().refreshToken,
    );
  });

  it('anew, takes the place of what grew from the one before', async () => {
    const shop = await open();
    await shop.login();
    await shop.world.diff();
    const before = readTokens(tokensFile(shop.ws.dir, 'shop')).shop;
    shop.world.clock.advance(40 * DAY);
    shop.world.restart();
    const report = await shop.world.look();
    expect(report.failed[0]?.error.message.en).toContain('refresh_token');
    await shop.login();
    shop.world.restart();
    await shop.world.diff();
    const after = readTokens(tokensFile(shop.ws.dir, 'shop')).shop;
    expect([after?.token === before?.token, after?.origin === before?.origin]).toEqual([false, false]);
  });
});

describe('what was renewed', () => {
  const config = (shop: Awaited<ReturnType<typeof open>>, change: (text: string) => string) => {
    const file = join(shop.ws.dir, 'mabang.yaml');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    shop.world.restart();
  };
  const kept = (shop: Awaited<ReturnType<typeof open>>) => readTokens(tokensFile(shop.ws.dir, 'shop')).shop;

  it('outlives a change of settings and a new partner key, but not a change of the shop', async () => {
    const shop = await open();
    await shop.login();
    await shop.world.diff();
    const first = kept(shop);
    config(shop, (text) => text.replace(/^( +)partnerId:/m, '$1logistics: mapping\n$1partnerId:'));
    shop.world.clock.advance(5 * 3_600_000);
    expect((await shop.world.look()).failed).toEqual([]);
    const second = kept(shop);
    expect([second?.origin, second?.token === first?.token]).toEqual([first?.origin, false]);
    const { partnerKey = '' } = shop.stored();
    await authSet(shop.ws, 'shop', 'partnerKey', `${partnerKey}-reset`);
    shop.world.restart();
    await shop.world.look();
    expect(kept(shop)).toEqual(second);
    await authSet(shop.ws, 'shop', 'partnerKey', partnerKey);
    config(shop, (text) => text.replace('600000101', '600000777'));
    const other = await shop.world.look();
    expect(other.failed[0]?.error.code).toBe('E_CREDENTIALS');
    expect(kept(shop)).toEqual(second);
  });
});

describe('is refused, and stores nothing', () => {
  const none = (shop: Awaited<ReturnType<typeof open>>) => {
    expect(Object.keys(shop.stored())).toEqual(['partnerKey']);
  };
  const exchanges = (shop: Awaited<ReturnType<typeof open>>) =>
    shop.emulator.requests().filter(({ grant }) => grant).length;

  it('a code that was used before', async () => {
    const shop = await open(PASTED);
    let used = '';
    await shop.login((back) => {
      used = back.searchParams.get('code') ?? '';
      return back;
    });
    const kept = shop.stored();
    const error = await refusal(
      shop.login((back) => {
        back.searchParams.set('code', used);
        return back;
      }),
    );
    expectRefusal(error, /expired or used or invalid.*invalid_code/);
    expect(JSON.stringify(error.toDiagnostic())).not.toContain(used);
    expect(shop.stored()).toEqual(kept);
  });

  it('a code of eleven minutes ago', async () => {
    const shop = await open(PASTED);
    const late = shop.login((back) => {
      shop.world.clock.advance(11 * 60_000);
      return back;
    });
    expectRefusal(await refusal(late), /expired or used or invalid/);
    none(shop);
  });

  it('an answer to another login, one without a shop, one that is no address; none of them is sent anywhere', async () => {
    const shop = await open(PASTED);
    const without = (name: string) => (back: URL) => {
      back.searchParams.delete(name);
      return back;
    };
    const other = (back: URL) => {
      back.searchParams.set('state', 'f'.repeat(32));
      return back;
    };
    expectRefusal(await refusal(shop.login(other)), /state is another/);
    expectRefusal(await refusal(shop.login(without('state'))), /state is another/);
    expectRefusal(await refusal(shop.login(without('shop_id'))), /no shop_id or main_account_id/);
    expectRefusal(await refusal(shop.login(without('code'))), /no code/);
    expectRefusal(await refusal(shop.login((back) => back.searchParams.get('code') ?? '')), /not the address/);
    expect(exchanges(shop)).toBe(0);
    none(shop);
  });

  it("another shop's answer, before its code is spent", async () => {
    const shop = await open({ ...PASTED, shopId: 600_000_777 });
    const error = await refusal(shop.login());
    expectRefusal(error, /shop 600000101 was authorised, the channel is shop 600000777/);
    expect(error.details.next?.en).toContain('connection.shopId');
    expect(exchanges(shop)).toBe(0);
    none(shop);
  });

  it("a main account's that is for other shops, or for no merchant of the channel", async () => {
    const other = await open({ ...PASTED, shopId: 600_000_777 }, { cnsc: true });
    expectRefusal(await refusal(other.login()), /shop 600000777 of the channel is not among .*\(600000101\)/);
    none(other);
    const merchant = await open({ ...PASTED, merchantId: 4 }, { cnsc: true });
    expectRefusal(await refusal(merchant.login()), /merchant 4 of the channel is not among .*\(1000401\)/);
    none(merchant);
    const single = await open({ ...PASTED, merchantId: 4 });
    const error = await refusal(single.login());
    expectRefusal(error, /alone was authorised/);
    expect(error.details.next?.en).toContain('Auth Merchant');
    expect(exchanges(single)).toBe(0);
  });

  it('by the platform: a wrong key, a link of six minutes ago', async () => {
    const shop = await open(PASTED);
    await follow(await linkOf(shop));
    const link = new URL(await linkOf(shop));
    link.searchParams.set('sign', 'f'.repeat(64));
    expect(await (await fetch(link, { redirect: 'manual' })).json()).toMatchObject({ error: 'error_sign' });
    const old = new URL(await linkOf(shop));
    old.searchParams.set('timestamp', String(Number(old.searchParams.get('timestamp')) - 360));
    expect(await (await fetch(old, { redirect: 'manual' })).json()).toMatchObject({ error: 'error_param' });
    await authSet(shop.ws, 'shop', 'partnerKey', 'not-the-key-of-this-app');
    const code = (shop.emulator as ShopeeEmulator).authorize();
    const answer = `code=${code.code}&shop_id=${code.shop_id}`;
    const error = await refusal(
      shop.login(undefined, {
        open: (address) => shop.opened.push(address),
        pasted: async () => `${new URL(shop.opened.at(-1) ?? '').searchParams.get('redirect')}&${answer}`,
      }),
    );
    expectRefusal(error, /Wrong sign/);
    expect(shop.stored().refreshToken).toBeUndefined();
  });

  async function linkOf(shop: Awaited<ReturnType<typeof open>>): Promise<string> {
    const before = shop.opened.length;
    await refusal(shop.login(() => 'nothing'));
    return shop.opened[before] ?? '';
  }
});

describe('the age of the refresh token', () => {
  it('is said by status and diff from a week before its end, and counts from the last renewal', async () => {
    const shop = await open();
    await shop.login();
    const life = lives.refreshToken?.value ?? 0;
    expect(life).toBe(30);
    shop.world.clock.advance(20 * DAY);
    expect(aged((await shop.world.look()).findings)).toEqual([]);
    // The look has renewed it: from then on it is as good as new, and a week before that end it is not.
    shop.world.clock.advance(9 * DAY);
    expect(aged((await authStatus(shop.ws, [])).channels[0]?.findings ?? [])).toEqual([]);
    shop.world.clock.advance(17 * DAY);
    const status = (await authStatus(shop.ws, [])).channels[0];
    expect(aged(status?.findings ?? [])).toEqual(['warning W_SECRET_EXPIRES']);
    const finding = status?.findings.find(({ code }) => code === 'W_SECRET_EXPIRES');
    expect([finding?.place, finding?.next?.en]).toEqual([
      { channel: 'shop', field: 'refreshToken' },
      'authorise anew: mabang auth login shop',
    ]);
    const kept = readTokens(tokensFile(shop.ws.dir, 'shop')).shop;
    expect(status?.secrets.find(({ name }) => name === 'refreshToken')?.expiresAt).toBe(
      new Date((kept?.issuedAt ?? 0) + 30 * DAY).toISOString(),
    );
    // Offline, nothing renews it.
    expect(aged((await shop.offline()).findings)).toEqual(['warning W_SECRET_EXPIRES']);
    shop.world.clock.advance(5 * DAY);
    expect(aged((await authStatus(shop.ws, [])).channels[0]?.findings ?? [])).toEqual(['error E_SECRET_EXPIRED']);
    const refused = await shop.world.look();
    expect(refused.failed[0]?.error.code).toBe('E_CREDENTIALS');
    expect(aged(refused.findings)).toEqual(['warning E_SECRET_EXPIRED']);
  });

  it('is no finding of a run that has just renewed it', async () => {
    const shop = await open();
    await shop.login();
    shop.world.clock.advance(26 * DAY);
    expect(aged((await shop.offline()).findings)).toEqual(['warning W_SECRET_EXPIRES']);
    const pushed = await shop.world.push();
    expect([pushed.exit, aged(pushed.findings)]).toEqual([0, []]);
  });

  it('of shop and merchant is that of the older one', async () => {
    const shop = await open({}, { cnsc: true });
    await shop.login();
    await shop.world.diff();
    const kept = readTokens(tokensFile(shop.ws.dir, 'shop'));
    const oldest = Math.min(...Object.values(kept).map(({ issuedAt }) => issuedAt));
    const [status] = (await authStatus(shop.ws, [])).channels;
    expect(status?.secrets.find(({ name }) => name === 'refreshToken')?.rotatedAt).toBe(new Date(oldest).toISOString());
  });
});
