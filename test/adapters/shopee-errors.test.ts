import { HttpFailure } from 'mabang/contract';
import { MabangError } from 'mabang/core';
import { describe, expect, it } from 'vitest';
import {
  bareCode,
  explained,
  isPromotion,
  judge,
  refusal,
  refusedRow,
  retryOf,
  untilQuota,
} from '../../adapters/shopee/errors.ts';

const answer = (error: string, message: string, more: { path?: string; status?: number; date?: string } = {}) =>
  judge({
    method: 'POST',
    path: more.path ?? '/product/update_price',
    status: more.status ?? 200,
    headers: more.date === undefined ? {} : { date: more.date },
    body: { error, message, request_id: 'r' },
  });

describe('what an answer means', () => {
  it('is left to the status where there is no error, or no envelope', () => {
    expect(answer('', '')).toBeUndefined();
    expect(judge({ method: 'GET', path: '/', status: 502, headers: {}, body: null })).toBeUndefined();
  });

  it.each([
    ['error_rate_limit', 'Too many requests. You have reached the rate limit.', 'throttled'],
    ['product.error_param', 'Wrong parameters, detail: x.', 'refused'],
    ['error_auth', 'Please wait for the holiday mode set then to edit item. Please try later.', 'refused'],
    ['error_sign', 'Wrong sign.', 'refused'],
    ['product.error_server', 'Something wrong. Please try later.', 'unclear'],
    ['error_system_busy', 'Our system is taking some time to respond, please try later.', 'unclear'],
    ['error_inner', 'System error, please try again later or contact the OpenAPI support team.', 'unclear'],
    ['error_network', 'Inner http call failed', 'unclear'],
    // The same code says what is wrong with the request.
    ['error_inner', 'Invalid stock location ID', 'refused'],
  ])('%s "%s" is %s, with HTTP 200 and 4xx alike', (code, message, kind) => {
    expect(answer(code, message)?.kind).toBe(kind);
    expect(answer(code, message, { status: 403 })?.kind).toBe(kind);
  });

  it.each([
    ['/product/add_item', 'shop'],
    ['/global_product/update_stock', 'merchant'],
    ['/merchant/get_merchant_info', 'merchant'],
  ])('a token that is not taken on %s is the one of the %s', (path, token) => {
    expect(answer('invalid_acceess_token', 'Invalid access_token, please have a check.', { path })).toMatchObject({
      kind: 'stale',
      token,
    });
    expect(answer('error_auth', 'Invalid access_token.', { path })).toMatchObject({ kind: 'stale', token });
  });

  it('the quota of the day is over until 00:00 UTC+8, by the date of the answer', () => {
    const message = 'The total API call number made by your APP has reached the daily API call limit';
    const date = 'Mon, 23 Nov 2026 15:59:00 GMT';
    expect(answer('error_limit', message, { date })).toMatchObject({ kind: 'exhausted', seconds: 60 });
    expect(untilQuota('Mon, 23 Nov 2026 16:00:00 GMT')).toBe(86_400);
    expect(untilQuota(undefined)).toBe(3600);
  });
});

describe('promotion locks', () => {
  it.each([
    ['error_cannt_edit_price_in_promotion', 'Original_price cannot be edited when item is under promotion.'],
    ['error_in_item_promotion_unlsit_lock', "Can't unlist item when item is under promotion."],
    ['error_slash_price_item_delete_lock', 'In slash sale, item cannot be deleted.'],
    [
      'error_flash_sale_days_to_ship_lock',
      'Days_to ship cannot be changed when item is under ongoing/upcoming flash sale.',
    ],
    ['error_item_in_promotion', 'item is in promotion can not set category'],
    ['error_auth', 'Stock should be larger than reserved stock.'],
    ['', "Can't unlist item when item is under promotion"],
  ])('%s "%s" is told as one, to be tried again later', (code, message) => {
    expect(isPromotion({ code, message })).toBe(true);
    const { retry, issue } = refusedRow(message, code);
    expect(retry).toBe('later');
    expect(issue).toMatchObject({ code: 'E_SHOPEE_PROMOTION' });
    expect(issue.message.en).toContain('blocked by promotion');
    expect(issue.message.en).toContain(message);
  });

  it.each([
    ['error_in_item_promotion_nomodel_to_models', "Can't to edit item stock directly while item has models."],
    ['error_slash_price_load', 'Failed to load slash price.'],
    ['error_price_exceed_min_limitt', 'Original_price is less than min price limit.'],
  ])('%s is none, whatever its name says', (code, message) => {
    expect(isPromotion({ code, message })).toBe(false);
  });
});

describe('what a seller is told', () => {
  it('says whether another day may help', () => {
    const message = 'Update item price fail, reach item price edit limit for each day';
    expect(retryOf({ code: 'error_update_item_price', message })).toBe('later');
    expect(refusal({ code: 'error_update_item_price', message }).code).toBe('E_SHOPEE_DAILY');
    expect(retryOf({ code: 'error_invalid_brand', message: 'Invalid brand' })).toBe('never');
    expect(retryOf({ code: 'error_update_price_fail', message: 'Update price failed, please try later.' })).toBe(
      'later',
    );
  });

  it("keeps the platform's words and code in both languages", () => {
    const { message, code } = refusal({ code: 'error_invalid_brand', message: 'Invalid brand' });
    expect(code).toBe('E_SHOPEE_REFUSED');
    for (const text of [message.en, message.zh]) expect(text).toContain('Invalid brand (error_invalid_brand)');
  });

  it('strips the name of a module, and nothing else', () => {
    expect(bareCode('product.error_param')).toBe('error_param');
    expect(bareCode('common.error_shop')).toBe('error_shop');
    expect(bareCode('error_param')).toBe('error_param');
  });

  it.each([
    ['error_sign', 'Wrong sign.', /same environment/],
    ['source_ip_undeclared', 'Request Source IP (1.2.3.4) is undeclared.', /IP addresses/],
    ['error_param', 'Timestamp is expired.', /clock/],
    ['refresh_token_expired', 'Your refresh_token expired.', /authorises the app anew/],
  ])('%s is a matter of credentials, and says what to do', (error, message, next) => {
    const details = { method: 'GET', path: '/shop/get_shop_info', status: 200, body: { error, message } } as const;
    const told = explained(new HttpFailure('refused', 'no', details));
    expect(told).toBeInstanceOf(MabangError);
    expect((told as MabangError).code).toBe('E_CREDENTIALS');
    expect((told as MabangError).details.next?.en).toMatch(next);
  });

  it('leaves other failures as they are', () => {
    const body = { error: 'error_auth', message: 'Please wait for the holiday mode set then to edit item.' };
    const failure = new HttpFailure('refused', 'no', { method: 'GET', path: '/', status: 200, body });
    expect(explained(failure)).toBe(failure);
  });
});
