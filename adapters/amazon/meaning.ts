import type { At, Facet, Json, Meaning } from 'mabang/contract';
import { isCurrency, moneyOf } from 'mabang/core';
import { attributeMap, contentOf } from './facets.ts';
import { OWN } from './offer.ts';
import { amountsOf } from './price.ts';
import type { Attributes, Price, Stock } from './terms.ts';

/** What a facet's value says to everybody. The price is that of the offer to everybody, before any sale that has an end. */
export function meaning(facet: Facet, value: Json, { currency }: Pick<At<unknown>, 'currency'>): Meaning {
  switch (facet) {
    case 'price': {
      const prices: Price = attributeMap(value);
      const amounts = amountsOf(prices);
      const paidIn = amounts.currency ?? currency;
      const money = amounts.price === undefined || !isCurrency(paidIn) ? undefined : moneyOf(amounts.price, paidIn);
      return money ? { price: money } : {};
    }
    case 'stock': {
      const stock: Stock = attributeMap(value);
      const own = stock.fulfillment_availability?.find((one) => one.fulfillment_channel_code === OWN);
      return typeof own?.quantity === 'number' ? { quantity: own.quantity } : {};
    }
    case 'content': {
      const content = contentOf(value);
      if (!content) return {};
      const title = textOf(content.attributes, 'item_name');
      const description = textOf(content.attributes, 'product_description');
      return {
        ...(title === undefined ? {} : { title }),
        ...(description === undefined ? {} : { description }),
        category: content.productType,
      };
    }
    default:
      return {};
  }
}

function textOf(attributes: Attributes, name: string): string | undefined {
  const text = attributes[name]?.[0]?.value;
  return typeof text === 'string' ? text : undefined;
}
