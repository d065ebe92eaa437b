import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from 'mabang/contract';
import { moneyOf } from 'mabang/core';
import { afterAll, describe, expect, it } from 'vitest';
import adapter from '../../adapters/amazon/index.ts';
import { initWorkspace, openChannel, openWorkspace, validate } from '../../src/engine/index.ts';
import { fastClock } from '../../src/testing/clock.ts';
import { gtinOf, putGoods } from '../../src/testing/conformance/goods.ts';
import { briefly, US } from './amazon-listings.ts';

/** `mabang validate --channel amazon-us` with the real definition of HOME at hand, and without a secret or a connection. */

const file = join(process.env.MABANG_SPECS ?? '', 'amazon', 'product-types', 'HOME-us.json');
const HOME = JSON.parse(readFileSync(file, 'utf8')) as Json;

const SET = {
  model_number: 'EM-350',
  generic_keyword: 'enamel mug camping',
  manufacturer: 'Northwind',
  required_product_compliance_certificate: 'Not Applicable',
  list_price: 'price',
  merchant_shipping_group: 'Standard',
  number_of_items: '1',
  part_number: 'EM-350',
  country_of_origin: 'China',
  item_type_keyword: 'coffee-mugs',
  supplier_declared_dg_hz_regulation: 'Not Applicable',
  batteries_required: 'no',
};

const dir = mkdtempSync(join(tmpdir(), 'mabang-amazon-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function workspace() {
  const channel = {
    name: 'amazon-us',
    adapter: 'amazon',
    environment: 'live' as const,
    currency: 'USD',
    connection: { sellerId: 'A2EXAMPLE0SELL', marketplaceId: 'US' },
    secrets: {},
  };
  initWorkspace(dir, { channels: [channel] });
  mkdirSync(join(dir, 'mappings'), { recursive: true });
  const mapping = {
    version: 1,
    categories: { 'Kitchen > Mugs': { to: 'HOME', set: SET } },
    attributes: { Color: 'color', Model: 'model_name' },
  };
  writeFileSync(join(dir, 'mappings', 'amazon-us.yaml'), JSON.stringify(mapping));
  const host = {
    env: {},
    clock: fastClock(200),
    pid: 1,
    bootId: 'test',
    hostName: 'test',
    alive: () => true,
    version: '0',
  };
  const ws = openWorkspace(dir, host as never, { ids: ['amazon'], load: async () => adapter });
  (await openChannel(ws, 'amazon-us')).define(`HOME LISTING ${US}`, { checksum: 'as-published', body: HOME });
  return ws;
}

const sku = (name: string, Color?: string) => ({
  sku: name,
  price: '12.90',
  quantity: 3,
  gtin: gtinOf(name),
  weight: 350,
  ...(Color === undefined ? {} : { options: { Color } }),
});

const common = {
  description: '<p>Holds 350 ml.</p>',
  bullets: ['Enamel on steel'],
  brand: 'Northwind',
  category: 'Kitchen > Mugs',
  images: ['https://images.example/mug.jpg'],
};

describe('validate with a definition at hand', () => {
  it('names each missing or wrong attribute of each SKU, and nothing else', async () => {
    const ws = await workspace();
    const model = { Model: 'Enamel' };
    putGoods(
      ws.catalogue,
      [
        {
          ...common,
          code: 'GOOD',
          title: 'Enamel mug',
          attributes: model,
          skus: [sku('GOOD-1', 'Red'), sku('GOOD-2', 'Blue')],
        },
        { ...common, code: 'BARE', title: 'Enamel mug', skus: [sku('BARE-1', 'Red'), sku('BARE-2', 'Blue')] },
        { ...common, code: 'LONG', title: 'x'.repeat(201), attributes: model, skus: [sku('LONG-1')] },
        { ...common, code: 'TAKEN', title: 'Enamel mug', attributes: model, skus: [sku('TAKEN', 'Red')] },
      ],
      (text) => moneyOf(text, 'USD') ?? { minor: 0, currency: 'USD' },
    );
    const { findings, checked } = await validate(ws, { channels: ['amazon-us'] });
    ws.close();
    expect(checked).toEqual({ products: 4, variants: 6 });
    expect(briefly(findings)).toEqual([
      'E_AMZ_MISSING BARE-1 model_name',
      'E_AMZ_MISSING BARE-2 model_name',
      'E_AMZ_MISSING LONG-1 color',
      'E_AMZ_VALUE LONG-1 item_name',
      'E_AMZ_PARENT_SKU - code',
    ]);
    for (const { place } of findings) expect(place.channel).toBe('amazon-us');
  });
});
