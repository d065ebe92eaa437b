import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpFailure } from '../../src/contract/index.ts';
import { createRedactor } from '../../src/http/index.ts';
import { drop, get, type Handler, hang, json, post, rig, SECRETS, serve, text } from './kit.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const b64 = (value: string) => Buffer.from(value, 'utf8').toString('base64');
const php = (value: string) => JSON.stringify(value).replaceAll('/', '\\/').replace(/é/g, '\\u00e9');

/** Every way a test can think of in which a secret might be written down. */
function disguises(secret: string): readonly string[] {
  const encoded = encodeURIComponent(secret);
  return [
    secret,
    encoded,
    encoded.toLowerCase(),
    encodeURIComponent(encoded),
    encoded.replaceAll('%20', '+'),
    new URLSearchParams({ x: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    php(secret).slice(1, -1),
    b64(secret),
    b64(secret).replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ];
}

describe('a redactor', () => {
  const redact = createRedactor(SECRETS);

  it('removes a secret in every form it takes', () => {
    for (const secret of Object.values(SECRETS)) {
      for (const form of disguises(secret)) {
        expect(redact(`before ${form} after`), form).toBe('before *** after');
      }
    }
  });

  it('removes the base64 of two secrets joined, as Basic joins them', () => {
    const { KEY, SECRET } = SECRETS;
    for (const pair of [`${KEY}:${SECRET}`, `${SECRET}:${KEY}`]) {
      expect(redact(`got ${b64(pair)}!`)).toBe('got ***!');
      expect(redact(`got ${encodeURIComponent(b64(pair))}!`)).toBe('got ***!');
    }
  });

  it('removes a secret from the base64 of something it does not know', () => {
    const secret = 'long-enough-secret';
    const one = createRedactor([secret]);
    for (const user of ['', 'u', 'us', 'use', 'user']) {
      const safe = one(b64(`${user}:${secret}`));
      expect(safe).toContain('***');
      expect(safe.length).toBeLessThan(16);
    }
  });

  it('leaves no secret of any shape in any text, JSON, URL or header', () => {
    const secret = fc
      .string({ minLength: 4, maxLength: 30, unit: 'grapheme' })
      .filter((s) => s.trim().length >= 4 && !/^[*]+$/.test(s) && s.isWellFormed());
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const one = createRedactor([value]);
        const holds = (safe: string) => safe.replaceAll('***', '\u0000').includes(value);
        expect(holds(one(`${before}${value}${after}`))).toBe(false);
        expect(holds(JSON.stringify(one.json({ a: [value, { [value]: before + value }] })))).toBe(false);
        const url = one.url(`https://h/p/${encodeURIComponent(value)}?q=${encodeURIComponent(value)}`);
        expect(holds(decodeURIComponent(url))).toBe(false);
        expect(holds(one.headers({ 'x-a': value })['x-a'] ?? '')).toBe(false);
        for (const limit of [5, 20, 40]) expect(holds(one.clip(`${before}${value}${after}`, limit))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('shows no part of a secret that a limit cuts, also where masks made the text shorter', () => {
    const secret = 'S3CRET-'.repeat(6);
    const one = createRedactor([secret]);
    for (let pad = 0; pad <= 200; pad++) {
      const safe = one.clip(`${`${secret} `.repeat(4)}${'.'.repeat(pad)}${secret}${secret}`, 150);
      expect(safe, `${pad}`).not.toContain('S3');
      expect(safe.length).toBeLessThanOrEqual(150);
    }
  });

  it('masks what is sensitive by name, whoever’s it is', () => {
    expect(
      redact.headers({
        Authorization: 'Bearer x',
        Cookie: 'a=b',
        'Set-Cookie': ['a=b', 'c=d'],
        'X-Shop-Access-Token': 't',
        'X-Amz-Signature': 's',
        'Proxy-Authorization': 'Basic x',
        'X-Total': '41',
        Gone: undefined,
      }),
    ).toEqual({
      authorization: '***',
      cookie: '***',
      'set-cookie': '***',
      'x-shop-access-token': '***',
      'x-amz-signature': '***',
      'proxy-authorization': '***',
      'x-total': '41',
    });
    expect(
      redact.url('https://u:p@h/x?oauth_consumer_key=a&oauth_signature=b%3D&sign=c&access_token=d&page=2&sku=A#f'),
    ).toBe('https://***@h/x?oauth_consumer_key=***&oauth_signature=***&sign=***&access_token=***&page=2&sku=A#f');
    expect(
      redact.json({ access_token: 'new', expires_in: 3600, list: [{ client_secret: 's', name: 'n' }], tokens: ['a'] }),
    ).toEqual({
      access_token: '***',
      expires_in: 3600,
      list: [{ client_secret: '***', name: 'n' }],
      tokens: ['***'],
    });
    expect(redact('{"refresh_token": "abc\\"def", "id": "7"}')).toBe('{"refresh_token": "***", "id": "7"}');
    expect(redact('Authorization: Bearer eyJhbGciOi1.x and http://me:pw@h/')).toBe(
      'Authorization: Bearer *** and http://***@h/',
    );
  });

  it('leaves innocent text alone', () => {
    for (const innocent of [
      'Basic authentication is not allowed over HTTP',
      'invalid signature: the clock is 20 minutes off',
      'SKU A-1 is taken; see https://shop.test/wiki?id=3',
      '{"code":"bad_sku","message":"no"}',
      '',
    ]) {
      expect(redact(innocent)).toBe(innocent);
    }
  });

  it('takes a short secret out of headers and queries as a word, and does not shred text with it', () => {
    const short = createRedactor({ A: 'abc', B: '7', EMPTY: '', BLANK: '  ' });
    expect(short('the abc of 7 fabrics')).toBe('the abc of 7 fabrics');
    expect(short.headers({ 'x-partner': 'id=abc; v=7.17' })).toEqual({ 'x-partner': 'id=***; v=***.17' });
    expect(short.url('https://abc.test/fabc?u=abc&n=7&m=77&f=fabc')).toBe(
      'https://abc.test/fabc?u=***&n=***&m=77&f=fabc',
    );
    expect(short.json({ n: 7 })).toEqual({ n: 7 });
  });

  it('knows a secret that JSON writes as a number, and one in several lines', () => {
    expect(createRedactor(['123456']).json({ id: 123456, other: 1234567 })).toEqual({ id: '***', other: 1234567 });
    const pem = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----\n';
    const key = createRedactor([pem]);
    expect(key(pem)).not.toContain('MIIE');
    expect(key(JSON.stringify({ k: pem }))).not.toContain('MIIE');
    expect(key('line: AQEFAASCBKcwggSjAgEAAoIB')).toBe('line: ***');
  });

  it('keeps name, code and causes of an error, without its secrets', () => {
    const inner = Object.assign(new TypeError(`inner ${SECRETS.KEY}`), { code: 'E_INNER' });
    const safe = redact.cause(new AggregateError([inner], `outer ${SECRETS.SECRET}`));
    expect(safe?.message).toBe('outer ***');
    expect(safe?.cause).toMatchObject({ name: 'TypeError', code: 'E_INNER', message: 'inner ***' });
    expect(inspect(safe)).not.toContain(SECRETS.KEY);
    expect(redact.cause(undefined)).toBeUndefined();
  });

  it('copes with the secrets of many channels', () => {
    const many = Array.from({ length: 60 }, (_, i) => `secret-number-${i}-${'x'.repeat(30)}`);
    const one = createRedactor(many);
    expect(one(`a ${many[0]} b ${b64(`${many[17]}:${many[42]}`)} c`)).toBe('a *** b *** c');
  });
});

describe('what leaves the layer', () => {
  const { KEY, SECRET } = SECRETS;
  /** A server that says back everything it was told, as badly configured ones do. */
  const gossip =
    (status: number, html = false): Handler =>
    (request, response) => {
      const pair = b64(`${KEY}:${SECRET}`);
      const all = [...disguises(KEY), ...disguises(SECRET), pair, request.url, JSON.stringify(request.headers)];
      const body = html
        ? `<html>${all.join(' ')}</html>`
        : JSON.stringify({ message: all.join(' '), [KEY]: all, n: { all } });
      const headers = {
        'content-type': html ? 'text/html' : 'application/json',
        'x-echo': encodeURIComponent(KEY),
        'set-cookie': 's=1',
      };
      response.writeHead(status, headers).end(body);
    };

  const handlers: readonly [string, Handler][] = [
    ['2xx that does not fit', gossip(200)],
    ['2xx in HTML', gossip(200, true)],
    ['400', gossip(400)],
    ['403 in HTML', gossip(403, true)],
    ['500', gossip(500)],
    ['redirect', json({}, 302, { location: `https://else.test/?k=${encodeURIComponent(KEY)}&x=${b64(SECRET)}` })],
    ['drop', drop],
    ['hang', hang],
    [
      'cut short',
      (_, response, socket) => {
        response.writeHead(200, { 'content-length': '9999' });
        response.write(JSON.stringify({ KEY }), () => socket.end());
      },
    ],
    ['plain text', text(`no ${KEY}`, 418)],
  ];

  it.each(handlers)('holds no secret: %s', async (_, handler) => {
    const server = await serve(handler);
    const { client, events } = rig(server.url, {
      attempts: 2,
      timeoutMs: 100,
      sign: ({ secrets, crypto, url, nonce }) => ({
        headers: {
          Authorization: `Basic ${crypto.base64(`${secrets.KEY}:${secrets.SECRET}`)}`,
          'x-mac': `mac-${secrets.SECRET?.length}`,
        },
        query: {
          consumer: secrets.KEY ?? '',
          hash: crypto.hmac('sha1', secrets.SECRET ?? '', url.href + nonce, 'base64'),
        },
      }),
    });
    open.push(client, server);
    const reply = {
      safeParse: () => ({ success: false, error: { issues: [{ path: [KEY], message: `not ${SECRET}` }] } }),
    };
    const failures: unknown[] = [];
    for (const spec of [
      get(`/items/${encodeURIComponent(KEY)}`, { query: { q: SECRET }, reply: reply as never }),
      post('/items', { body: { note: `${KEY} ${SECRET}`, basic: b64(`${KEY}:${SECRET}`) }, reply: reply as never }),
    ]) {
      await client.request(spec).catch((error) => failures.push(error));
    }
    expect(failures).toHaveLength(2);
    const seen: string[] = [];
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(HttpFailure);
      const { message, details, stack } = failure as HttpFailure;
      seen.push(message, stack ?? '', JSON.stringify(details), inspect(failure, { depth: 20, maxStringLength: 1e6 }));
    }
    expect(events.length).toBeGreaterThanOrEqual(4);
    seen.push(
      JSON.stringify(events),
      ...events.flatMap((event) => [event.url, event.body ?? '', event.note ?? '', inspect(event.headers)]),
    );
    // The signature is no secret of the seller, but nobody needs it.
    const urls = server.received.map(({ url }) => new URL(url, server.url).searchParams.get('hash') ?? '?');
    const searched = [...new Set([...disguises(KEY), ...disguises(SECRET), b64(`${KEY}:${SECRET}`)])];
    for (const text of seen) {
      for (const form of searched) expect(text.includes(form), `${form} in ${text.slice(0, 300)}`).toBe(false);
    }
    const shown = events.map((event) => event.url).join(' ');
    for (const hash of urls) expect(shown).not.toContain(encodeURIComponent(hash));
    const request = events.find((event) => event.kind === 'request');
    expect(request?.headers).toMatchObject({ authorization: '***', 'x-mac': '***', 'accept-language': 'en-US' });
  });

  it('shows a long body in part, and never part of a secret', async () => {
    const server = await serve(text('1'));
    const { client, events } = rig(server.url);
    open.push(client, server);
    for (let pad = 3_960; pad <= 4_000; pad += 4)
      await client.request(post('/items', { body: { t: 'x'.repeat(pad) + KEY } }));
    for (const event of events.filter((e) => e.kind === 'request')) {
      expect(event.body?.length).toBeLessThanOrEqual(4_000);
      expect(event.body).not.toContain(KEY.slice(0, 3));
    }
  });
});
