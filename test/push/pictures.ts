import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pictureOf } from '../../src/testing/emulator/index.ts';

/** The seller's picture server on loopback, for processes that fetch pictures as a user's do. */
export interface PictureHost {
  /** Where the picture of a product stands; each has its own bytes. */
  of(code: string): string;
  /** Addresses that were fetched, in their order. */
  readonly fetched: readonly string[];
  close(): Promise<void>;
}

export async function startPictures(): Promise<PictureHost> {
  const fetched: string[] = [];
  const server = createServer((request, response) => {
    const address = `http://${request.headers.host}${request.url}`;
    fetched.push(address);
    response.writeHead(200, { 'content-type': 'image/png' }).end(pictureOf(address));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    // Letters for digits: an emulated world takes a 404 in an address at its word.
    of: (code) => `http://127.0.0.1:${port}/${code.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}.png`,
    fetched,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
