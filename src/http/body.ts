import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

/** What `decodeBody` can undo. Sent as `Accept-Encoding`. */
export const ENCODINGS = 'gzip, deflate, br';

export type Decoded = { readonly bytes: Buffer } | { readonly bad: string };

const unzip = {
  gzip: promisify(gunzip),
  inflate: promisify(inflate),
  raw: promisify(inflateRaw),
  br: promisify(brotliDecompress),
};

/** Undo `Content-Encoding`. More than `maxBytes` is refused before it is in memory. */
export async function decodeBody(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Decoded> {
  let bytes = body;
  const codings = (encoding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (bytes.length === 0) return { bytes };
  for (const coding of codings.reverse()) {
    try {
      const opened = await undo(coding, bytes, maxBytes);
      if (!opened) return { bad: `it is encoded as ${coding}, which was not asked for` };
      bytes = opened;
    } catch (error) {
      const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      return { bad: tooLarge ? tooLargeText(maxBytes) : `it says it is ${coding} and is not` };
    }
  }
  return { bytes };
}

export function tooLargeText(maxBytes: number): string {
  return `it is larger than ${maxBytes >= 1_048_576 ? `${Math.floor(maxBytes / 1_048_576)} MiB` : `${maxBytes} bytes`}`;
}

async function undo(coding: string, bytes: Buffer, maxOutputLength: number): Promise<Buffer | undefined> {
  const options = { maxOutputLength };
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return unzip.gzip(bytes, options);
    case 'deflate':
      // By the standard it has a zlib wrapper; some servers leave it out. The first byte tells.
      return ((bytes[0] ?? 0) & 0x0f) === 8 ? unzip.inflate(bytes, options) : unzip.raw(bytes, options);
    case 'br':
      return unzip.br(bytes, options);
    default:
      return undefined;
  }
}

/** UTF-8 without its byte order mark, or `undefined` where the bytes are not UTF-8. */
export function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
