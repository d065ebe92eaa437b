import type { Answer, Call, Route } from './call.ts';
import { ApiError } from './errors.ts';
import { merchantOf } from './global-item.ts';
import { daysOf, localPrice, publishedModel, publishedOf } from './global-sync.ts';
import { refuseMarked } from './guards.ts';
import * as read from './input.ts';
import { LongNumber } from './long-number.ts';
import { type Merchant, noGlobalItem, type PublishTask } from './merchant.ts';
import { parseDescription, parseLogistics } from './parse.ts';
import { checkItem, checkPrice, checkRatio, priceSteps } from './rules.ts';
import { type Shop, skusOf } from './shop.ts';
import { parseTiers } from './tiers.ts';
import type { Body, GlobalItem, Item, ItemStatus } from './types.ts';

/** Global products on their way into shops. */

const PUBLISH_MS = 3000;

/** Whether it can be published at all is said at once; what the shop's rules make of it is found out by the task. */
async function createPublishTask(call: Call): Promise<Answer> {
  const { world, body } = call;
  const merchant = merchantOf(call);
  await call.work();
  const id = read.int(body, 'global_item_id');
  const whole = merchant.workable(id);
  const shop = world.shops.get(read.int(body, 'shop_id'));
  if (!shop) throw new ApiError('error_auth', 'partner does not have permission to operate shop');
  const region = read.text(body, 'shop_region');
  if (region !== shop.market.region) {
    throw new ApiError('error_param', `Parameter is not match the constraints, shop_region is ${shop.market.region}.`);
  }
  const taken = publishedOf(world, id).some((published) => published.shop.market.region === region);
  if (taken) throw new ApiError('error_busi_cannot_publish', 'Publish failed,  item is already published.');
  const given = read.maybeObject(body, 'item') ?? {};
  const task: PublishTask = {
    id: taskId(world.now(), merchant.tasks.size + 1),
    due: world.now() + (world.options.publishMs ?? PUBLISH_MS),
    shopId: shop.id,
    region,
    run: () => {
      try {
        // As it stands when the task is done: an edit meanwhile is published, a deletion ends it.
        const item = published(merchant, shop, merchant.workable(whole.id), given);
        refuseMarked(shop, skusOf(item));
        if (publishedOf(world, id).some((one) => one.shop.market.region === region)) {
          throw new ApiError('error_busi_cannot_publish', 'item is already published');
        }
        task.itemId = shop.save(item).id;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        task.failure = error.message;
      }
    },
  };
  merchant.tasks.set(task.id, task);
  return { response: { publish_task_id: new LongNumber(task.id) } };
}

/** `202011300000012008`: a date and a counter, 18 digits. */
function taskId(now: number, count: number): string {
  return `${new Date(now).toISOString().slice(0, 10).replaceAll('-', '')}${String(count + 12_000).padStart(10, '0')}`;
}

