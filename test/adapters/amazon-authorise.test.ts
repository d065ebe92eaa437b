import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sellerCentralOf } from '../../adapters/amazon/authorise.ts';
import type { AmazonEmulatorOptions } from '../../adapters/amazon/emulator.ts';
import * as emulator from '../../adapters/amazon/emulator.ts';
import amazon from '../../adapters/amazon/index.ts';
import { MARKETPLACES } from '../../adapters/amazon/marketplaces.ts';
import { connection as schema } from '../../adapters/amazon/schema.ts';
import { authStatus, authTest, keep } from '../../src/engine/auth.ts';
import { secretsFile } from '../../src/engine/secrets.ts';
import { mug } from '../../src/testing/conformance/goods.ts';
import { aged, DAY, expectRefusal, refusal, type Unauthorised, unauthorised } from './authorise-bench.ts';

const KEYS = ['clientId', 'clientSecret'];
const open = (connection: Readonly<Record<string, unknown>> = {}, options: AmazonEmulatorOptions = {}) =>
  unauthorised(amazon, emulator, { secrets: KEYS, connection, options: options as Readonly<Record<string, unknown>> });
const exchanges = (shop: Unauthorised) => shop.emulator.requests().filter(({ grant }) => grant).length;

describe('auth login', () => {
  it('from the consent page to a push', async () => {
    const shop = await open();
    expect((await shop.login()).stored).toEqual(['refreshToken']);
    const link = new URL(shop.opened[0] ?? '');
    expect(link.pathname).toBe('/apps/authorize/consent');
    expect(Object.fromEntries(link.searchParams)).toEqual({
      application_id: shop.emulator.connection.applicationId,
      redirect_uri: 'https://seller.example/amazon',
      state: expect.stringMatching(/^[0-9a-f]{32}$/),
      version: 'beta',
    });
    expect(shop.stored().refreshToken).toMatch(/^Atzr\|/);
    const [exchange] = shop.emulator.requests().filter(({ grant }) => grant);
    const names = [...new URLSearchParams(exchange?.body ?? '').keys()].sort();
    expect(names).toEqual(['client_id', 'client_secret', 'code', 'grant_type', 'redirect_uri']);
    shop.world.put(mug(shop.world));
    const pushed = await shop.world.push();
    shop.world.settle();
    expect([pushed.exit, pushed.error, shop.emulator.inspect('MUG-1-S')?.visible]).toEqual([0, undefined, true]);
    expect((await authTest(shop.ws, ['shop'])).exit).toBe(0);
  });

  it('of a published application says nothing of a draft; another registered address is taken too', async () => {
    const second = 'https://seller.example/amazon/second';
    const shop = await open({ redirectUri: second }, { application: 'published' });
    await shop.login();
    const { searchParams } = new URL(shop.opened[0] ?? '');
    expect([searchParams.has('version'), searchParams.get('redirect_uri')]).toEqual([false, second]);
    expect(shop.stored().refreshToken).toBeTruthy();
  });

  it('without an application asks for each secret', async () => {
    const shop = await open({ applicationId: undefined, redirectUri: undefined });
    const asked: string[] = [];
    const typed = async ({ name }: { readonly name: string }) => {
      asked.push(name);
      return name === 'refreshToken' ? 'Atzr|typed-by-hand' : '';
    };
    await shop.login(undefined, { secret: typed });
    expect([asked, shop.opened]).toEqual([['clientId', 'clientSecret', 'refreshToken'], []]);
    expect(shop.stored().refreshToken).toBe('Atzr|typed-by-hand');
  });

  it('goes to the Seller Central of the marketplace', () => {
    const at = (marketplaceId: string) => sellerCentralOf(schema.parse({ sellerId: 'A2EXAMPLE0SELL', marketplaceId }));
    const places = ['US', 'MX', 'DE', 'GB', 'NL', 'SE', 'TR', 'JP', 'SG'].map((country) => at(country));
    expect(places.map((address) => address.replace('https://', ''))).toEqual([
      'sellercentral.amazon.com',
      'sellercentral.amazon.com.mx',
      'sellercentral-europe.amazon.com',
      'sellercentral-europe.amazon.com',
      'sellercentral.amazon.nl',
      'sellercentral.amazon.se',
      'sellercentral.amazon.com.tr',
      'sellercentral.amazon.co.jp',
      'sellercentral.amazon.sg',
    ]);
    for (const { id } of MARKETPLACES) expect(URL.canParse(at(id))).toBe(true);
  });

  it('needs the registered address beside the application, and an https one', () => {
    const said = { sellerId: 'A2EXAMPLE0SELL', marketplaceId: 'US', applicationId: 'amzn1.sp.solution.1' };
    const issues = (more: object) => schema.safeParse({ ...said, ...more }).error?.issues.map(({ path }) => path[0]);
    expect(issues({})).toEqual(['redirectUri']);
    expect(issues({ redirectUri: 'http://127.0.0.1:8400/mabang' })).toEqual(['redirectUri']);
    expect(issues({ redirectUri: 'https://seller.example/back' })).toBeUndefined();
  });
});

