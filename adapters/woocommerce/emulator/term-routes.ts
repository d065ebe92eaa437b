import { type EmulatorReply, json } from 'mabang/testing';
import type { Args } from './args.ts';
import { defaultsOf } from './args.ts';
import { runBatch } from './batch.ts';
import { type Call, idOf, offsetOf, type Permission, pageReply, type Route } from './call.ts';
import { CONTEXT, FORCE } from './product-args.ts';
import { imageJson, links } from './read.ts';
import { RestError } from './rest.ts';
import type { Shop } from './shop.ts';
import { UNCATEGORIZED } from './taxonomy.ts';
import * as args from './term-args.ts';
import { plain } from './text.ts';
import type { AttributeTaxonomy, Body, Term } from './types.ts';
import { given, toBool, toInt, toObjects, Uploads } from './write-common.ts';

/** One kind of thing that is listed, read, made, changed, deleted and batched under one path. */
interface Resource {
  readonly path: string;
  readonly list: Args;
  readonly make: Args;
  readonly change: Args;
  rows(call: Call, args: Body): EmulatorReply;
  read(call: Call, id: number): unknown;
  create(call: Call, body: Body): unknown;
  update(call: Call, id: number, body: Body): unknown;
  remove(call: Call, id: number, force: boolean): unknown;
}

function routesOf(resource: Resource): readonly Route[] {
  const all = new RegExp(`^/wc/v3/${resource.path}$`);
  const one = new RegExp(`^/wc/v3/${resource.path}/(\\d+)$`);
  const idAt = (call: Call) => idOf(call, call.ids.length - 1);
  const route = (
    method: Route['method'],
    pattern: RegExp,
    needs: Permission,
    known: Args,
    handle: Route['handle'],
  ) => ({
    method,
    pattern,
    needs,
    args: known,
    handle,
  });
  const write = async (call: Call, run: () => unknown, status = 200) => {
    await call.work();
    return json(run(), status);
  };
  return [
    route('GET', all, 'list', resource.list, (call, given) => resource.rows(call, given)),
    route('POST', all, 'create', resource.make, (call, given) => write(call, () => resource.create(call, given), 201)),
    route('PUT', new RegExp(`^/wc/v3/${resource.path}/batch$`), 'batch', {}, (call) =>
      runBatch(call, {
        create: (item) => resource.create(call, { ...defaultsOf(resource.make), ...item }),
        update: (id, item) => resource.update(call, id, item),
        remove: (id) => resource.remove(call, id, true),
      }),
    ),
    route('GET', one, 'view', CONTEXT, (call) => json(resource.read(call, idAt(call)))),
    route('PUT', one, 'edit', resource.change, (call, given) =>
      write(call, () => resource.update(call, idAt(call), given)),
    ),
    route('DELETE', one, 'delete', FORCE, (call, given) =>
      write(call, () => resource.remove(call, idAt(call), given.force === true)),
    ),
  ];
}

/** Categories, tags, brands: the taxonomy is fixed. Attribute terms: it stands in the path. */
function termResource(path: string, make: Args, change: Args, taxonomyOf: (call: Call) => string): Resource {
  const find = (call: Call, id: number) => {
    const term = call.shop.taxonomies.get(taxonomyOf(call), id);
    if (!term) throw new RestError('woocommerce_rest_term_invalid', 'Resource does not exist.', 404);
    return term;
  };
  const show = (call: Call, term: Term) => termJson(call.shop, term, path.replace('(\\d+)', call.ids[0] ?? ''));
  return {
    path,
    list: args.LIST_TERMS,
    make,
    change,
    rows: (call, given) => {
      const found = orderTerms(call.shop, call.shop.taxonomies.of(taxonomyOf(call)), given);
      const at = offsetOf(given);
      const rows = found.slice(at, at + Number(given.per_page));
      return pageReply(
        call,
        rows.map((term) => show(call, term)),
        found.length,
        given,
      );
    },
    read: (call, id) => show(call, find(call, id)),
    create: (call, body) => {
      const { name } = body;
      if (!given(body, 'name')) {
        const params = ['name'];
        throw new RestError('rest_missing_callback_param', 'Missing parameter(s): name', 400, { params });
      }
      return show(call, call.shop.taxonomies.insert(taxonomyOf(call), { ...partsOf(call, body), name }));
    },
    update: (call, id, body) => {
      const term = find(call, id);
      const parts = partsOf(call, body);
      call.shop.taxonomies.update(term, given(body, 'name') ? { ...parts, name: plain(body.name) } : parts);
      return show(call, term);
    },
    remove: (call, id, force) => {
      const term = find(call, id);
      if (!force) {
        const message = 'Resource does not support trashing.';
        throw new RestError('woocommerce_rest_trash_not_supported', message, 501);
      }
      if (id === UNCATEGORIZED) {
        const message = 'The resource cannot be deleted.';
        throw new RestError('woocommerce_rest_cannot_delete', message, 500);
      }
      const answer = show(call, term);
      call.shop.taxonomies.remove(term);
      forget(call.shop, term.id);
      return answer;
    },
  };
}

