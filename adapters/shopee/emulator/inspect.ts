import type { Emulator, Inspection, SeedProduct } from 'mabang/testing';
import { shownPrice, stepsOf } from './markets.ts';
import { currentSteps } from './read.ts';
import { type Holder, type Shop, skusOf } from './shop.ts';
import type { Item, ItemStatus, Model, Tier } from './types.ts';
import type { World } from './world.ts';
import { emptyItem } from './write-item.ts';

/** The shop as a buyer sees it, and hands other than the tool's in the seller centre. */
export type Street = Pick<Emulator, 'inspect' | 'skus' | 'uploads' | 'seed' | 'edit' | 'erase'>;

export function street(world: World): Street {
  const shop = world.main;
  return {
    inspect: (sku) => inspect(shop, sku),
    skus: () => {
      world.merchant?.settle();
      return [...shop.live().flatMap(skusOf), ...orphans(world).flatMap(skusOf)];
    },
    uploads: () => world.library.uploads,
    seed: (product) => seed(shop, product),
    edit: (sku, change) => edit(shop, sku, change),
    erase: (sku) => {
      const { item } = holder(shop, sku);
      const whole = item.globalId === undefined ? undefined : world.merchant?.find(item.globalId);
      shop.remove(item);
      if (whole) world.merchant?.save({ ...whole, deleted: world.now() });
    },
  };
}

/** Global products that the shop does not sell yet: nobody can buy them, and they hold their SKUs all the same. */
function orphans(world: World): Pick<Item, 'sku' | 'models'>[] {
  if (!world.merchant) return [];
  const published = new Set(world.main.live().map(({ globalId }) => globalId));
  return world.merchant.items().filter(({ id }) => !published.has(id));
}

function inspect(shop: Shop, sku: string): Inspection | undefined {
  const { world } = shop;
  world.merchant?.settle();
  const holders = shop.holders(sku);
  const copies = holders.length + orphans(world).filter((item) => skusOf(item).includes(sku)).length;
  const [found] = holders;
  if (!found) return undefined;
  const { item, model } = found;
  const [current, original] = [currentSteps(shop, item, model), (model ?? item).price];
  const source = (id: string) => world.library.sourceOf(id);
  const [first] = item.tiers;
  const own = model && first?.options[model.index[0] ?? 0]?.image;
  const gtin = (model ?? item).gtin;
  return {
    sku,
    copies,
    visible: shop.statusOf(item) === 'NORMAL' && (model?.available ?? true),
    title: item.name,
    price: shownPrice(shop.market, current),
    currency: shop.market.currency,
    ...(current === original ? {} : { listPrice: shownPrice(shop.market, original) }),
    quantity: (model ?? item).stock,
    options: model ? optionsOf(item.tiers, model) : {},
    images: item.images.map(source),
    ...(own === undefined ? {} : { variantImage: source(own) }),
    ...(gtin === '' || gtin === '00' ? {} : { gtin }),
    weight: Math.round((model?.weight ?? item.weight) * 1000),
    category: world.catalogue.path(item.category),
    description: item.extended
      ? item.extended.map((field) => ('text' in field ? field.text : '')).join('\n')
      : item.description,
  };
}

function optionsOf(tiers: readonly Tier[], model: Model): Readonly<Record<string, string>> {
  return Object.fromEntries(tiers.map((tier, level) => [tier.name, tier.options[model.index[level] ?? 0]?.name ?? '']));
}

