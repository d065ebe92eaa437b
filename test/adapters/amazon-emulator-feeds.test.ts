import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AmazonEmulator, type AmazonEmulatorOptions, start } from '../../adapters/amazon/emulator.ts';
import {
  type Ask,
  attributesOf,
  child,
  client,
  itemPath,
  type Loose,
  live,
  mug,
  offer,
  parent,
  send,
  stock,
  US,
} from './amazon-emulator-client.ts';

/** Time stands all but still unless a test moves it. */
const FROZEN = { speed: 0.001 };
const TYPE = 'application/json; charset=UTF-8';
const FEEDS = '/feeds/2021-06-30';

let amazon: AmazonEmulator;
let ask: Ask;
async function open(options: AmazonEmulatorOptions = {}): Promise<void> {
  amazon = await start({ ...FROZEN, ...options });
  ask = await client(amazon);
}
afterEach(() => amazon.close());

const upload = (url: string, content: string, headers: Record<string, string> = {}) =>
  send(url, 'PUT', { 'content-type': TYPE, ...headers }, content);

async function submit(messages: readonly Loose[], header: Loose = {}): Promise<string> {
  const document = await ask('POST', `${FEEDS}/documents`, { contentType: TYPE });
  expect(document.status).toBe(201);
  const envelope = { header: { sellerId: amazon.connection.sellerId, version: '2.0', ...header }, messages };
  expect((await upload(document.body.url, JSON.stringify(envelope))).status).toBe(200);
  const feed = await create(document.body.feedDocumentId);
  expect(feed.status).toBe(202);
  return feed.body.feedId;
}

const create = (documentId: string, more: Loose = {}) =>
  ask('POST', `${FEEDS}/feeds`, {
    feedType: 'JSON_LISTINGS_FEED',
    marketplaceIds: [US],
    inputFeedDocumentId: documentId,
    ...more,
  });

const feedOf = async (id: string) => (await ask('GET', `${FEEDS}/feeds/${id}`)).body;

async function reportOf(id: string): Promise<Loose> {
  const feed = await feedOf(id);
  const { body } = await ask('GET', `${FEEDS}/documents/${feed.resultFeedDocumentId}`);
  return JSON.parse((await send(body.url, 'GET', {})).text);
}

const update = (messageId: number, sku: string, body: Loose = mug()) => ({
  messageId,
  sku,
  operationType: 'UPDATE',
  ...body,
});

describe('uploading', () => {
  beforeEach(() => open());
  const reserve = async (): Promise<Loose> => (await ask('POST', `${FEEDS}/documents`, { contentType: TYPE })).body;

  it('wants the content type to the letter, and no header of the API', async () => {
    const { url } = await reserve();
    const wrong = await upload(url, '{}', { 'content-type': 'application/json' });
    expect(wrong.status).toBe(403);
    expect(wrong.text).toContain('SignatureDoesNotMatch');
    expect((await upload(url, '{}', { 'x-amz-access-token': 'x' })).status).toBe(403);
    expect((await upload(url.slice(0, -1), '{}')).status).toBe(403);
    expect((await send(url, 'GET', {})).status).toBe(403);
    expect((await upload(url, '{}')).status).toBe(200);
  });

  it('a URL lives five minutes, a document two days', async () => {
    const { url, feedDocumentId } = await reserve();
    expect((await create(feedDocumentId)).status).toBe(400);
    amazon.clock.advance(299_000);
    expect((await upload(url, '{}')).status).toBe(200);
    amazon.clock.advance(2000);
    expect((await upload(url, '{}')).text).toContain('expired');
    amazon.clock.advance(2 * 24 * 3600 * 1000);
    ask = await client(amazon);
    expect((await create(feedDocumentId)).status).toBe(400);
    expect((await ask('POST', `${FEEDS}/documents`, {})).status).toBe(400);
  });

  it('takes no type it does not know and no marketplace of elsewhere', async () => {
    const { url, feedDocumentId } = await reserve();
    await upload(url, '{}');
    expect((await create(feedDocumentId, { feedType: 'POST_NONSENSE' })).status).toBe(400);
    expect((await create(feedDocumentId, { marketplaceIds: ['A1PA6795UKMFR9'] })).status).toBe(400);
    expect((await create(feedDocumentId, { marketplaceIds: [] })).status).toBe(400);
    expect((await create('amzn1.tortuga.4.na.none')).status).toBe(400);
  });

  it('five listings feeds in five minutes', async () => {
    const { url, feedDocumentId } = await reserve();
    await upload(url, '{}');
    for (let i = 0; i < 5; i++) expect((await create(feedDocumentId)).status).toBe(202);
    expect((await create(feedDocumentId)).body.errors[0].code).toBe('QuotaExceeded');
    amazon.clock.advance(300_000);
    expect((await create(feedDocumentId)).status).toBe(202);
  });
});