describe('is refused, and stores nothing', () => {
  const none = (shop: Unauthorised) => expect(Object.keys(shop.stored()).sort()).toEqual(KEYS);

  it('a code that was used before', async () => {
    const shop = await open();
    let used = '';
    await shop.login((back) => {
      used = back.searchParams.get('spapi_oauth_code') ?? '';
      return back;
    });
    const kept = shop.stored();
    const again = shop.login((back) => {
      back.searchParams.set('spapi_oauth_code', used);
      return back;
    });
    const error = await refusal(again);
    expectRefusal(error, /invalid grant parameter : code \(invalid_grant\)/);
    expect(JSON.stringify(error.toDiagnostic())).not.toContain(used);
    expect(shop.stored()).toEqual(kept);
  });

  it('a code of six minutes ago', async () => {
    const shop = await open();
    const late = shop.login((back) => {
      shop.world.clock.advance(6 * 60_000);
      return back;
    });
    expectRefusal(await refusal(late), /invalid_grant/);
    none(shop);
  });

  it('an answer to another login, one without its parts, one that is no address; none of them is sent anywhere', async () => {
    const shop = await open();
    const changed = (name: string, value?: string) => (back: URL) => {
      if (value === undefined) back.searchParams.delete(name);
      else back.searchParams.set(name, value);
      return back;
    };
    expectRefusal(await refusal(shop.login(changed('state', 'f'.repeat(32)))), /state is another/);
    expectRefusal(await refusal(shop.login(changed('state'))), /state is another/);
    expectRefusal(await refusal(shop.login(changed('selling_partner_id'))), /no selling_partner_id/);
    expectRefusal(await refusal(shop.login(changed('spapi_oauth_code'))), /no spapi_oauth_code/);
    const bare = shop.login((back) => back.searchParams.get('spapi_oauth_code') ?? '');
    expectRefusal(await refusal(bare), /not the address/);
    expect(exchanges(shop)).toBe(0);
    none(shop);
  });

  it("another seller's answer, before its code is spent", async () => {
    const shop = await open({ sellerId: 'A2EXAMPLE0SELL' });
    const error = await refusal(shop.login());
    expectRefusal(error, /has authorised, the channel is seller A2EXAMPLE0SELL/);
    expect(error.details.next?.en).toContain('connection.sellerId');
    expect(exchanges(shop)).toBe(0);
    none(shop);
  });

  it('by the platform: a draft without its mark, an address that is not registered, a wrong secret', async () => {
    const answer = async (shop: Unauthorised) => {
      await refusal(shop.login(undefined, { open: (address) => shop.opened.push(address), pasted: async () => '-' }));
      const page = await fetch(shop.opened.at(-1) ?? '', { redirect: 'manual' });
      return [page.status, (await page.text()).match(/MD\d+/)?.[0]];
    };
    expect(await answer(await open({ applicationState: 'published' }))).toEqual([400, 'MD1000']);
    expect(await answer(await open({ redirectUri: 'https://elsewhere.example/' }))).toEqual([400, 'MD5101']);
    const shop = await open();
    keep(shop.ws, 'shop', { clientSecret: 'amzn1.oa2-cs.v1.of-another-app' });
    expectRefusal(await refusal(shop.login()), /Client authentication failed \(invalid_client\)/);
    none(shop);
  });

  it('a code that was given for another redirect address', async () => {
    const shop = await open();
    const swap = shop.login(undefined, {
      open: (address) => {
        const link = new URL(address);
        link.searchParams.set('redirect_uri', 'https://seller.example/amazon/second');
        shop.opened.push(link.href);
      },
      pasted: async () => {
        const { headers } = await fetch(shop.opened.at(-1) ?? '', { redirect: 'manual' });
        return headers.get('location') ?? '';
      },
    });
    expectRefusal(await refusal(swap), /invalid grant parameter : redirect_uri/);
    none(shop);
  });
});