/** Not checked against any limit: what others listed long ago need not follow today's rules. */
function seed(shop: Shop, product: SeedProduct): void {
  const { world, market } = shop;
  const axes = product.axes ?? Object.keys(product.variants[0]?.options ?? {});
  const [only] = product.variants;
  if (!only || axes.length > 2 || (axes.length === 0 && product.variants.length > 1)) {
    throw new RangeError(`${product.code}: a listing has one variant, or several of one or two axes`);
  }
  const category = world.catalogue.all.find(({ id }) => !world.catalogue.hasChildren(id))?.id ?? 0;
  const channel = world.channels.find(({ enabled, mask }) => enabled && mask === 0);
  const base: Item = {
    ...emptyItem(shop),
    name: product.title,
    description: `${product.title}, listed by somebody else`,
    category,
    images: [world.library.foreign().id],
    weight: 0.5,
    ready: 0,
    logistics: channel ? [{ id: channel.id, enabled: true, free: false }] : [],
  };
  const priced = (variant: SeedProduct['variants'][number]) => ({
    sku: variant.sku,
    price: stepsOf(market, variant.price),
    stock: variant.quantity,
  });
  if (axes.length === 0) {
    place(shop, { ...base, ...priced(only) });
    return;
  }
  const tiers = axes.map((name) => {
    const names = [...new Set(product.variants.map((variant) => variant.options?.[name] ?? ''))];
    return { name, variationId: 0, groupId: 0, options: names.map((option) => ({ id: 0, name: option })) };
  });
  const models = product.variants.map((variant) => ({
    ...priced(variant),
    id: world.nextId(),
    index: tiers.map((tier) => tier.options.findIndex(({ name }) => name === (variant.options?.[tier.name] ?? ''))),
    gtin: '',
    available: true,
  }));
  place(shop, { ...base, sku: product.code, tiers, models });
}

/** In an upgraded shop whoever lists makes a global product first. Its price is the shop's, turned back by the rate. */
function place(shop: Shop, item: Item): void {
  const { world } = shop;
  const { merchant } = world;
  if (!merchant) {
    shop.save(item);
    return;
  }
  const back = (steps: number) =>
    Math.round(((steps / 10 ** shop.market.decimals) * 100) / merchant.rate(shop.market.region));
  const globalId = world.nextId();
  const pairs = item.models.map((model) => ({ model, globalModel: world.nextId() }));
  const { status: _status, gtin: _gtin, logistics: _logistics, globalId: _none, ...content } = item;
  merchant.save({
    ...content,
    id: globalId,
    price: back(item.price),
    models: pairs.map(({ model, globalModel }) => ({ ...model, id: globalModel, price: back(model.price) })),
  });
  shop.save({
    ...item,
    globalId,
    models: pairs.map(({ model, globalModel }) => ({ ...model, globalId: globalModel })),
  });
}

function edit(shop: Shop, sku: string, change: Parameters<Street['edit']>[1]): void {
  const { world } = shop;
  const { item, model } = holder(shop, sku);
  const updated = world.now();
  const patch = {
    ...(change.price === undefined ? {} : { price: stepsOf(shop.market, change.price) }),
    ...(change.quantity === undefined ? {} : { stock: change.quantity }),
  };
  const name = change.title ?? item.name;
  shop.save(
    model
      ? { ...item, name, updated, models: item.models.map((one) => (one.id === model.id ? { ...one, ...patch } : one)) }
      : { ...item, name, updated, ...patch },
  );
  const whole = item.globalId === undefined ? undefined : world.merchant?.find(item.globalId);
  if (!whole || change.quantity === undefined) return;
  const stock = change.quantity;
  const models = whole.models.map((one) => (one.id === model?.globalId ? { ...one, stock } : one));
  world.merchant?.save({ ...whole, models, ...(model ? {} : { stock }), updated });
}

/** Throws when no listing holds the SKU: a test that edits nothing proves nothing. */
function holder(shop: Shop, sku: string): Holder {
  const [found] = shop.holders(sku);
  if (!found) throw new Error(`no listing holds the SKU ${sku}`);
  return found;
}

/** What the platform itself does to the listing that holds a SKU. */
export function setStatus(world: World, sku: string, status: ItemStatus): void {
  const { item } = holder(world.main, sku);
  if (status === 'SELLER_DELETE' || status === 'SHOPEE_DELETE') world.main.remove(item, status);
  else world.main.save({ ...item, status, updated: world.now() });
}