describe('a feed', () => {
  beforeEach(() => open());

  it('waits, works message by message, and is done with some of it refused', async () => {
    await live(amazon, ask, {
      OLD: mug(),
      MUG: mug({ fulfillment_availability: stock(7, { lead_time_to_ship_max_days: 5 }) }),
    });
    const bad = mug();
    bad.attributes.brand = undefined;
    const fulfillment = { path: '/attributes/fulfillment_availability', value: stock(1) };
    const id = await submit([
      update(1, 'NEW'),
      update(2, 'BAD', bad),
      {
        messageId: 3,
        sku: 'MUG',
        operationType: 'PATCH',
        productType: 'PRODUCT',
        patches: [{ op: 'merge', ...fulfillment }],
      },
      {
        messageId: 4,
        sku: 'MUG',
        operationType: 'PARTIAL_UPDATE',
        productType: 'PRODUCT',
        attributes: { purchasable_offer: offer(20) },
      },
      { messageId: 5, sku: 'OLD', operationType: 'DELETE' },
      { messageId: 6, sku: 'ODD', operationType: 'DELETE', productType: 'PRODUCT' },
      { messageId: 1, sku: 'TWICE', operationType: 'DELETE' },
    ]);
    expect(await feedOf(id)).toMatchObject({ processingStatus: 'IN_QUEUE', marketplaceIds: [US] });
    amazon.clock.advance(15_010);
    expect(await feedOf(id)).toMatchObject({ processingStatus: 'IN_PROGRESS' });
    amazon.clock.advance(60_000);
    expect(await feedOf(id)).toMatchObject({ processingStatus: 'DONE' });
    const report = await reportOf(id);
    expect(report.header).toEqual({ sellerId: amazon.connection.sellerId, version: '2.0', feedId: id });
    expect(report.summary).toEqual({
      errors: 3,
      warnings: 0,
      messagesProcessed: 7,
      messagesAccepted: 4,
      messagesInvalid: 3,
    });
    expect(report.issues).toMatchObject([
      { messageId: 2, sku: 'BAD', code: '90220', attributeName: 'brand', severity: 'ERROR' },
      { messageId: 6, code: 'BAD_REQUEST', message: 'The provided payload is invalid.' },
      { messageId: 1, code: 'BAD_REQUEST' },
    ]);
    expect(amazon.skus().toSorted()).toEqual(['MUG', 'NEW']);
    expect(amazon.inspect('MUG')).toMatchObject({ price: '20.00', quantity: 1 });
    expect((await attributesOf(ask, 'MUG')).fulfillment_availability).toEqual(
      stock(1, { lead_time_to_ship_max_days: 5 }),
    );
  });

  it('lists a family whose parent stands first', async () => {
    const id = await submit([update(1, 'SHIRT', parent()), update(2, 'SHIRT-B-M', child('SHIRT', 'Black', 'M'))]);
    amazon.clock.advance(120_000);
    expect((await feedOf(id)).processingStatus).toBe('DONE');
    expect(amazon.inspect('SHIRT-B-M')).toMatchObject({ visible: true, options: { Color: 'Black', Size: 'M' } });
  });

  it('reports the items it was asked for', async () => {
    await live(amazon, ask, { MUG: mug() });
    const report = { includedData: ['summaries', 'issues'], apiVersion: '2021-08-01' };
    const id = await submit([update(1, 'MUG')], { report });
    amazon.clock.advance(60_000);
    expect(await reportOf(id)).toMatchObject({
      header: { report },
      summary: { itemSummary: { items: 1, errors: 0, warnings: 0 } },
      items: [{ sku: 'MUG', summaries: [{ marketplaceId: US }], issues: [] }],
    });
  });

  it('FATAL may have done a part of it', async () => {
    amazon.breakFeed(3);
    const id = await submit(Array.from({ length: 6 }, (_, i) => update(i + 1, `MUG-${i}`)));
    amazon.clock.advance(120_000);
    const feed = await feedOf(id);
    expect(feed.processingStatus).toBe('FATAL');
    expect(feed).not.toHaveProperty('resultFeedDocumentId');
    expect(amazon.skus()).toEqual(['MUG-0', 'MUG-1', 'MUG-2']);
    const next = await submit([update(1, 'LATER')]);
    amazon.clock.advance(60_000);
    expect((await feedOf(next)).processingStatus).toBe('DONE');
  });

  it('is FATAL as a whole when its envelope is wrong or its kind is gone', async () => {
    const ids = [
      await submit([update(1, 'A')], { version: '1.0' }),
      await submit([update(1, 'A')], { sellerId: 'SOMEBODY' }),
      await submit([]),
    ];
    const { body } = await ask('POST', `${FEEDS}/documents`, { contentType: 'text/xml' });
    await upload(body.url, '<AmazonEnvelope/>', { 'content-type': 'text/xml' });
    const old = await create(body.feedDocumentId, { feedType: 'POST_PRODUCT_DATA' });
    amazon.clock.advance(60_000);
    for (const id of [...ids, old.body.feedId]) {
      expect((await feedOf(id)).processingStatus).toBe('FATAL');
      expect((await reportOf(id)).summary).toMatchObject({ errors: 1, messagesProcessed: 0 });
    }
    expect(amazon.skus()).toEqual([]);
  });

  it('holds 25,000 messages and not one more', async () => {
    const messages = Array.from({ length: 25_001 }, (_, i) => ({
      messageId: i + 1,
      sku: `X-${i}`,
      operationType: 'DELETE',
    }));
    const [fits, over] = [await submit(messages.slice(1)), await submit(messages)];
    amazon.clock.advance(15_000 + 25_000 * 5);
    expect((await feedOf(fits)).processingStatus).toBe('DONE');
    expect((await feedOf(over)).processingStatus).toBe('FATAL');
  });

  it('is cancelled in the queue and not later, and is listed', async () => {
    const [one, two] = [await submit([update(1, 'A')]), await submit([update(1, 'B')])];
    expect((await ask('DELETE', `${FEEDS}/feeds/${one}`)).status).toBe(200);
    amazon.clock.advance(60_000);
    expect((await ask('DELETE', `${FEEDS}/feeds/${two}`)).status).toBe(400);
    expect(amazon.skus()).toEqual(['B']);
    const listed = await ask('GET', `${FEEDS}/feeds?feedTypes=JSON_LISTINGS_FEED&pageSize=1`);
    expect(listed.body.feeds).toMatchObject([{ feedId: two, processingStatus: 'DONE' }]);
    const next = await ask('GET', `${FEEDS}/feeds?nextToken=${listed.body.nextToken}`);
    expect(next.body.feeds).toMatchObject([{ feedId: one, processingStatus: 'CANCELLED' }]);
    expect((await ask('GET', `${FEEDS}/feeds`)).status).toBe(400);
    expect((await ask('GET', `${FEEDS}/feeds/1`)).status).toBe(404);
  });

  it('and a patch race: the older feed wins later', async () => {
    await live(amazon, ask, { MUG: mug() });
    const value = (amount: number) => ({ op: 'replace', path: '/attributes/purchasable_offer', value: offer(amount) });
    await submit([{ messageId: 1, sku: 'MUG', operationType: 'PATCH', productType: 'PRODUCT', patches: [value(20)] }]);
    await ask('PATCH', itemPath('MUG'), { productType: 'PRODUCT', patches: [value(30)] });
    amazon.clock.advance(14_000);
    expect(amazon.inspect('MUG')?.price).toBe('30.00');
    amazon.clock.advance(20_000);
    expect(amazon.inspect('MUG')?.price).toBe('20.00');
  });
});

