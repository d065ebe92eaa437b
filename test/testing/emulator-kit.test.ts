import { EmulatorBucket, EmulatorClock, type EmulatorServer, type FaultKind, html, json, serve } from 'mabang/testing';
import { afterEach, describe, expect, it } from 'vitest';

let server: EmulatorServer | undefined;
afterEach(async () => {
  await server?.controls.close();
  server = undefined;
});

/** Counts what was really done, whatever the client hears of it. */
async function counting(options: { workMs?: number; speed?: number } = {}) {
  const state = { done: 0 };
  server = await serve({
    ...options,
    handle: async (request, { work }) => {
      await work();
      if (request.method !== 'GET') state.done++;
      return json({ id: state.done, name: 'thing' }, 201);
    },
  });
  const { url, controls } = server;
  const write = (signal?: AbortSignal) =>
    fetch(`${url}/things?x=1`, { method: 'POST', body: '{"a":"ü"}', ...(signal ? { signal } : {}) });
  return { state, controls, url, write };
}

describe('the emulator kit: requests', () => {
  it('logs what was asked and what was answered, in order of arrival', async () => {
    const { controls, url, write } = await counting();
    await write();
    await fetch(`${url}/things`);
    const [first, second] = controls.requests();
    expect(first).toMatchObject({
      method: 'POST',
      path: '/things?x=1',
      body: '{"a":"ü"}',
      status: 201,
      reply: '{"id":1,"name":"thing"}',
      write: true,
    });
    expect(first?.headers.host).toContain('127.0.0.1');
    expect(first).not.toHaveProperty('fault');
    expect(second).toMatchObject({ method: 'GET', write: false });
    controls.clearRequests();
    expect(controls.requests()).toEqual([]);
  });

  it('shows a request that is still being answered with status 0', async () => {
    const { controls, write } = await counting();
    controls.inject({ kind: 'hang' });
    const asked = new AbortController();
    const pending = write(asked.signal).catch(() => 'gone');
    await expect.poll(() => controls.requests().length).toBe(1);
    expect(controls.requests()[0]).toMatchObject({ status: 0, fault: 'hang' });
    asked.abort();
    expect(await pending).toBe('gone');
  });

  it('sends HTML as HTML, and a HEAD without a body', async () => {
    server = await serve({ handle: () => html('<p>no</p>', 403) });
    const page = await fetch(server.url);
    expect(page.status).toBe(403);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toBe('<p>no</p>');
    expect(await (await fetch(server.url, { method: 'HEAD' })).text()).toBe('');
  });

  it('answers a bug of the emulator with its stack instead of dying', async () => {
    server = await serve({
      handle: () => {
        throw new Error('emulator is wrong here');
      },
    });
    const response = await fetch(server.url);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('emulator is wrong here');
  });

  it('goes on with the work when the client goes away', async () => {
    const { state, controls, write } = await counting({ workMs: 500 });
    const client = new AbortController();
    const gone = write(client.signal).catch(() => 'gone');
    await expect.poll(() => controls.requests().length, { interval: 5 }).toBe(1);
    client.abort();
    expect(await gone).toBe('gone');
    expect(state.done).toBe(0);
    await expect.poll(() => state.done).toBe(1);
  });

  it('refuses a port that is taken', async () => {
    const { url } = await counting();
    await expect(serve({ port: Number(new URL(url).port), handle: () => json({}) })).rejects.toThrow('EADDRINUSE');
  });

  it('closes while requests hang and work is under way', async () => {
    const { controls, state, write } = await counting({ workMs: 60_000 });
    const working = write().catch(() => 'cut');
    await expect.poll(() => controls.requests().length).toBe(1);
    controls.inject({ kind: 'hang' });
    const hanging = write().catch(() => 'cut');
    await expect.poll(() => controls.requests().length).toBe(2);
    await server?.controls.close();
    server = undefined;
    expect(await Promise.all([working, hanging])).toEqual(['cut', 'cut']);
    expect(state.done).toBe(1);
  });
});

