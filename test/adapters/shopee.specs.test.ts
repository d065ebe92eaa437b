import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import * as emulator from '../../adapters/shopee/emulator.ts';
import shopee from '../../adapters/shopee/index.ts';
import { mug, picture, scarf, shirt } from '../../src/testing/conformance/goods.ts';
import { World } from '../../src/testing/conformance/world.ts';
import { type Departs, Description } from './shopee-description.ts';

const description = new Description(join(process.env.MABANG_SPECS ?? '', 'shopee', 'schemas'));

/** Where the documents (2026-08) contradict their own samples, their guides, or what every caller needs. Nothing else may. */
const DEPARTURES: readonly RegExp[] = [
  // The table puts these beside `item_list`; the sample of the same page has them in each item.
  /^v2\.product\.get_item_base_info answer response\.item_list\[\]\.(?:description_info|description_type|stock_info_v2): not described$/,
  // "object[]" in the table, `[0, 0]` in the sample.
  /^v2\.product\.init_tier_variation answer response\.model\[\]\.tier_index\[\]: not object$/,
  // null in the sample, and said so in words: a shop without a merchant.
  /^v2\.shop\.get_shop_info answer merchant_id: not int64$/,
  // An object in the table; its own words are "values: normal, extended".
  /^v2\.global_product\.get_global_item_info answer .*description_type: not object$/,
  // Strings in the table, numbers in the sample.
  /^v2\.global_product\.get_publish_task_result answer response\.success\.(?:item_id|shop_id): not string$/,
  // One number in the table; its own words are "global_item_id list, limit [1,20]" and its name says so.
  /^v2\.global_product\.get_global_item_info request global_item_id_list: not int64$/,
  // One number in the table; two tiers need two.
  /^v2\.global_product\.update_tier_variation request model_list\[\]\.tier_index: not int32$/,
  // "object[]" in the table of update_item, strings in add_item's, and image ids are text everywhere.
  /^v2\.product\.update_item request image\.image_id_list\[\]: not object$/,
  // Required in the table of add_item's answer; of a product whose size nobody said there is none.
  /^v2\.product\.(?:add|update)_item answer response\.dimension: missing$/,
];

const departs: Departs = (api, side, place, what) =>
  DEPARTURES.some((one) => one.test(`${api} ${side} ${place}: ${what}`));

const worlds: World[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

/** A seller's life: everything that can be created, changed facet by facet, reshaped, paused and ended. */
async function live(options: Readonly<Record<string, unknown>>): Promise<World> {
  const world = await World.open({ adapter: shopee, emulator }, options);
  worlds.push(world);
  const [one, two, three] = [mug(world), shirt(world), scarf(world)];
  world.put(one, two, three);
  await world.push();
  world.put(
    { ...one, title: 'Another mug', images: [picture('new')], skus: one.skus.map((sku) => ({ ...sku, weight: 400 })) },
    {
      ...shirt(world, ['Black', 'White', 'Red'], ['S', 'M', 'L']),
      skus: shirt(world, ['Black', 'White', 'Red'], ['S', 'M', 'L']).skus.map((sku, i) => ({
        ...sku,
        price: world.price(3131),
        quantity: 40,
        weight: 300 + i,
        ended: i === 1,
      })),
    },
    { ...three, status: 'paused' },
  );
  await world.push();
  world.put({ ...three, skus: three.skus.map((sku) => ({ ...sku, quantity: 0 })) });
  await world.push();
  world.put({ ...one, status: 'ended' });
  await world.push();
  return world;
}

it.each([
  ['an ordinary shop', {}],
  [
    'a shop upgraded to CNSC with everything of its own',
    { cnsc: true, sync: { text: false, media: false, price: false } },
  ],
  ['a shop upgraded to CNSC that takes everything from its global products', { cnsc: true }],
])('speaks and is answered as the documents say: %s', async (_, options) => {
  const world = await live(options);
  const requests = world.emulator.requests();
  expect(requests.length).toBeGreaterThan(40);
  expect(description.problems(requests, departs)).toEqual([]);
});