describe('compressed reports', () => {
  it('say so, and come as gzip', async () => {
    await open({ feeds: { gzip: true, queueMs: 1000 } });
    const id = await submit([update(1, 'MUG')]);
    amazon.clock.advance(5000);
    const feed = await feedOf(id);
    const { body } = await ask('GET', `${FEEDS}/documents/${feed.resultFeedDocumentId}`);
    expect(body.compressionAlgorithm).toBe('GZIP');
    const packed = Buffer.from(await (await fetch(body.url)).arrayBuffer());
    expect(JSON.parse(gunzipSync(packed).toString('utf8')).summary.messagesAccepted).toBe(1);
    const path = `${FEEDS}/documents/${feed.resultFeedDocumentId}?enableContentEncodingUrlHeader=true`;
    const unpacked = await fetch((await ask('GET', path)).body.url);
    expect(await unpacked.json()).toMatchObject({ summary: { messagesAccepted: 1 } });
    amazon.clock.advance(301_000);
    expect((await fetch(body.url)).status).toBe(403);
  });
});

describe('the listings report', () => {
  const REPORTS = '/reports/2021-06-30';
  beforeEach(() => open());

  it('is a table of every SKU, some time after it was asked for', async () => {
    await live(amazon, ask, { MUG: mug(), EMPTY: mug({ fulfillment_availability: stock(0) }) });
    const asked = await ask('POST', `${REPORTS}/reports`, {
      reportType: 'GET_MERCHANT_LISTINGS_ALL_DATA',
      marketplaceIds: [US],
    });
    expect(asked.status).toBe(202);
    const report = async () => (await ask('GET', `${REPORTS}/reports/${asked.body.reportId}`)).body;
    expect((await report()).processingStatus).toBe('IN_QUEUE');
    amazon.clock.advance(15_000);
    expect((await report()).processingStatus).toBe('IN_PROGRESS');
    amazon.clock.advance(15_000);
    const { reportDocumentId } = await report();
    const { body } = await ask('GET', `${REPORTS}/documents/${reportDocumentId}`);
    const { text } = await send(body.url, 'GET', {});
    const [head = [], ...rows] = text
      .trim()
      .split('\r\n')
      .map((line) => line.split('\t'));
    const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
    expect(column('seller-sku')).toEqual(['MUG', 'EMPTY']);
    expect(column('quantity')).toEqual(['7', '0']);
    expect(column('price')).toEqual(['12.90', '12.90']);
    expect(column('status')).toEqual(['Active', 'Inactive']);
    const other = { reportType: 'GET_FLAT_FILE_OPEN_LISTINGS_DATA', marketplaceIds: [US] };
    expect((await ask('POST', `${REPORTS}/reports`, other)).status).toBe(400);
  });
});
