import type { Batch, BatchResult, Json, Listing } from 'mabang/contract';
import adapter from '../../adapters/woocommerce/index.ts';
import { batch, batchOf, type Fake, fake, type Handler, rows, sample } from './woocommerce-fake.ts';

/** A shop that takes everything: `apply` and what it sent. */
export const PRODUCTS = 'POST /wc/v3/products/batch';
export const CATEGORIES = '/wc/v3/products/categories';
/** Of the first product that `batchOf` makes. */
export const VARIATIONS = 'POST /wc/v3/products/1001/variations/batch';

export const shopWith = (routes: Readonly<Record<string, Handler>> = {}, settings: object = {}): Fake =>
  fake(
    {
      'GET /wc/v3/products': () => rows([]),
      [`GET ${CATEGORIES}`]: () => rows(sample('categories')),
      'GET /wc/v3/products/attributes': () => [],
      'GET /wc/v3/products/brands': () => rows([]),
      [PRODUCTS]: batchOf(),
      [VARIATIONS]: batchOf(),
      ...routes,
    },
    settings,
  );

export const apply = (shop: Fake, ...listings: Batch['listings']): Promise<BatchResult> =>
  adapter.apply(batch(...listings), shop.ctx);
export const bodies = (shop: Fake) =>
  shop.writes().map((call) => call.body) as Record<string, Record<string, Json>[]>[];
export const statuses = ({ outcomes }: BatchResult) =>
  Object.fromEntries(outcomes.map((one) => [one.changeId, one.status]));
export const codes = ({ outcomes }: BatchResult) =>
  Object.fromEntries(
    outcomes.map((one) => [
      one.changeId,
      one.status === 'rejected' ? one.issues.map((i) => i.code).join() : one.status,
    ]),
  );

export const picture = (name: string) => ({ url: `https://i.example/${name}.jpg` });
export const withVariant = (wanted: Listing, change: object): Listing => ({
  ...wanted,
  variants: [{ ...wanted.variants[0], ...change }],
});