describe('the age of what expires', () => {
  const ages = async (shop: Unauthorised) => aged((await authStatus(shop.ws, [])).channels[0]?.findings ?? []);

  it('is said of the client secret by status, diff and push a week before its 180 days end', async () => {
    const shop = await open();
    const { clientSecret = '' } = shop.stored();
    keep(shop.ws, 'shop', { clientSecret });
    await shop.login();
    shop.world.clock.advance(170 * DAY);
    expect([await ages(shop), aged((await shop.world.push()).findings)]).toEqual([[], []]);
    shop.world.clock.advance(5 * DAY);
    expect(await ages(shop)).toEqual(['warning W_SECRET_EXPIRES']);
    const pushed = await shop.world.push();
    expect([pushed.exit, aged(pushed.findings)]).toEqual([0, ['warning W_SECRET_EXPIRES']]);
    expect(aged((await shop.world.look()).findings)).toEqual(['warning W_SECRET_EXPIRES']);
    expect(pushed.findings.find(({ code }) => code === 'W_SECRET_EXPIRES')?.place.field).toBe('clientSecret');
    shop.world.clock.advance(10 * DAY);
    expect(await ages(shop)).toEqual(['error E_SECRET_EXPIRED']);
    // The platform has the last word, so a push that works is not failed for it.
    const late = await shop.world.push();
    expect([late.exit, aged(late.findings)]).toEqual([0, ['warning E_SECRET_EXPIRED']]);
    // Rotated: its age counts from then on, and the other secrets keep theirs.
    keep(shop.ws, 'shop', { clientSecret });
    expect(await ages(shop)).toEqual([]);
  });

  it('is said of the refresh token of a published application alone: its authorisation is for 365 days', async () => {
    for (const [application, said] of [
      ['published', ['warning W_SECRET_EXPIRES']],
      ['draft', []],
    ] as const) {
      const shop = await open({}, { application });
      await shop.login();
      shop.world.clock.advance(360 * DAY);
      keep(shop.ws, 'shop', { clientSecret: shop.stored().clientSecret ?? '' });
      expect(await ages(shop)).toEqual(said);
    }
  });

  it('is not forgotten when another secret of the file is stored', async () => {
    const shop = await open();
    // Put there by hand a while ago, with no time of their own but the file's.
    const file = secretsFile(shop.ws.dir);
    const before = new Date(Date.now() - 100 * DAY);
    utimesSync(file, before, before);
    await shop.login();
    keep(shop.ws, 'shop', { clientId: 'amzn1.application-oa2-client.another' });
    const status = (await authStatus(shop.ws, [])).channels[0]?.secrets;
    expect(status?.map(({ name, exact }) => [name, exact])).toEqual([
      ['clientId', true],
      ['clientSecret', false],
      ['refreshToken', true],
    ]);
    expect(Date.parse(status?.[1]?.storedAt ?? '')).toBe(before.getTime());
  });
});
