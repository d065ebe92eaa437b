import type { Facet, Json, Meaning } from 'mabang/contract';
import { canonicalDecimal, moneyOf } from 'mabang/core';
import type { Place } from './place.ts';
import { price, productContent, stock } from './terms.ts';

/**
 * What a facet's value says to everybody. The price is the seller's own: what a promotion takes off it is not his doing. The
 * quantity is that of all warehouses that the facet names.
 */
export function meaning(facet: Facet, value: Json, { currency }: Pick<Place, 'currency'>): Meaning {
  switch (facet) {
    case 'price': {
      const text = canonicalDecimal(price.safeParse(value).data?.original_price ?? '');
      const money = text === undefined ? undefined : moneyOf(text, currency);
      return money ? { price: money } : {};
    }
    case 'stock': {
      const rows = stock.safeParse(value).data?.seller_stock;
      return rows && rows.length > 0 ? { quantity: rows.reduce((sum, row) => sum + row.stock, 0) } : {};
    }
    case 'content': {
      // The content of a SKU is weight and size, which guards do not measure.
      const content = productContent.safeParse(value).data;
      if (!content) return {};
      const { item_name, description, category_id } = content;
      return {
        title: item_name,
        ...(description === undefined ? {} : { description }),
        ...(category_id === undefined ? {} : { category: String(category_id) }),
      };
    }
    default:
      return {};
  }
}