/** The shop item that a task makes. What the task was given stands as given; the rest comes from the global product. */
function published(merchant: Merchant, shop: Shop, whole: GlobalItem, given: Body): Item {
  const { world, market } = shop;
  const limits = world.catalogue.limitsOf(whole.category);
  const now = world.now();
  const priced = (steps: number) => localPrice(merchant, shop, steps);
  const own = read.maybeNumber(given, 'original_price');
  const image = read.maybeObject(given, 'image');
  const order = read.maybeObject(given, 'pre_order');
  const rows = read.maybeList(given, 'model') ?? [];
  const models = whole.models.map((model) => {
    const row = rows.find((one) => read.ints(one, 'tier_index').join() === model.index.join());
    const made = publishedModel(merchant, shop, model);
    return row
      ? {
          ...made,
          price: priceSteps(market, read.number(row, 'original_price')),
          available: read.maybeText(row, 'model_status') !== 'UNAVAILABLE',
        }
      : made;
  });
  const tiers = parseTiers(world, given, { limits, isGlobal: true });
  const status: ItemStatus = read.maybeText(given, 'item_status') === 'UNLIST' ? 'UNLIST' : 'NORMAL';
  const logistics =
    parseLogistics({ logistic_info: given.logistic }) ??
    world.channels
      .filter(({ enabled, mask }) => enabled && mask === 0)
      .map(({ id }) => ({ id, enabled: true, free: false }));
  const { extended, ...content } = whole;
  const description = parseDescription(world, given) ?? {
    description: whole.description,
    ...(extended ? { extended } : {}),
  };
  const item: Item = {
    ...content,
    ...description,
    id: world.nextId(),
    name: read.maybeText(given, 'item_name') ?? whole.name,
    images: image ? read.texts(image, 'image_id_list') : whole.images,
    price: own === undefined ? priced(whole.price) : priceSteps(market, own),
    ...daysOf(shop, whole.days),
    ...(order
      ? { preOrder: read.flag(order, 'is_pre_order'), days: read.maybeInt(order, 'days_to_ship') ?? whole.days }
      : {}),
    tiers: tiers && tiers.length === whole.tiers.length ? tiers : whole.tiers,
    models,
    status,
    logistics,
    gtin: '',
    globalId: whole.id,
    created: now,
    updated: now,
    ready: now,
  };
  for (const { price } of models.length > 0 ? models : [item]) checkPrice(market, limits, price);
  checkRatio(shop.ratio, models);
  checkItem(world, item);
  return item;
}

/** Until it is done there is a status and nothing else. */
function getPublishTaskResult(call: Call): Answer {
  const merchant = merchantOf(call);
  const task = merchant.tasks.get(call.query.get('publish_task_id') ?? '');
  if (!task) {
    throw new ApiError('error_cannot_get_publish_result', 'Get publish result failed, please try later.');
  }
  if (task.failure !== undefined) {
    return { response: { publish_status: 'failed', failed: { failed_reason: task.failure } } };
  }
  if (task.itemId === undefined) return { response: { publish_status: 'processing' } };
  const success = { region: task.region, shop_id: task.shopId, item_id: task.itemId };
  return { response: { publish_status: 'success', success } };
}

function known(call: Call): GlobalItem {
  const item = merchantOf(call).find(read.queryInt(call.query, 'global_item_id'));
  if (!item) throw noGlobalItem();
  return item;
}

function shopsAsked({ world, query }: Call): Shop[] {
  const asked = query.has('shop_id_list') ? new Set(read.queryInts(query, 'shop_id_list', 300)) : undefined;
  return [...world.shops.values()].filter((shop) => asked?.has(shop.id) ?? true);
}

/** Shops of markets where it is not published yet. */
function getPublishableShop(call: Call): Answer {
  const taken = new Set(publishedOf(call.world, known(call).id).map(({ shop }) => shop.market.region));
  const free = shopsAsked(call).filter((shop) => !taken.has(shop.market.region));
  return {
    response: { publishable_shop: free.map((shop) => ({ shop_id: shop.id, shop_region: shop.market.region })) },
  };
}

const STATUS_NUMBERS: Readonly<Record<ItemStatus, number>> = {
  SELLER_DELETE: 0,
  NORMAL: 1,
  BANNED: 2,
  REVIEWING: 3,
  SHOPEE_DELETE: 4,
  UNLIST: 8,
};

function getPublishedList(call: Call): Answer {
  const asked = new Set(shopsAsked(call));
  const list = publishedOf(call.world, known(call).id).filter(({ shop }) => asked.has(shop));
  return {
    response: {
      published_item: list.map(({ shop, item }) => ({
        shop_id: shop.id,
        shop_region: shop.market.region,
        item_id: item.id,
        item_status: STATUS_NUMBERS[shop.statusOf(item)],
      })),
    },
  };
}

const route = (method: 'GET' | 'POST', path: string, handle: Route['handle']): Route => ({
  method,
  path: `global_product/${path}`,
  kind: 'merchant',
  prefix: 'product',
  handle,
});

export const PUBLISH_ROUTES: readonly Route[] = [
  route('POST', 'create_publish_task', createPublishTask),
  route('GET', 'get_publish_task_result', getPublishTaskResult),
  route('GET', 'get_publishable_shop', getPublishableShop),
  route('GET', 'get_published_list', getPublishedList),
];