function partsOf(call: Call, body: Body): Partial<Omit<Term, 'id' | 'taxonomy' | 'name'>> {
  const parts: Partial<Omit<Term, 'id' | 'taxonomy' | 'name'>> = {};
  if (given(body, 'slug')) parts.slug = plain(body.slug);
  if (given(body, 'parent')) parts.parent = toInt(body.parent);
  if (given(body, 'description')) parts.description = plain(body.description);
  if (given(body, 'display')) parts.display = plain(body.display);
  if (given(body, 'menu_order')) parts.menuOrder = toInt(body.menu_order);
  const [image] = toObjects([body.image]);
  if (image) parts.image = termImage(call.shop, image);
  return parts;
}

function termImage(shop: Shop, image: Body): number {
  if (toInt(image.id) === 0 && !given(image, 'src')) return 0;
  const uploads = new Uploads(shop, 'product');
  const id = uploads.resolve(image);
  uploads.keep();
  return id;
}

/** A term that is gone is in no product; a product without category is in Uncategorized. */
function forget(shop: Shop, id: number): void {
  for (const product of shop.products()) {
    const without = (ids: readonly number[]) => ids.filter((other) => other !== id);
    if (![product.categories, product.brands, product.tags].some((ids) => ids.includes(id))) continue;
    const categories = without(product.categories);
    shop.save({
      ...product,
      categories: categories.length > 0 ? categories : [UNCATEGORIZED],
      brands: without(product.brands),
      tags: without(product.tags),
    });
  }
}

function orderTerms(shop: Shop, terms: readonly Term[], given: Body): Term[] {
  const ids = (value: unknown) => (Array.isArray(value) ? (value as readonly number[]) : []);
  const search = plain(given.search).toLowerCase();
  const product = typeof given.product === 'number' ? shop.product(given.product) : undefined;
  const used = new Set([...(product?.categories ?? []), ...(product?.tags ?? []), ...(product?.brands ?? [])]);
  const direction = given.order === 'desc' ? -1 : 1;
  const orderby = plain(given.orderby);
  const key = (term: Term): string | number =>
    orderby === 'id'
      ? term.id
      : orderby === 'slug'
        ? term.slug
        : orderby === 'count'
          ? countOf(shop, term)
          : orderby === 'include'
            ? ids(given.include).indexOf(term.id)
            : term.name.toLowerCase();
  return terms
    .filter(
      (term) =>
        (search === '' || term.name.toLowerCase().includes(search) || term.slug.includes(search)) &&
        (ids(given.include).length === 0 || ids(given.include).includes(term.id)) &&
        !ids(given.exclude).includes(term.id) &&
        (typeof given.parent !== 'number' || term.parent === given.parent) &&
        (plain(given.slug) === '' || plain(given.slug).split(',').includes(term.slug)) &&
        (given.hide_empty !== true || countOf(shop, term) > 0) &&
        (typeof given.product !== 'number' || used.has(term.id)),
    )
    .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id - b.id) * direction);
}

