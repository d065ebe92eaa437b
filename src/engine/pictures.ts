import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Ledger } from '../catalogue/index.ts';
import { type Context, HttpFailure, type Json, type Picture, PictureFailure } from '../contract/index.ts';
import { type Client, createClient } from '../http/index.ts';
import type { Host } from './types.ts';

/** Larger ones no platform takes; ten megabytes is the most that any of them names. */
const MAX_BYTES = 20 * 1_048_576;
const TIMEOUT_MS = 60_000;

/**
 * Fetches the seller's pictures, at a pace that a small picture host stands, and keeps what the platform calls its copies:
 * by address and by content, so that neither a second product nor a second address uploads the same bytes again.
 */
export function pictureUploads(
  channel: string,
  ledger: Pick<Ledger, 'asset' | 'setAsset'>,
  host: Host,
): { readonly upload: Context<unknown, string>['upload']; close(): Promise<void> } {
  let client: Client<'pictures'> | undefined;
  const fetchBytes = async (url: string): Promise<Uint8Array> => {
    const own = await host.picture?.(url);
    if (own) return own;
    client ??= pictureClient(channel, host);
    const { data } = await client.request({
      bucket: 'pictures',
      method: 'GET',
      path: new URL(url).pathname,
      elsewhere: url,
      answer: 'bytes',
      reply: z.instanceof(Uint8Array),
      resend: 'always',
    });
    return data;
  };
  const underWay = new Map<string, Promise<Json>>();
  const upload = async (url: string, send: (picture: Picture) => Promise<Json>): Promise<Json> => {
    const picture = pictureFrom(url, await fetched(url, channel, fetchBytes));
    const key = `sha256:${picture.hash}`;
    const known = ledger.asset(key);
    if (known !== undefined) {
      ledger.setAsset(url, known);
      return known;
    }
    const before = underWay.get(key);
    const sending = before ?? send(picture).finally(() => underWay.delete(key));
    underWay.set(key, sending);
    const remote = await sending;
    ledger.setAsset(key, remote);
    ledger.setAsset(url, remote);
    return remote;
  };
  return {
    async upload(url, send) {
      const known = ledger.asset(url);
      if (known !== undefined) return known;
      const before = underWay.get(url);
      if (before !== undefined) return before;
      const made = upload(url, send).finally(() => underWay.delete(url));
      underWay.set(url, made);
      return made;
    },
    async close() {
      await client?.close();
    },
  };
}

async function fetched(
  url: string,
  channel: string,
  fetchBytes: (url: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new PictureFailure(unfetched(url, channel, 'it is no http(s) address'), 'never');
  try {
    return await fetchBytes(url);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    throw new PictureFailure(unfetched(url, channel, error.message), error.kind === 'refused' ? 'never' : 'later');
  }
}

function unfetched(url: string, channel: string, why: string): PictureFailure['issue'] {
  return {
    code: 'E_PICTURE',
    severity: 'error',
    message: { en: `the picture ${url} cannot be fetched: ${why}`, zh: `无法获取图片 ${url}：${why}` },
    place: { channel, facet: 'media' },
    next: {
      en: 'open the address in a browser; correct it in the sheet, or wait for its server',
      zh: '请在浏览器中打开该地址；在表格中更正，或等待其服务器恢复',
    },
  };
}

/** What its first bytes say, whatever the server called it: a login page is no picture. */
function pictureFrom(url: string, bytes: Uint8Array): Picture {
  const type = typeOf(bytes);
  if (type) return { bytes, type, hash: createHash('sha256').update(bytes).digest('hex') };
  throw new PictureFailure(
    {
      code: 'E_PICTURE_KIND',
      severity: 'error',
      message: {
        en: `${url} is no JPEG, PNG, GIF or WebP picture (${bytes.length} bytes)`,
        zh: `${url} 不是 JPEG、PNG、GIF 或 WebP 图片（${bytes.length} 字节）`,
      },
      place: { facet: 'media' },
      next: {
        en: 'give the address of the picture itself, not of a page that shows it',
        zh: '请填写图片本身的地址，而不是网页地址',
      },
    },
    'never',
  );
}

const BEGINNINGS: readonly (readonly [Picture['type'], readonly number[], number])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff], 0],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 0],
  ['image/gif', [0x47, 0x49, 0x46, 0x38], 0],
  ['image/webp', [0x57, 0x45, 0x42, 0x50], 8],
];

function typeOf(bytes: Uint8Array): Picture['type'] | undefined {
  return BEGINNINGS.find(([, sign, at]) => sign.every((byte, i) => bytes[at + i] === byte))?.[0];
}

function pictureClient(channel: string, host: Host): Client<'pictures'> {
  const source = { source: 'our own: what a small web host stands', date: '2026-11-23' };
  return createClient<Record<never, never>, 'pictures'>({
    channel,
    adapter: {
      limits: {
        buckets: { pictures: { perSecond: 20, burst: 20, concurrent: 4, ...source } },
        listingsPerApply: { value: 1, unit: 'listings', ...source },
      },
      baseUrl: () => '',
      auth: { kind: 'bearer', secrets: [], sign: () => ({}) },
    },
    connection: {},
    secrets: {},
    clock: host.clock,
    userAgent: `mabang/${host.version}`,
    env: host.env,
    maxBytes: MAX_BYTES,
    timeoutMs: TIMEOUT_MS,
    ...(host.trace ? { trace: host.trace } : {}),
  });
}
