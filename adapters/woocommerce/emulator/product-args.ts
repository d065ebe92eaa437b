import type { Arg, Args } from './args.ts';

/** Arguments of the product and variation routes, from the server's own index (`GET /wc/v3`), 2026-11-23. */

const text: Arg = { type: 'string' };
const whole: Arg = { type: 'integer' };
const flag: Arg = { type: 'boolean' };
const date: Arg = { type: ['null', 'string'] };
const moment: Arg = { type: 'string', format: 'date-time' };
const ids: Arg = { type: 'array', items: whole };
const one = (values: string, preset?: string): Arg => ({
  type: 'string',
  enum: values.split(' '),
  ...(preset === undefined ? {} : { default: preset }),
});
const object = (props: Args): Arg => ({ type: 'object', props });
const list = (props: Args): Arg => ({ type: 'array', items: object(props) });

const TYPES = 'simple grouped external variable';
const STATUSES = 'any future trash draft pending private publish';
const STOCK = 'instock outofstock onbackorder';
const SIZES = object({ length: text, width: text, height: text });
const TERMS = list({ id: whole, name: text, slug: text });
const IMAGE: Args = {
  id: whole,
  date_created: date,
  date_created_gmt: date,
  date_modified: date,
  date_modified_gmt: date,
  src: text,
  name: text,
  alt: text,
};
const META = list({
  id: whole,
  key: text,
  value: { type: ['null', 'object', 'string', 'number', 'boolean', 'integer', 'array'] },
});
const SALE: Args = {
  regular_price: text,
  sale_price: text,
  date_on_sale_from: date,
  date_on_sale_from_gmt: date,
  date_on_sale_to: date,
  date_on_sale_to_gmt: date,
};
const FILES: Args = {
  virtual: { type: 'boolean', default: false },
  downloadable: { type: 'boolean', default: false },
  downloads: list({ id: text, name: text, file: text }),
  download_limit: { type: 'integer', default: -1 },
  download_expiry: { type: 'integer', default: -1 },
};
const TAX: Args = { tax_status: one('taxable shipping none', 'taxable'), tax_class: text };
const STORE: Args = {
  manage_stock: { type: 'boolean', default: false },
  stock_quantity: whole,
  stock_status: one(STOCK, 'instock'),
  backorders: one('no notify yes', 'no'),
  low_stock_amount: { type: ['integer', 'null'] },
};

export const CREATE_PRODUCT: Args = {
  name: text,
  slug: text,
  date_created: date,
  date_created_gmt: date,
  type: one(TYPES, 'simple'),
  status: one('draft pending private publish future auto-draft trash', 'publish'),
  featured: { type: 'boolean', default: false },
  catalog_visibility: one('visible catalog search hidden', 'visible'),
  description: text,
  short_description: text,
  sku: text,
  global_unique_id: text,
  ...SALE,
  ...FILES,
  external_url: text,
  button_text: text,
  ...TAX,
  ...STORE,
  sold_individually: { type: 'boolean', default: false },
  weight: text,
  dimensions: SIZES,
  shipping_class: text,
  reviews_allowed: { type: 'boolean', default: true },
  post_password: text,
  upsell_ids: ids,
  cross_sell_ids: ids,
  parent_id: whole,
  purchase_note: text,
  categories: TERMS,
  brands: TERMS,
  tags: TERMS,
  images: list(IMAGE),
  attributes: list({
    id: whole,
    name: text,
    position: whole,
    visible: flag,
    variation: flag,
    options: { type: 'array', items: text },
  }),
  default_attributes: list({ id: whole, name: text, option: text }),
  menu_order: whole,
  meta_data: META,
};

export const CREATE_VARIATION: Args = {
  description: text,
  sku: text,
  global_unique_id: text,
  ...SALE,
  status: one('draft pending private publish', 'publish'),
  ...FILES,
  ...TAX,
  ...STORE,
  weight: text,
  dimensions: SIZES,
  shipping_class: text,
  image: object(IMAGE),
  attributes: list({ id: whole, name: text, option: text }),
  menu_order: whole,
  meta_data: META,
};

/** The same without defaults: a PUT changes only what it names. */
export const UPDATE_PRODUCT = withoutDefaults(CREATE_PRODUCT);
export const UPDATE_VARIATION = withoutDefaults(CREATE_VARIATION);

export const CONTEXT: Args = { context: one('view edit', 'view') };
export const FORCE: Args = { force: { type: 'boolean', default: false } };
export const PAGES: Args = {
  ...CONTEXT,
  page: { type: 'integer', default: 1, min: 1 },
  per_page: { type: 'integer', default: 10, min: 1, max: 100 },
};

const LIST_ITEMS: Args = {
  ...PAGES,
  search: text,
  after: moment,
  before: moment,
  modified_after: moment,
  modified_before: moment,
  dates_are_gmt: { type: 'boolean', default: false },
  exclude: { ...ids, default: [] },
  include: { ...ids, default: [] },
  offset: whole,
  order: one('asc desc', 'desc'),
  parent: { ...ids, default: [] },
  parent_exclude: { ...ids, default: [] },
  slug: text,
  status: one(STATUSES, 'any'),
  sku: text,
  on_sale: flag,
  min_price: text,
  max_price: text,
  include_meta: { type: 'array', items: text, default: [] },
  exclude_meta: { type: 'array', items: text, default: [] },
  stock_status: one(STOCK),
  virtual: flag,
  downloadable: flag,
  include_status: { type: 'array', items: one(STATUSES) },
  exclude_status: { type: 'array', items: one('future trash draft pending private publish') },
};

export const LIST_PRODUCTS: Args = {
  ...LIST_ITEMS,
  orderby: one('date id include title slug modified popularity rating post__in price sales menu_order random', 'date'),
  brand: text,
  type: one(TYPES),
  featured: flag,
  category: text,
  tag: text,
  shipping_class: text,
  attribute: text,
  attribute_term: text,
  search_sku: text,
  search_name_or_sku: text,
  include_types: { type: 'array', items: one(TYPES) },
  exclude_types: { type: 'array', items: one(TYPES) },
};

export const LIST_VARIATIONS: Args = {
  ...LIST_ITEMS,
  orderby: one('date id include title slug modified menu_order', 'date'),
  has_price: flag,
  attributes: list({ attribute: text, term: text, terms: { type: 'array' } }),
};

function withoutDefaults(args: Args): Args {
  return Object.fromEntries(Object.entries(args).map(([name, { default: _preset, ...arg }]) => [name, arg]));
}
