import { type Diagnostic, HttpFailure, type Place, type Words } from 'mabang/contract';
import { EXIT, MabangError } from 'mabang/core';
import { z } from 'zod';

/** One error of an answer that is no 2xx: `{ errors: [{ code, message, details }] }`. */
export interface ApiError {
  readonly code: string;
  readonly message: string;
  readonly details?: string;
}

const shape = z.object({
  errors: z.array(z.object({ code: z.string(), message: z.string(), details: z.string().optional() })).min(1),
});

export function firstError(body: unknown): ApiError | undefined {
  const parsed = shape.safeParse(body);
  const [first] = parsed.success ? parsed.data.errors : [];
  if (!first) return undefined;
  const { code, message, details } = first;
  return { code, message, ...(details === undefined || details === '' ? {} : { details }) };
}

/** The status of an answer that says no; `undefined` for a failure that is none. */
export function refusedWith(error: unknown): number | undefined {
  return error instanceof HttpFailure && error.kind === 'refused' ? error.details.status : undefined;
}

export function issue(code: string, message: Words, next?: Words, place: Place = {}): Diagnostic {
  return { code, severity: 'error', message, place, ...(next ? { next } : {}) };
}

/** A whole request that was refused, in Amazon's own words and with its code, so that it can be searched for. */
export function refusalOf(failure: HttpFailure): Diagnostic {
  const error = firstError(failure.details.body);
  const words = error
    ? `${[error.message, error.details].filter(Boolean).join(': ')} (${error.code})`
    : failure.message;
  return issue(
    'E_AMZ_REFUSED',
    { en: `Amazon refused it: ${words}`, zh: `亚马逊拒绝了该操作：${words}` },
    nextOf(failure),
  );
}

function nextOf(failure: HttpFailure): Words | undefined {
  switch (failure.details.status) {
    case 429:
      return {
        en: 'limits stack on the published ones (of the application, of product data, of relationships); run again later',
        zh: '除公开限额外，还有应用、商品数据和变体关系的叠加限额；请稍后重新运行',
      };
    case 403:
      return {
        en: 'the app needs the role Product Listing, and the seller must have authorised it for this region',
        zh: '应用需要“Product Listing”角色，且卖家须在该区域授权',
      };
    case 413:
      return { en: 'shorten the texts of this SKU', zh: '请缩短该 SKU 的文本' };
    default:
      return undefined;
  }
}

/** What a seller can do about a first contact that failed; the failure itself when there is nothing to add. */
export function explained(error: unknown): unknown {
  const status = refusedWith(error);
  if (!(error instanceof HttpFailure) || (status !== 401 && status !== 403)) return error;
  return new MabangError('E_CREDENTIALS', EXIT.credentials, refusalOf(error).message, {
    cause: error,
    next: {
      en: 'check the three LWA credentials, and that the refresh token was made for the region of connection.marketplaceId',
      zh: '请检查三项 LWA 凭据，并确认 refresh token 属于 connection.marketplaceId 所在区域',
    },
  });
}

/** The same failure as one that did nothing to the batch, for what is done before the batch is sent. */
export function beforeSending(error: unknown): unknown {
  if (!(error instanceof HttpFailure) || !error.mayHaveHappened) return error;
  return new HttpFailure('unsent', error.message, { ...error.details, cause: error });
}

/** An answer that nothing can be made of. */
export function unreadable(method: 'GET' | 'POST', path: string, what: string): HttpFailure {
  return new HttpFailure('unreadable', `${method} ${path}: ${what}`, { method, path });
}