function countOf(shop: Shop, term: Term): number {
  const has = (product: ReturnType<Shop['products']>[number]) =>
    product.categories.includes(term.id) ||
    product.tags.includes(term.id) ||
    product.brands.includes(term.id) ||
    product.attributes.some((attribute) => attribute.terms.includes(term.id));
  return shop.products().filter((product) => product.status === 'publish' && has(product)).length;
}

function termJson(shop: Shop, term: Term, path: string): Record<string, unknown> {
  const tree = term.taxonomy === 'category' || term.taxonomy === 'brand';
  const image = shop.library.media.get(term.image);
  return {
    id: term.id,
    name: term.name,
    slug: term.slug,
    ...(tree ? { parent: term.parent } : {}),
    description: term.description,
    ...(tree ? { display: term.display, image: image ? imageJson(image) : null } : {}),
    ...(tree || term.taxonomy.startsWith('pa_') ? { menu_order: term.menuOrder } : {}),
    count: countOf(shop, term),
    _links: {
      ...links(shop, `/${path}/${term.id}`, `/${path}`),
      ...(term.parent > 0 ? { up: [{ href: `${shop.site}/wp-json/wc/v3/${path}/${term.parent}` }] } : {}),
    },
  };
}

const ATTRIBUTES: Resource = {
  path: 'products/attributes',
  list: CONTEXT,
  make: args.CREATE_ATTRIBUTE,
  change: args.UPDATE_ATTRIBUTE,
  rows: (call) =>
    json([...call.shop.taxonomies.attributes.values()].map((attribute) => attributeJson(call.shop, attribute))),
  read: (call, id) => attributeJson(call.shop, attributeOf(call.shop, id)),
  create: (call, body) => {
    const attribute = call.shop.taxonomies.addAttribute({
      name: body.name,
      slug: body.slug,
      orderBy: plain(body.order_by),
      hasArchives: toBool(body.has_archives),
    });
    return attributeJson(call.shop, attribute);
  },
  update: (call, id, body) => {
    const attribute = attributeOf(call.shop, id);
    if (given(body, 'name')) attribute.name = plain(body.name);
    if (given(body, 'order_by')) attribute.orderBy = plain(body.order_by);
    if (given(body, 'has_archives')) attribute.hasArchives = toBool(body.has_archives);
    return attributeJson(call.shop, attribute);
  },
  remove: (call, id) => {
    const attribute = attributeOf(call.shop, id);
    const answer = attributeJson(call.shop, attribute);
    call.shop.taxonomies.removeAttribute(attribute);
    for (const product of call.shop.products()) {
      const attributes = product.attributes.filter(({ taxonomy }) => taxonomy !== attribute.slug);
      if (attributes.length < product.attributes.length) call.shop.save({ ...product, attributes });
    }
    return answer;
  },
};

function attributeOf(shop: Shop, id: number): AttributeTaxonomy {
  const attribute = shop.taxonomies.attributes.get(id);
  if (attribute) return attribute;
  throw new RestError('woocommerce_rest_taxonomy_invalid', 'Resource does not exist.', 404);
}

function attributeJson(shop: Shop, attribute: AttributeTaxonomy): Record<string, unknown> {
  return {
    id: attribute.id,
    name: attribute.name,
    slug: attribute.slug,
    type: 'select',
    order_by: attribute.orderBy,
    has_archives: attribute.hasArchives,
    _links: links(shop, `/products/attributes/${attribute.id}`, '/products/attributes'),
  };
}

export const TERM_ROUTES: readonly Route[] = [
  termResource('products/categories', args.CREATE_BRANCH, args.UPDATE_BRANCH, () => 'category'),
  termResource('products/brands', args.CREATE_BRANCH, args.UPDATE_BRANCH, () => 'brand'),
  termResource('products/tags', args.CREATE_TAG, args.UPDATE_TAG, () => 'tag'),
  ATTRIBUTES,
  termResource(
    'products/attributes/(\\d+)/terms',
    args.CREATE_ATTRIBUTE_TERM,
    args.UPDATE_ATTRIBUTE_TERM,
    (call) => attributeOf(call.shop, idOf(call)).slug,
  ),
].flatMap(routesOf);
