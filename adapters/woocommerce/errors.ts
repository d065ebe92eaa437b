import { type Diagnostic, HttpFailure, type Json, type Place, type Words } from 'mabang/contract';
import { EXIT, MabangError } from 'mabang/core';
import { z } from 'zod';
import { plainMessage } from './text.ts';

/** WooCommerce's own words for a failure: `{ code, message, data: { status, resource_id } }`. */
export interface WooError {
  readonly code: string;
  readonly message: string;
  /** The thing that is in the way: the product that has the SKU, the term that has the name. */
  readonly resourceId?: number;
}

const shape = z.object({ code: z.string(), message: z.string(), data: z.unknown() });
const data = z.object({ resource_id: z.coerce.number().int().positive() });

export function wooError(body: unknown): WooError | undefined {
  const error = shape.safeParse(body);
  if (!error.success) return undefined;
  const more = data.safeParse(error.data.data);
  return {
    code: error.data.code,
    message: plainMessage(error.data.message),
    ...(more.success ? { resourceId: more.data.resource_id } : {}),
  };
}

export function wooErrorOf(failure: HttpFailure): WooError | undefined {
  return wooError(failure.details.body);
}

/** The status of an answer that says no; `undefined` for a failure that is none. */
export function refusedWith(error: unknown): number | undefined {
  return error instanceof HttpFailure && error.kind === 'refused' ? error.details.status : undefined;
}

export function issue(code: string, message: Words, next?: Words, place: Place = {}): Diagnostic {
  return { code, severity: 'error', message, place, ...(next ? { next } : {}) };
}

/** A refusal in the platform's own words, with its code, so that it can be searched for. */
export function refusal(error: WooError): Diagnostic {
  const words = `${error.message} (${error.code})`;
  const image = /image/.test(error.code);
  if (error.code === 'product_invalid_global_unique_id') return gtinTaken(error);
  return issue(
    image ? 'E_WOO_IMAGE' : 'E_WOO_REFUSED',
    { en: `WooCommerce refused it: ${words}`, zh: `WooCommerce 拒绝了该操作：${words}` },
    image
      ? {
          en: 'the shop itself fetches pictures: their address must be public, on port 80, 443 or 8080, and end in jpg, png, gif or webp',
          zh: '图片由店铺服务器下载：地址必须可公开访问，使用 80、443 或 8080 端口，并以 jpg、png、gif 或 webp 结尾',
        }
      : undefined,
  );
}

/** WooCommerce takes a GTIN for one product or variation only, those in the trash left out. */
function gtinTaken({ message, code, resourceId }: WooError): Diagnostic {
  const where = resourceId === undefined ? { en: '', zh: '' } : { en: ` ${resourceId}`, zh: ` ${resourceId} ` };
  return issue(
    'E_WOO_GTIN',
    {
      en: `product${where.en} of the shop has this GTIN already, and WooCommerce allows it once: ${message} (${code})`,
      zh: `店铺中的商品${where.zh}已使用此 GTIN，WooCommerce 不允许重复：${message}（${code}）`,
    },
    {
      en: 'correct the GTIN in the sheet, or take it off the other product in the shop (Inventory > GTIN, UPC, EAN or ISBN)',
      zh: '请在表格中更正 GTIN，或在店铺中从另一商品移除（库存 > GTIN、UPC、EAN 或 ISBN）',
    },
    { field: 'gtin' },
  );
}

/** A whole request that was refused, in one line. */
export function refusalOf(failure: HttpFailure): Diagnostic {
  const error = wooErrorOf(failure);
  return error ? refusal(error) : issue('E_WOO_REFUSED', { en: failure.message, zh: failure.message });
}

/** What a seller can do about a first contact that failed; the failure itself when there is nothing to add. */
export function explained(error: unknown, url: string): unknown {
  if (!(error instanceof HttpFailure)) return error;
  const status = refusedWith(error);
  const woo = wooErrorOf(error);
  if ((status === 401 || status === 403) && woo) return credentials(error, woo, url);
  if ((status === 404 && (!woo || woo.code === 'rest_no_route')) || (error.kind === 'unreadable' && !woo))
    return notWooCommerce(error, url);
  return error;
}

function credentials(cause: HttpFailure, woo: WooError, url: string): MabangError {
  const plain = url.startsWith('http:');
  return new MabangError(
    'E_CREDENTIALS',
    EXIT.credentials,
    {
      en: `the shop does not accept the key: ${woo.message} (${woo.code})`,
      zh: `店铺不接受该密钥：${woo.message}（${woo.code}）`,
    },
    {
      cause,
      next: plain
        ? {
            en: "make a key with read/write permission for an administrator or shop manager (WooCommerce > Settings > Advanced > REST API). Over plain HTTP requests are signed: `url` must be exactly the Site Address of WordPress, and the clock of this machine within 15 minutes of the shop's",
            zh: '请为管理员或店铺经理创建读/写权限的密钥（WooCommerce > 设置 > 高级 > REST API）。使用 HTTP 时请求需签名：`url` 必须与 WordPress 的“站点地址”完全一致，本机时钟与店铺相差不得超过 15 分钟',
          }
        : {
            en: 'make a key with read/write permission for an administrator or shop manager (WooCommerce > Settings > Advanced > REST API); if the host strips the Authorization header, set connection.auth: query',
            zh: '请为管理员或店铺经理创建读/写权限的密钥（WooCommerce > 设置 > 高级 > REST API）；如主机会移除 Authorization 请求头，请设置 connection.auth: query',
          },
    },
  );
}

function notWooCommerce(cause: HttpFailure, url: string): MabangError {
  return new MabangError(
    'E_WOO_NOT_FOUND',
    cause.kind === 'refused' ? EXIT.usage : EXIT.busy,
    {
      en: `no WooCommerce REST API answers at ${url}/wp-json/wc/v3 (${cause.message})`,
      zh: `${url}/wp-json/wc/v3 没有 WooCommerce REST API 响应（${cause.message}）`,
    },
    {
      cause,
      next: {
        en: "check connection.url; set WordPress > Settings > Permalinks to anything but Plain; a firewall or a cache may also answer in the shop's place",
        zh: '请检查 connection.url；WordPress > 设置 > 固定链接不能为“朴素”；也可能是防火墙或缓存代替店铺作出响应',
      },
    },
  );
}

/** The same failure as one that did nothing to the batch, for what is done before the batch is sent. */
export function beforeSending(error: unknown): unknown {
  if (!(error instanceof HttpFailure) || !error.mayHaveHappened) return error;
  return new HttpFailure('unsent', error.message, { ...error.details, cause: error });
}

/** The client's message of an answer it could not use. */
export function unreadable(path: string, what: string, body?: Json): HttpFailure {
  return new HttpFailure('unreadable', `GET ${path}: ${what}`, {
    method: 'GET',
    path,
    ...(body === undefined ? {} : { body }),
  });
}

/** Somebody deleted it since it was last seen. */
export function gone(what: 'product' | 'variation'): Diagnostic {
  const words = what === 'product' ? { en: 'the product is', zh: '该商品' } : { en: 'the variation is', zh: '该变体' };
  return issue(
    'E_WOO_GONE',
    { en: `${words.en} gone from the shop`, zh: `${words.zh}已从店铺中消失` },
    { en: 'run the same command again: the plan is made anew', zh: '请重新运行同一命令：将重新生成计划' },
  );
}