describe('the emulator kit: faults', () => {
  const answered: readonly { kind: FaultKind; status: number; done: number }[] = [
    { kind: 'throttle', status: 429, done: 0 },
    { kind: 'error', status: 500, done: 0 },
    { kind: 'html', status: 200, done: 0 },
    { kind: 'deny', status: 401, done: 0 },
    { kind: 'error-after', status: 500, done: 1 },
    { kind: 'missing-part', status: 201, done: 1 },
    { kind: 'truncate', status: 201, done: 1 },
    { kind: 'slow', status: 201, done: 1 },
  ];
  for (const { kind, status, done } of answered) {
    it(`${kind}: answers ${status}, ${done ? 'done' : 'nothing done'}`, async () => {
      const { state, controls, write } = await counting({ speed: 1000 });
      controls.inject({ kind, ms: 5000 });
      const response = await write();
      const text = await response.text();
      expect(response.status).toBe(status);
      expect(state.done).toBe(done);
      expect(controls.requests()[0]).toMatchObject({ fault: kind, status, reply: text });
      if (kind === 'throttle') expect(response.headers.get('retry-after')).toBe('5');
      if (kind === 'html') expect(text).toContain('<html');
      if (kind === 'truncate') expect(() => JSON.parse(text)).toThrow();
      if (kind === 'missing-part') expect(JSON.parse(text)).toEqual({ name: 'thing' });
      expect((await write()).status).toBe(201);
    });
  }

  for (const { kind, done } of [
    { kind: 'drop', done: 0 },
    { kind: 'drop-after', done: 1 },
  ] as const) {
    it(`${kind}: closes the connection, ${done ? 'done' : 'nothing done'}`, async () => {
      const { state, controls, write } = await counting();
      controls.inject({ kind });
      await expect(write()).rejects.toThrow();
      expect(state.done).toBe(done);
    });
  }

  for (const { kind, done } of [
    { kind: 'hang', done: 0 },
    { kind: 'hang-after', done: 1 },
  ] as const) {
    it(`${kind}: never answers, ${done ? 'done' : 'nothing done'}`, async () => {
      const { state, controls, write } = await counting();
      controls.inject({ kind });
      const client = new AbortController();
      let answered = false;
      const asked = write(client.signal).then(
        () => (answered = true),
        () => 'gave up',
      );
      await expect.poll(() => controls.requests().length).toBe(1);
      await expect.poll(() => state.done).toBe(done);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(answered).toBe(false);
      client.abort();
      expect(await asked).toBe('gave up');
      expect(state.done).toBe(done);
    });
  }

  it('hits the requests it is for, after the ones it lets through, as often as it says', async () => {
    const { controls, url, write } = await counting();
    controls.inject({ kind: 'error', when: ({ method }) => method === 'POST', skip: 1, times: 2 });
    const statuses = [];
    for (let i = 0; i < 4; i++) {
      expect((await fetch(url)).status).toBe(201);
      statuses.push((await write()).status);
    }
    expect(statuses).toEqual([201, 500, 500, 201]);
  });

  it('meets one fault at a time, in the order they were injected', async () => {
    const { controls, write } = await counting();
    controls.inject({ kind: 'throttle' }, { kind: 'deny' });
    expect([(await write()).status, (await write()).status, (await write()).status]).toEqual([429, 401, 201]);
    controls.inject({ kind: 'error', times: 9 });
    controls.clearFaults();
    expect((await write()).status).toBe(201);
  });

  it('lets the platform word its faults', async () => {
    server = await serve({
      handle: () => json([1, 2, 3]),
      faultReply: (kind) => (kind === 'error' ? json({ code: 'theirs' }, 503) : undefined),
      missingPart: (reply) => ({ ...reply, value: ['theirs'] }),
    });
    server.controls.inject({ kind: 'error' }, { kind: 'throttle' }, { kind: 'missing-part' });
    const answers = [await fetch(server.url), await fetch(server.url), await fetch(server.url)];
    expect(answers.map(({ status }) => status)).toEqual([503, 429, 200]);
    expect(await answers[0]?.json()).toEqual({ code: 'theirs' });
    expect(await answers[2]?.json()).toEqual(['theirs']);
  });
});

describe('the emulator kit: time', () => {
  it('moves forward and wakes those whose moment has come', async () => {
    const clock = new EmulatorClock();
    const before = clock.now();
    const woken: string[] = [];
    const hour = clock.sleep(3_600_000).then(() => woken.push('hour'));
    const day = clock.sleep(86_400_000).then(() => woken.push('day'));
    clock.advance(3_600_001);
    await hour;
    expect(woken).toEqual(['hour']);
    expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_001);
    clock.stop();
    await day;
    expect(woken).toEqual(['hour', 'day']);
    await clock.sleep(1e9);
  });

  it('runs as many times faster as it is told', async () => {
    const clock = new EmulatorClock(100_000);
    const before = clock.now();
    await clock.sleep(600_000);
    expect(clock.now() - before).toBeGreaterThanOrEqual(600_000);
    expect(() => new EmulatorClock(0)).toThrow(RangeError);
  });

  it('gives tokens back at the documented rate and says how long to wait', () => {
    const clock = new EmulatorClock();
    const bucket = new EmulatorBucket(clock, { perSecond: 2, burst: 3 });
    expect([bucket.take().ok, bucket.take().ok, bucket.take().ok]).toEqual([true, true, true]);
    const refused = bucket.take();
    expect(refused.ok).toBe(false);
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(500);
    clock.advance(refused.retryAfterMs);
    expect(bucket.take().ok).toBe(true);
    clock.advance(3_600_000);
    expect(bucket.take()).toMatchObject({ ok: true, left: 2 });
    expect(bucket.take(5).ok).toBe(false);
  });
});
