import { createServer } from 'node:http';

/** Stands in the comment of a picture, so that whoever gets the bytes knows where they came from. */
const MARK = 'picture-source:';

/** A baseline JPEG of one grey pixel: tables with one code each, and both codes in one byte of data. */
const HEAD = [0xff, 0xd8];
const QUANTIZERS = [0xff, 0xdb, 0, 67, 0, ...new Array<number>(64).fill(1)];
const FRAME = [0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0];
const ONE_CODE = [1, ...new Array<number>(15).fill(0), 0];
const TABLES = [0xff, 0xc4, 0, 38, 0x00, ...ONE_CODE, 0x10, ...ONE_CODE];
const SCAN = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x3f];
const END = [0xff, 0xd9];

/** The picture at a URL: the same bytes each time, and no two URLs have the same. The URL stands in its comment segment. */
export function pictureAt(url: string): Buffer {
  const comment = Buffer.from(`${MARK}${new URL(url).href}\n`, 'latin1');
  const size = comment.length + 2;
  const segment = Buffer.concat([Buffer.from([0xff, 0xfe, size >> 8, size & 0xff]), comment]);
  return Buffer.concat([
    Buffer.from(HEAD),
    segment,
    Buffer.from([...QUANTIZERS, ...FRAME, ...TABLES, ...SCAN, ...END]),
  ]);
}

/** Where a picture says that it came from. */
export function sourceOf(bytes: Uint8Array): string | undefined {
  return new RegExp(`${MARK}(\\S+)\\n`).exec(Buffer.from(bytes).toString('latin1'))?.[1];
}

export interface ImageHost {
  /** `http://127.0.0.1:<port>`; pictures are at `/images/<name>.jpg`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Somebody's web server with the seller's pictures: `GET /images/<name>.jpg` answers `pictureAt` of that very URL, anything
 * else 404. A server of its own because an emulator's replies are text.
 */
export async function startImageHost(): Promise<ImageHost> {
  let base = '';
  const http = createServer((request, response) => {
    const path = request.url ?? '/';
    if (request.method !== 'GET' || !/^\/images\/[^/?#]+\.jpg$/.test(path)) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
      return;
    }
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(pictureAt(`${base}${path}`));
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(0, '127.0.0.1', resolve);
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('the image host has no port');
  base = `http://127.0.0.1:${address.port}`;
  return {
    url: base,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}
