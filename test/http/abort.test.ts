import { afterEach, describe, expect, it } from 'vitest';
import type { Clock, TraceEvent } from '../../src/http/index.ts';
import { realClock } from '../../src/http/index.ts';
import { failureOf, get, type Handler, json, post, rig, serve, type TestServer } from './kit.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A clock on which nobody ever wakes up, and which does not look at the signal. */
const stoppedClock: Clock = { now: () => 1_700_000_000_000, sleep: () => new Promise(() => {}) };

async function world(handlers: readonly Handler[], options: Parameters<typeof rig>[1] = {}) {
  const server = await serve(...handlers);
  const made = rig(server.url, options);
  open.push(made.client, server);
  return { server, ...made };
}

/** Resolves when the server holds this many requests. */
async function reached(server: TestServer, count: number): Promise<void> {
  while (server.received.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('stopping', () => {
  it('ends a back-off at once and keeps what the attempt was', async () => {
    const stop = new AbortController();
    let told = () => {};
    const backingOff = new Promise<void>((resolve) => {
      told = resolve;
    });
    const trace = (event: TraceEvent) => event.kind === 'wait' && told();
    const { server, client } = await world([json({}, 500)], { clock: stoppedClock, signal: stop.signal, trace });
    const pending = failureOf(client.request(get('/items')));
    await backingOff;
    stop.abort();
    const failure = await pending;
    expect(failure).toMatchObject({ kind: 'unclear', details: { status: 500 } });
    expect(failure.message).toContain('not tried again: stopped on request');
    expect(server.received).toHaveLength(1);
  });

  it('ends the wait for a place, and says that nothing was sent', async () => {
    const stop = new AbortController();
    let answer = () => {};
    const slow: Handler = (_, response) => {
      answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"done":true}');
    };
    const { server, client } = await world([slow], { signal: stop.signal, concurrent: 1 });
    const first = client.request(post('/items'));
    const queued = Array.from({ length: 50 }, () => failureOf(client.request(post('/items'))));
    await reached(server, 1);
    stop.abort();
    for (const one of queued) expect((await one).kind).toBe('unsent');
    // What is in flight is finished.
    answer();
    expect((await first).data).toEqual({ done: true });
    expect(server.received).toHaveLength(1);
    expect((await failureOf(client.request(get('/items')))).kind).toBe('unsent');
    expect(server.received).toHaveLength(1);
  });

  it('by closing does the same, lets what is in flight finish, and can be done twice', async () => {
    const slow: Handler = (_, response) => {
      setTimeout(() => response.writeHead(200).end('1'), 60);
    };
    const { server, client } = await world([slow], { concurrent: 1 });
    const first = client.request(post('/items'));
    const second = failureOf(client.request(post('/items')));
    await reached(server, 1);
    await client.close();
    expect((await first).data).toBe(1);
    expect((await second).kind).toBe('unsent');
    await client.close();
    expect((await failureOf(client.request(get('/items')))).kind).toBe('unsent');
    expect(server.received).toHaveLength(1);
  });
});

describe('the real clock', () => {
  it('sleeps, and wakes with the reason it is woken for', async () => {
    await realClock.sleep(1);
    const stop = new AbortController();
    const asleep = realClock.sleep(100_000_000_000, stop.signal);
    stop.abort(new Error('up'));
    await expect(asleep).rejects.toThrow('up');
    await expect(realClock.sleep(1, stop.signal)).rejects.toThrow('up');
  });
});
