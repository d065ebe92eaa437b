import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Json } from '../../src/contract/index.ts';
import { pictureUploads } from '../../src/engine/pictures.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A host of pictures, and the memory of one channel. */
async function bench(answers: Readonly<Record<string, readonly [number, Buffer | string]>>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const [status, body] = answers[request.url ?? ''] ?? [404, 'no'];
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const memory = new Map<string, Json>();
  const pictures = pictureUploads(
    'shop',
    {
      asset: (key) => memory.get(key),
      setAsset: (key, remote) => {
        if (remote !== undefined) memory.set(key, remote);
      },
    },
    {
      env: {},
      clock: { now: () => Date.now(), sleep: async () => {} },
      pid: 1,
      bootId: 'b',
      hostName: 'h',
      alive: () => true,
      version: 'test',
    },
  );
  ends.push(
    () => pictures.close(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  let sent = 0;
  const send = async () => ({ id: ++sent });
  return { base, asked, memory, pictures, send, sent: () => sent };
}

describe('pictures that a platform wants as bytes', () => {
  it('are fetched and sent once for each address, also when many ask at once', async () => {
    const { base, pictures, send, asked, sent } = await bench({ '/a.png': [200, PNG] });
    const copies = await Promise.all([1, 2, 3].map(() => pictures.upload(`${base}/a.png`, send)));
    expect(copies).toEqual([{ id: 1 }, { id: 1 }, { id: 1 }]);
    expect(await pictures.upload(`${base}/a.png`, send)).toEqual({ id: 1 });
    expect([asked.length, sent()]).toEqual([1, 1]);
  });

  it('are sent once for the same bytes under two addresses, one after the other or at once', async () => {
    const { base, pictures, send, sent } = await bench({
      '/a.png': [200, PNG],
      '/b.png': [200, PNG],
      '/c.png': [200, PNG],
    });
    await Promise.all([pictures.upload(`${base}/a.png`, send), pictures.upload(`${base}/b.png`, send)]);
    expect(await pictures.upload(`${base}/c.png`, send)).toEqual({ id: 1 });
    expect(sent()).toBe(1);
  });

  it('that are pages, or not there, are not sent, and the address is named', async () => {
    const { base, pictures, send, sent } = await bench({ '/login': [200, '<html>please log in</html>'] });
    await expect(pictures.upload(`${base}/login`, send)).rejects.toMatchObject({
      issue: { code: 'E_PICTURE_KIND' },
      retry: 'never',
    });
    await expect(pictures.upload(`${base}/gone.png`, send)).rejects.toMatchObject({
      issue: { code: 'E_PICTURE' },
      retry: 'never',
    });
    await expect(pictures.upload('ftp://images.example/a.png', send)).rejects.toMatchObject({
      issue: { code: 'E_PICTURE' },
    });
    await expect(pictures.upload(`${base}/gone.png`, send)).rejects.toThrow('/gone.png');
    expect(sent()).toBe(0);
  });

  it('whose sending failed are sent again the next time', async () => {
    const { base, pictures, send, memory } = await bench({ '/a.png': [200, PNG] });
    await expect(
      pictures.upload(`${base}/a.png`, async () => {
        throw new Error('busy');
      }),
    ).rejects.toThrow('busy');
    expect(memory.size).toBe(0);
    expect(await pictures.upload(`${base}/a.png`, send)).toEqual({ id: 1 });
  });
});
