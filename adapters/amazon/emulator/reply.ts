import { randomUUID } from 'node:crypto';
import type { EmulatorReply } from 'mabang/testing';

/** An answer that is an error: `{errors: [{code, message, details}]}`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details = '',
  ) {
    super(message);
  }

  reply(): EmulatorReply {
    return answer({ errors: [{ code: this.code, message: this.message, details: this.details }] }, this.status);
  }
}

/** As the sandbox words it (listingsItems and definitions, sandbox pairs of 2026-08-05). */
export function badRequest(details: string): ApiError {
  return new ApiError(400, 'BAD_REQUEST', 'Invalid input', details);
}

/** As the sandbox words it for feeds and reports: the code is the status. */
export function badInput(details: string): ApiError {
  return new ApiError(400, '400', 'Invalid input', details);
}

/** More calls than the usage plan gives. */
class QuotaError extends ApiError {
  override reply(): EmulatorReply {
    return { ...super.reply(), overLimit: true };
  }
}

export function quotaExceeded(what = 'You exceeded your quota for the requested resource.'): ApiError {
  return new QuotaError(429, 'QuotaExceeded', what);
}

export function unauthorized(details: string): ApiError {
  return new ApiError(403, 'Unauthorized', 'Access to requested resource is denied.', details);
}

/** Stands for a number that is written with a point whatever its value: 400 goes out as 400.0. */
const FLOAT = `float-${randomUUID()}:`;
const FLOATS = new RegExp(`"${FLOAT}(-?[\\d.e+-]+)"`, 'g');

export function float(value: number): string {
  return `${FLOAT}${Number.isInteger(value) && !String(value).includes('e') ? `${value}.0` : value}`;
}

/** JSON with a request id on it, as every answer has. */
export function answer(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): EmulatorReply {
  const text = value === undefined ? '' : JSON.stringify(value).replace(FLOATS, '$1');
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers },
    text,
  };
}

/**
 * Bytes that are not text. A reply of the kit is text, and its server hands it to `Buffer.from`, which takes bytes as they
 * are: the type is the only thing in the way.
 */
export function bytes(content: Uint8Array, headers: Readonly<Record<string, string>>): EmulatorReply {
  return { status: 200, headers, text: Buffer.from(content) as unknown as string };
}
