import type { Facet, Json, Money } from '../contract/index.ts';
import {
  type ChannelRules,
  convert,
  DEFAULT_LIMITS,
  type GuardLimits,
  type GuardRow,
  moneyOf,
  type PlannedChange,
  type Product,
  type Ratio,
  ratioOf,
} from '../core/index.ts';
import type { Channel } from './channel.ts';
import type { ChannelConfig } from './config.ts';

/** A channel's limits: what `mabang.yaml` says, and the defaults for the rest. */
export function limitsOf(config: ChannelConfig): GuardLimits {
  const said = config.guards;
  const share = (text: string | undefined, otherwise: Ratio) =>
    text === undefined ? otherwise : (ratioOf(text) ?? otherwise);
  const floor = said.floor === undefined ? undefined : moneyOf(said.floor, config.currency);
  return {
    touched: share(said.touched, DEFAULT_LIMITS.touched),
    created: share(said.created, DEFAULT_LIMITS.created),
    ended: share(said.ended, DEFAULT_LIMITS.ended),
    variantsRemoved: share(said.variants_removed, DEFAULT_LIMITS.variantsRemoved),
    priceDrop: share(said.price_drop, DEFAULT_LIMITS.priceDrop),
    priceRise: share(said.price_rise, DEFAULT_LIMITS.priceRise),
    stockZero: share(said.stock_zero, DEFAULT_LIMITS.stockZero),
    ...(floor ? { floor } : {}),
  };
}

/** Planned changes in the terms that guards measure in. */
export function guardRows(
  channel: Channel,
  code: string,
  product: Product | undefined,
  changes: readonly PlannedChange[],
): readonly GuardRow[] {
  return changes.map((change): GuardRow => {
    const facets = Object.keys(change.facets) as Facet[];
    const of = (facet: Facet) => {
      const step = change.facets[facet];
      if (!step) return undefined;
      return {
        to: meaning(channel, facet, step.to),
        from: step.seen === undefined ? {} : meaning(channel, facet, step.seen),
      };
    };
    const [price, stock, content] = [of('price'), of('stock'), of('content')];
    const paid = product?.variants.find((variant) => variant.sku === change.sku)?.cost;
    const cost = paid && inCurrency(paid, channel.rules);
    const { category: to } = content?.to ?? {};
    const from = content?.from.category;
    const emptied = (['title', 'description'] as const).filter(
      (key) => content?.from[key]?.trim() && content.to[key]?.trim() === '',
    );
    return {
      code,
      ...(change.sku === undefined ? {} : { sku: change.sku }),
      verb: change.verb,
      touches: facets.some((facet) => facet !== 'stock'),
      ...(price?.to.price
        ? { price: { to: price.to.price, ...(price.from.price ? { from: price.from.price } : {}) } }
        : {}),
      ...(cost ? { cost } : {}),
      ...(stock?.to.quantity === undefined
        ? {}
        : {
            stock: {
              to: stock.to.quantity,
              ...(stock.from.quantity === undefined ? {} : { from: stock.from.quantity }),
            },
          }),
      ...(emptied.length > 0 ? { emptied } : {}),
      ...(from !== undefined && to !== undefined && from !== to ? { category: { from, to } } : {}),
    };
  });
}

function meaning(channel: Channel, facet: Facet, value: Json) {
  return channel.adapter.meaning(facet, value, channel.at());
}

function inCurrency(cost: Money, rules: ChannelRules): Money | undefined {
  if (cost.currency === rules.currency) return cost;
  const rate = rules.rates[cost.currency];
  return rate && convert(cost, rate, rules.currency);
}
