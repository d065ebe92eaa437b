import { inflateSync } from 'node:zlib';
import { EmulatorClock, type EmulatorServer, json, pictureOf, serve, urlOfPicture } from 'mabang/testing';
import { afterEach, describe, expect, it } from 'vitest';

let server: EmulatorServer | undefined;
afterEach(async () => {
  await server?.controls.close();
  server = undefined;
});

describe('the emulator kit: pictures', () => {
  const url = 'https://images.example/a%20mug.jpg?size=1';

  it('makes a PNG that says where it stands, the same bytes each time', () => {
    const bytes = Buffer.from(pictureOf(url));
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(Buffer.from(pictureOf(url)).equals(bytes)).toBe(true);
    expect(Buffer.from(pictureOf(`${url}0`)).equals(bytes)).toBe(false);
    expect(urlOfPicture(bytes)).toBe(url);
    const data = bytes.indexOf('IDAT');
    const length = bytes.readUInt32BE(data - 4);
    expect([...inflateSync(bytes.subarray(data + 4, data + 4 + length))]).toEqual([0, 0x80]);
  });

  it('finds no address in other bytes', () => {
    const bytes = pictureOf(url);
    for (const other of [Buffer.from('GIF89a'), Buffer.alloc(0), bytes.subarray(0, 20), Buffer.from(url)])
      expect(urlOfPicture(other)).toBeUndefined();
  });
});

describe('the emulator kit: bytes', () => {
  it('hands over the body as it came, and sends bytes as they are', async () => {
    const sent = Uint8Array.from({ length: 256 }, (_, i) => i);
    server = await serve({
      handle: ({ bytes }) => ({ status: 200, headers: {}, bytes: Buffer.from(bytes).reverse() }),
    });
    const response = await fetch(server.url, { method: 'POST', body: sent });
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([...sent].reverse());
    expect(server.controls.requests()[0]).toMatchObject({ reply: '256 bytes', write: true });
  });

  it('cuts bytes in the middle too', async () => {
    server = await serve({ handle: () => ({ status: 200, headers: {}, bytes: new Uint8Array(100) }) });
    server.controls.inject({ kind: 'truncate' });
    expect((await (await fetch(server.url)).arrayBuffer()).byteLength).toBe(50);
  });
});

describe('the emulator kit: what a request is', () => {
  const start = () =>
    serve({
      handle: () => json({ ok: true }),
      kindOf: ({ pathname }) => (pathname === '/token' ? 'grant' : pathname === '/search' ? 'read' : undefined),
    });
  const post = (path: string) => fetch(`${server?.url}${path}`, { method: 'POST' });

  it('believes the emulator before the method', async () => {
    server = await start();
    for (const path of ['/token', '/search', '/items']) await post(path);
    await fetch(`${server.url}/items`);
    expect(server.controls.requests().map(({ write, grant }) => [write, grant === true])).toEqual([
      [false, true],
      [false, false],
      [true, false],
      [false, false],
    ]);
  });

  it('spares requests for tokens unless the fault names them', async () => {
    server = await start();
    server.controls.inject({ kind: 'error' });
    expect((await post('/token')).status).toBe(200);
    expect((await post('/items')).status).toBe(500);
    server.controls.inject({ kind: 'error', grants: true, when: ({ grant }) => grant === true });
    expect((await post('/items')).status).toBe(200);
    expect((await post('/token')).status).toBe(500);
  });

  it('lets a fault choose writes by what they are', async () => {
    server = await start();
    server.controls.inject({ kind: 'error', when: ({ write }) => write });
    expect((await post('/search')).status).toBe(200);
    expect((await post('/items')).status).toBe(500);
  });
});

describe('the emulator kit: the clock', () => {
  it('jumps to the first who wakes when nothing else is under way', async () => {
    const clock = new EmulatorClock(1, { jumps: true });
    const before = clock.now();
    const woken: string[] = [];
    await Promise.all([
      clock.sleep(7_200_000).then(() => woken.push('later')),
      clock.sleep(3_600_000).then(() => woken.push('first')),
    ]);
    expect(woken).toEqual(['first', 'later']);
    expect(clock.now() - before).toBeGreaterThanOrEqual(7_200_000);
    clock.stop();
  });

  it('does not jump while a request is being answered', async () => {
    const clock = new EmulatorClock(1, { jumps: true });
    const woken: string[] = [];
    let sleeping: Promise<unknown> | undefined;
    await clock.during(async () => {
      sleeping = clock.sleep(3_600_000).then(() => woken.push('sleeper'));
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(woken).toEqual([]);
    });
    await sleeping;
    expect(woken).toEqual(['sleeper']);
    clock.stop();
  });

  it('is shared by emulators, and runs on when one of them closes', async () => {
    const clock = new EmulatorClock(1);
    const [one, two] = await Promise.all([
      serve({ handle: () => json({}), clock }),
      serve({ handle: () => json({}), clock }),
    ]);
    server = two;
    expect(one.clock).toBe(two.clock);
    await one.controls.close();
    const sleeping = clock.sleep(1000);
    clock.advance(1000);
    await sleeping;
    clock.stop();
  });

  it('ends a sleep with the reason of its signal', async () => {
    const clock = new EmulatorClock(1);
    const stop = new AbortController();
    const sleeping = clock.sleep(60_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow('enough');
    clock.stop();
  });
});
