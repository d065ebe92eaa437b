import type { Rule } from 'mabang/contract';
import { missing, names, productType, theme, unplaced, values } from './check-attributes.ts';
import {
  amounts,
  asin,
  currency,
  html,
  images,
  lengths,
  marketplace,
  offerAlone,
  parentTaken,
  paused,
  slash,
} from './check-listing.ts';
import type { Check } from './checks.ts';
import type { Settings } from './terms.ts';

const DATE = '2026-11-23';

function rule(code: string, title: string, source: string, check: Check): Rule<Settings> {
  return { code, severity: code.startsWith('E_') ? 'error' : 'warning', title, source, date: DATE, check };
}

const GUIDE = 'Selling Partner API developer guide, marketplace ids and endpoints';
const DEFINITION = 'the product type definition of the marketplace (definitions 2020-09-01), read per account';
const HOME = 'product type definitions of HOME in the US and Germany, June 2025';
const LISTINGS = 'listingsItems_2021-08-01';

export const rules: readonly Rule<Settings>[] = [
  rule('E_AMZ_MARKETPLACE', 'channel and connection of two marketplaces', GUIDE, marketplace),
  rule('E_AMZ_CURRENCY', "prices in another currency than the marketplace's", HOME, currency),
  rule(
    'E_AMZ_PARENT_SKU',
    'product code that is a SKU of its own family',
    `${LISTINGS}: a SKU is one listing`,
    parentTaken,
  ),
  rule('E_AMZ_PRODUCT_TYPE', 'product type that the marketplace does not have', DEFINITION, productType),
  rule('E_AMZ_THEME', 'options that no variation theme has', DEFINITION, theme),
  rule('E_AMZ_MISSING', 'attribute that is required and not there', DEFINITION, missing),
  rule('E_AMZ_VALUE', 'attribute with a value that is not taken', DEFINITION, values),
  rule('E_AMZ_ATTRIBUTE', 'attribute that the product type does not have, or mabang fills', DEFINITION, names),
  rule('E_AMZ_OFFER', 'offer on an existing product with several SKUs', `${LISTINGS}: LISTING_OFFER_ONLY`, offerAlone),
  rule('E_AMZ_ASIN', 'ASIN that is none', HOME, asin),
  rule('E_AMZ_AMOUNT', 'price with too many digits', `${HOME}: amounts are JSON numbers`, amounts),
  rule('W_AMZ_NO_PLACE', 'value that the product type has no attribute for', DEFINITION, unplaced),
  rule('W_AMZ_IMAGES', 'more pictures than are shown', `${HOME}: one main and eight other locators`, images),
  rule('W_AMZ_PAUSED', 'paused product in the warehouses of Amazon', `${HOME}: fulfillment_availability`, paused),
  rule('W_AMZ_HTML', 'HTML that cannot be turned into text', 'Seller Central, help page G200390640', html),
  rule('W_AMZ_SKU_SLASH', 'SKU with a slash', 'amzn/selling-partner-api-models, issue 4727', slash),
  rule('W_AMZ_LENGTH', 'text that is too long for most product types', HOME, lengths),
];
