import { digitsOf, MARKETPLACES, type Marketplace } from './places.ts';

/** Currencies of the marketplaces, with the digits that a price may have there. */
export const currencies: Readonly<Record<string, number>> = Object.fromEntries(
  MARKETPLACES.map(({ currency }) => [currency, digitsOf(currency)]),
);

const ATTRIBUTES = { Color: 'color', Size: 'size', Material: 'material' };

/** What every product of HOME has to say here besides what a product says of itself. */
function home(place: Marketplace, kind: string): Readonly<Record<string, string>> {
  return {
    country_of_origin: 'CN',
    manufacturer: 'Northwind',
    supplier_declared_dg_hz_regulation: 'not_applicable',
    [place.region === 'NA' ? 'item_type_keyword' : 'recommended_browse_nodes']: kind,
  };
}

/** As a seller of the goods that suites list would map them: goods of either product type. */
export function mappingFor(place: Marketplace): Readonly<Record<string, unknown>> {
  return {
    categories: {
      'Kitchen > Mugs': { to: 'HOME', set: home(place, 'mugs') },
      'Kitchen > Tea': 'PRODUCT',
      'Clothing > Shirts': { to: 'HOME', set: home(place, 'shirts') },
      'Clothing > Scarves': 'PRODUCT',
    },
    attributes: ATTRIBUTES,
  };
}

/**
 * What `mabang demo` sets for the account: the sheet is in yuan, the store sells in dollars. The rate is made up. The sheet has no
 * bullet points, which HOME asks for, so everything is of the type that asks for the least.
 */
export const demo = {
  channel: 'amazon-us',
  settings: { price: { rates: { CNY: '0.14' }, multiply: '2.6', ending: '0.99' }, stock: { keep_back: 1 } },
  mapping: {
    categories: { '*': 'PRODUCT' },
    attributes: { Color: 'color', Size: 'size', Material: 'material', 材质: 'material' },
  },
};
