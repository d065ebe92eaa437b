import {
  type Answered,
  type Diagnostic,
  HttpFailure,
  type Json,
  type Place,
  type Verdict,
  type Words,
} from 'mabang/contract';
import { EXIT, MabangError } from 'mabang/core';
import { z } from 'zod';

/** The envelope's own words: `{ error, message, request_id }`. One code has many messages, so both are looked at. */
export interface ShopeeError {
  /** Without the module's name before it: `product.error_param` is `error_param`. */
  readonly code: string;
  readonly message: string;
}

const shape = z.object({ error: z.string(), message: z.string().nullish() });

export function bareCode(code: string): string {
  return code.trim().replace(/^(?:[a-z]+(?:_[a-z]+)*)\.(?=\S)/, '');
}

/** `undefined`: the answer is no error. */
export function shopeeError(body: unknown): ShopeeError | undefined {
  const answer = shape.safeParse(body);
  if (!answer.success || answer.data.error === '') return undefined;
  return { code: bareCode(answer.data.error), message: answer.data.message ?? '' };
}

export function shopeeErrorOf(error: unknown): ShopeeError | undefined {
  return error instanceof HttpFailure ? shopeeError(error.details.body) : undefined;
}

/** The platform or something behind it did not say what became of the call. */
const UNCLEAR =
  /^(?:error_server|error_system_busy|error_network|error_inner|error_unknown|error_service|error_marshal)$/;
const BUSY =
  /taking some time|try (?:again )?later|something wrong|system error|inner http call|unknown (?:internal )?error/i;
const STALE = /^(?:invalid_acc?ee?ss_token|invalid_access_token|error_access_token)$/;
const DAY = 86_400;
const QUOTA_ZONE = 8 * 3600;

/** Seconds to 00:00 UTC+8, when the day's quota begins anew, by the platform's own clock; an hour where it does not say. */
export function untilQuota(date: string | undefined): number {
  const at = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(at)) return 3600;
  return DAY - ((Math.floor(at / 1000) + QUOTA_ZONE) % DAY);
}

