import type { At, Facet, Json, Meaning } from 'mabang/contract';
import { canonicalDecimal, moneyOf } from 'mabang/core';
import { price, productContent, stock } from './facets.ts';
import type { Connection } from './schema.ts';

/** What a facet's value says to everybody: the sale price is what a buyer pays, unmanaged stock is no number. */
export function meaning(facet: Facet, value: Json, { currency }: Pick<At<Connection>, 'currency'>): Meaning {
  switch (facet) {
    case 'price': {
      const prices = price.safeParse(value).data;
      const text = canonicalDecimal(prices?.sale_price || prices?.regular_price || '');
      const money = text === undefined ? undefined : moneyOf(text, currency);
      return money ? { price: money } : {};
    }
    case 'stock': {
      const quantity = stock.safeParse(value).data?.stock_quantity;
      return typeof quantity === 'number' ? { quantity } : {};
    }
    case 'content': {
      // The content of a SKU is weight and size, which guards do not measure.
      const content = productContent.safeParse(value).data;
      if (!content) return {};
      const { name, description, categories } = content;
      return {
        title: name,
        ...(description === undefined ? {} : { description }),
        ...(categories === undefined ? {} : { category: [...categories].sort().join(' | ') }),
      };
    }
    default:
      return {};
  }
}
