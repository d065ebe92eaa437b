import type { Arg, Args } from './args.ts';
import { PAGES } from './product-args.ts';

/** Arguments of the routes of categories, tags, brands, attributes and settings, from the server's index, 2026-11-23. */

const text: Arg = { type: 'string' };
const whole: Arg = { type: 'integer' };
const name: Arg = { type: 'string', required: true };

const DISPLAYS = ['default', 'products', 'subcategories', 'both'];
const TREE: Args = {
  parent: whole,
  description: text,
  display: { type: 'string', enum: DISPLAYS },
  image: { type: 'object', props: { id: whole, src: text, name: text, alt: text } },
  menu_order: whole,
};
const ORDERS = ['menu_order', 'name', 'name_num', 'id'];

export const CREATE_BRANCH: Args = {
  name,
  slug: text,
  ...TREE,
  display: { type: 'string', enum: DISPLAYS, default: 'default' },
};
export const UPDATE_BRANCH: Args = { name: text, slug: text, ...TREE };
export const CREATE_TAG: Args = { name, slug: text, description: text };
export const UPDATE_TAG: Args = { name: text, slug: text, description: text };
export const CREATE_ATTRIBUTE_TERM: Args = { ...CREATE_TAG, menu_order: whole };
export const UPDATE_ATTRIBUTE_TERM: Args = { ...UPDATE_TAG, menu_order: whole };
export const CREATE_ATTRIBUTE: Args = {
  name,
  slug: text,
  type: { type: 'string', enum: ['select'], default: 'select' },
  order_by: { type: 'string', enum: ORDERS, default: 'menu_order' },
  has_archives: { type: 'boolean', default: false },
};
export const UPDATE_ATTRIBUTE: Args = {
  name: text,
  slug: text,
  type: { type: 'string', enum: ['select'] },
  order_by: { type: 'string', enum: ORDERS },
  has_archives: { type: 'boolean' },
};

export const LIST_TERMS: Args = {
  ...PAGES,
  search: text,
  exclude: { type: 'array', items: whole, default: [] },
  include: { type: 'array', items: whole, default: [] },
  offset: whole,
  order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
  orderby: {
    type: 'string',
    enum: ['id', 'include', 'name', 'slug', 'term_group', 'description', 'count'],
    default: 'name',
  },
  hide_empty: { type: 'boolean', default: false },
  parent: whole,
  product: whole,
  slug: text,
};