/** An error may come with HTTP 200 or with 4xx: what it means is in its code and message alone. */
export function judge({ path, status, headers, body }: Answered): Verdict | undefined {
  const error = shopeeError(body);
  if (!error) return undefined;
  const { code } = error;
  const message = said(error);
  if (code === 'error_rate_limit') return { kind: 'throttled', message };
  if (code === 'error_limit') return { kind: 'exhausted', seconds: untilQuota(headers.date), message };
  if (STALE.test(code) || (code === 'error_auth' && /^invalid access_token/i.test(error.message))) {
    return { kind: 'stale', token: /\/(?:global_product|merchant)\//.test(path) ? 'merchant' : 'shop', message };
  }
  if (status >= 500) return { kind: 'unclear', message };
  if (UNCLEAR.test(code) && (code === 'error_network' || BUSY.test(error.message))) return { kind: 'unclear', message };
  return { kind: 'refused', message };
}

/** What stands in front of every module: keys, hosts, permissions. Nothing of a call was done, and no other one will be. */
const CREDENTIALS =
  /^(?:error_sign|error_partner_key_expired|invalid_partner_id|source_ip_undeclared|error_api_permission|error_api_call_restricted|api_suspended|partner_frozen|partner_shop_no_link|(?:shop|merchant)_no_linked|(?:shop|merchant)_access_expired|shop_banned|error_kyc_auth|invalid_acc?ee?ss_token|refresh_token_expired)$/;
const CREDENTIAL_WORDS =
  /^(?:partner_id is invalid|the app is deleted|app developer|invalid access_token|invalid partner_id|partner does not have permission|you have no valid partner)/i;
const CLOCK = /timestamp/i;

export function isCredentials({ code, message }: ShopeeError): boolean {
  if (CREDENTIALS.test(code)) return true;
  if (code === 'error_param') return CLOCK.test(message) && /expired|invalid|no timestamp/i.test(message);
  return code === 'error_auth' && CREDENTIAL_WORDS.test(message);
}

const PROMOTION_CODES = /promotion|slash_price|flash_sale/;
const PROMOTION_WORDS =
  /(?:under|in|is|ongoing|upcoming) (?:a )?promotion|slash sale|flash sale|group ?buy|reserved? stock/i;
/** Carry a promotion's name and are something else. */
const NO_PROMOTION = /^(?:error_in_item_promotion_nomodel_to_models|error_slash_price_load)$/;

/** A running or coming campaign holds the item: it ends by itself, and nothing the seller writes changes it before. */
export function isPromotion({ code, message }: ShopeeError): boolean {
  return !NO_PROMOTION.test(code) && (PROMOTION_CODES.test(code) || PROMOTION_WORDS.test(message));
}

const LATER_CODES =
  /^error_(?:holiday|item_not_found|busi_global_item_not_found|busi_item_not_found|busi_add_item_failed|busi_update|busi_cannot_get_publish|rate_limit|limit|system_busy|server|inner|network)/;
const LATER_WORDS =
  /try later|try again|plaese try later|holiday mode|vocation mode|shop is upgrading|each day|reviewing products|item limit/i;

/** Whether the same request may succeed on another day. */
export function retryOf(error: ShopeeError): 'never' | 'later' {
  if (isPromotion(error)) return 'later';
  return LATER_CODES.test(error.code) || LATER_WORDS.test(error.message) ? 'later' : 'never';
}

export function issue(code: string, message: Words, next?: Words, place: Place = {}): Diagnostic {
  return { code, severity: 'error', message, place, ...(next ? { next } : {}) };
}

function said({ code, message }: ShopeeError): string {
  return message === '' ? code : code === '' ? message : `${message} (${code})`;
}

interface Known {
  readonly code: string;
  readonly when: (error: ShopeeError) => boolean;
  readonly message: (words: string) => Words;
  readonly next?: Words;
}

const KNOWN: readonly Known[] = [
  {
    code: 'E_SHOPEE_PROMOTION',
    when: isPromotion,
    message: (words) => ({
      en: `blocked by promotion: a running or coming campaign holds it. Shopee: ${words}`,
      zh: `被促销活动锁定：进行中或即将开始的活动占用了该商品。Shopee：${words}`,
    }),
    next: {
      en: 'push again when the campaign is over, or take the item out of it in the Seller Centre (Marketing Centre)',
      zh: '请在活动结束后重新推送，或在卖家中心（营销中心）将该商品移出活动',
    },
  },
  {
    code: 'E_SHOPEE_DAILY',
    when: ({ message }) => /each day/i.test(message),
    message: (words) => ({
      en: `the price of this item was changed as often as Shopee allows in one day: ${words}`,
      zh: `该商品今日改价次数已达 Shopee 上限：${words}`,
    }),
    next: { en: 'push again after 00:00 UTC+8', zh: '请在北京时间 00:00 之后重新推送' },
  },
  {
    code: 'E_SHOPEE_UPGRADED',
    when: ({ code, message }) =>
      /^error_busi_shop_not_upgraded_to_cnsc$|^error_cnsc_shop_block/.test(code) ||
      /not upgraded|lack (?:of )?service fee rate|No permission to current api|CNCS shop/i.test(message),
    message: (words) => ({
      en: `Shopee lets this shop use other calls than these: ${words}`,
      zh: `Shopee 不允许该店铺使用此接口：${words}`,
    }),
    next: {
      en: 'a shop that is upgraded to CNSC needs `merchantId` in its connection, one that is not must not have it; service fee rate and currency are set in the China Seller Centre',
      zh: '已升级 CNSC 的店铺需在 connection 中设置 `merchantId`，未升级的店铺则不可设置；服务费率和币种请在中国卖家中心设置',
    },
  },
  {
    code: 'E_SHOPEE_HOLIDAY',
    when: ({ code, message }) => /^error_holiday/.test(code) || /holiday mode|vocation mode/i.test(message),
    message: (words) => ({ en: `the shop is in holiday mode: ${words}`, zh: `店铺处于休假模式：${words}` }),
    next: {
      en: 'end the holiday mode in the Seller Centre, then push again',
      zh: '请在卖家中心关闭休假模式，然后重新推送',
    },
  },
  {
    code: 'E_SHOPEE_GONE',
    when: ({ code }) => /^error_(?:item_not_found|busi_global_item_not_found|busi_item_not_found)$/.test(code),
    message: (words) => ({
      en: `Shopee does not find it: it is deleted, or so new that it cannot be worked on yet: ${words}`,
      zh: `Shopee 找不到该商品：已被删除，或刚创建尚不可操作：${words}`,
    }),
    next: { en: 'run the same command again: it is read anew', zh: '请重新运行同一命令：将重新读取' },
  },
  {
    code: 'E_SHOPEE_BANNED',
    when: ({ code, message }) =>
      code === 'error_busi_cannot_delist_reviewing_or_banned_item' || /^banned and reviewing products/i.test(message),
    message: (words) => ({
      en: `Shopee has banned the listing, or is reviewing it, and does not let it be listed or unlisted: ${words}`,
      zh: `Shopee 已禁卖该商品或正在审核，无法上下架：${words}`,
    }),
    next: {
      en: 'the reason stands in the Seller Centre under My Products > Violation',
      zh: '具体原因请见卖家中心 > 我的商品 > 违规/禁卖',
    },
  },
  {
    code: 'E_SHOPEE_IMAGE',
    when: ({ code, message }) => /image/.test(code) || /^image|image (?:format|size)/i.test(message),
    message: (words) => ({ en: `Shopee does not take the picture: ${words}`, zh: `Shopee 不接受该图片：${words}` }),
    next: {
      en: 'pictures must be JPG or PNG and at most 10 MB',
      zh: '图片须为 JPG 或 PNG 格式，且不超过 10 MB',
    },
  },
];

/** A refusal in the platform's own words, with its code, so that it can be searched for. */
export function refusal(error: ShopeeError): Diagnostic {
  const words = said(error);
  const known = KNOWN.find(({ when }) => when(error));
  if (known) return issue(known.code, known.message(words), known.next);
  return issue('E_SHOPEE_REFUSED', { en: `Shopee refused it: ${words}`, zh: `Shopee 拒绝了该操作：${words}` });
}

export interface Refused {
  readonly retry: 'never' | 'later';
  readonly issue: Diagnostic;
}

/** What a row of `failure_list` says: the reason alone, with no code. */
export function refusedRow(reason: string, code = ''): Refused {
  const error = { code, message: reason };
  return { retry: retryOf(error), issue: refusal(error) };
}

/** What a whole call that was refused says. */
export function refusedCall(failure: HttpFailure): Refused {
  const error = shopeeError(failure.details.body);
  if (error) return { retry: retryOf(error), issue: refusal(error) };
  return { retry: 'later', issue: issue('E_SHOPEE_REFUSED', { en: failure.message, zh: failure.message }) };
}

/** What a seller can do about an answer of the gateway; the failure itself when there is nothing to add. */
export function explained(error: unknown): unknown {
  const shopee = shopeeErrorOf(error);
  if (!shopee || !isCredentials(shopee)) return error;
  const words = said(shopee);
  return new MabangError(
    'E_CREDENTIALS',
    EXIT.credentials,
    { en: `Shopee does not let the app in: ${words}`, zh: `Shopee 拒绝了该应用的访问：${words}` },
    { cause: error, next: adviceOn(shopee) },
  );
}

function adviceOn({ code, message }: ShopeeError): Words {
  if (code === 'error_sign' || /partner/.test(code) || /partner/i.test(message)) {
    return {
      en: 'partner id, partner key and `host` must be of the same environment: the live pair goes with global, china or brazil, the test pair with sandbox. The key is taken as text, without spaces around it',
      zh: 'partner id、partner key 与 `host` 必须属于同一环境：正式密钥对应 global、china 或 brazil，测试密钥对应 sandbox。密钥按文本使用，前后不得有空格',
    };
  }
  if (code === 'source_ip_undeclared') {
    return {
      en: 'declare the address of this machine in the Open Platform Console > App List > IP addresses',
      zh: '请在开放平台控制台 > 应用列表 > IP 地址中登记本机地址',
    };
  }
  if (CLOCK.test(message)) {
    return {
      en: 'set the clock of this machine: a request is good for 5 minutes',
      zh: '请校准本机时钟：请求有效期为 5 分钟',
    };
  }
  return {
    en: 'the seller authorises the app anew (Open Platform > authorisation link), and the new refresh token replaces the old one',
    zh: '请卖家重新授权该应用（开放平台授权链接），并用新的 refresh token 替换旧的',
  };
}

/** The same failure as one that did nothing to the batch, for what is done before the batch is sent. */
export function beforeSending(error: unknown): unknown {
  if (!(error instanceof HttpFailure) || !error.mayHaveHappened) return error;
  return new HttpFailure('unsent', error.message, { ...error.details, cause: error });
}

/** An answer that is JSON and not what it must be. */
export function unreadable(method: 'GET' | 'POST', path: string, what: string, body?: Json): HttpFailure {
  const details = { method, path, ...(body === undefined ? {} : { body }) };
  return new HttpFailure('unreadable', `${method} ${path}: ${what}`, details);
}
