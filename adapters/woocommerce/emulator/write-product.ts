import { decodeEntities } from './entities.ts';
import { filterHtml } from './kses.ts';
import { FatalError, invalidId, RestError, readDate } from './rest.ts';
import type { Shop } from './shop.ts';
import { UNCATEGORIZED } from './taxonomy.ts';
import { cleanText, plain, slugOf } from './text.ts';
import type { Body, Product, ProductAttribute } from './types.ts';
import {
  applyPrices,
  applySellable,
  applyStock,
  given,
  refuseTrashedSku,
  toBool,
  toIds,
  toInt,
  toList,
  toObjects,
  Uploads,
} from './write-common.ts';

/** Bytes a post title has room for (MySQL TEXT). Recorded in probe2.out ("name 70000"). */
const TITLE_BYTES = 65_535;

/** Throws; then nothing of it is stored. */
export function createProduct(shop: Shop, body: Body): Product {
  if (toInt(body.id) !== 0) {
    throw new RestError('woocommerce_rest_product_exists', 'Cannot create existing product.', 400);
  }
  const draft = blankProduct(shop.now());
  return withUploads(shop, (uploads) => {
    applyProduct(shop, draft, body, uploads);
    refuseTrashedSku(shop, draft.sku);
    if (plain(body.name) === '') draft.name = 'Product';
    if (tooLong(draft)) throw new FatalError();
    const product: Product = { ...draft, id: shop.nextPostId() };
    settle(shop, product, body);
    return product;
  });
}

/** A name that is too long changes nothing at all, and the answer is 200. */
export function updateProduct(shop: Shop, id: number, body: Body): Product {
  const before = shop.items.get(id);
  if (!before) throw invalidId('product', 400);
  if (before.kind === 'variation') throw variationThere();
  const draft: Product = { ...before };
  return withUploads(shop, (uploads) => {
    applyProduct(shop, draft, body, uploads);
    if (tooLong(draft)) return before;
    draft.modified = shop.now();
    settle(shop, draft, body);
    if (before.type === 'variable' && draft.type !== 'variable') {
      for (const child of shop.variations(id)) shop.remove(child);
    }
    return draft;
  });
}

export function variationThere(): RestError {
  const message =
    'To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.';
  return new RestError('woocommerce_rest_invalid_product_id', message, 404);
}

function withUploads(shop: Shop, write: (uploads: Uploads) => Product): Product {
  const uploads = new Uploads(shop, 'product');
  try {
    const product = write(uploads);
    uploads.keep();
    shop.save(product);
    return product;
  } catch (error) {
    uploads.discard();
    throw error;
  }
}

function applyProduct(shop: Shop, product: Product, body: Body, uploads: Uploads): void {
  if (given(body, 'type')) product.type = typeOf(plain(body.type));
  applyWords(product, body);
  applySellable(shop, product, body);
  if (given(body, 'attributes')) product.attributes = readAttributes(shop, toObjects(body.attributes));
  if (product.type === 'variable' || product.type === 'grouped') {
    Object.assign(product, { regularPrice: '', salePrice: '', saleFrom: null, saleTo: null });
  } else applyPrices(product, body, shop.settings.decimalSeparator);
  if (product.type === 'external') applyExternal(product, body);
  else applyStock(product, product.type === 'grouped' ? { ...body, manage_stock: false } : body);
  applyTerms(shop, product, body);
  if (product.type === 'variable' && given(body, 'default_attributes')) applyDefaults(shop, product, body);
  if (given(body, 'images')) product.images = readImages(toObjects(body.images), uploads);
  const created = readDate(body.date_created_gmt) ?? readDate(body.date_created);
  if (created !== null) product.created = created;
}

/** Texts go through the tag filter; only the name is trimmed. */
function applyWords(product: Product, body: Body): void {
  if (given(body, 'name')) product.name = filterHtml(plain(body.name)).trim();
  if (given(body, 'description')) product.description = filterHtml(plain(body.description));
  if (given(body, 'short_description')) product.shortDescription = filterHtml(plain(body.short_description));
  if (given(body, 'purchase_note')) product.purchaseNote = filterHtml(plain(body.purchase_note));
  if (given(body, 'reviews_allowed')) product.reviewsAllowed = toBool(body.reviews_allowed);
  if (given(body, 'post_password')) product.postPassword = plain(body.post_password);
  if (given(body, 'catalog_visibility')) product.catalogVisibility = plain(body.catalog_visibility);
  if (given(body, 'featured')) product.featured = toBool(body.featured);
  if (given(body, 'sold_individually')) product.soldIndividually = toBool(body.sold_individually);
  if (given(body, 'parent_id')) product.parentId = toInt(body.parent_id);
  if (given(body, 'upsell_ids')) product.upsellIds = toIds(body.upsell_ids);
  if (given(body, 'cross_sell_ids')) product.crossSellIds = toIds(body.cross_sell_ids);
}

/** Whatever was not known before the id and the images were: the slug, and a status that depends on the date. */
function settle(shop: Shop, product: Product, body: Body): void {
  if (product.status === 'publish' && product.created > shop.now()) product.status = 'future';
  else if (product.status === 'future' && product.created <= shop.now()) product.status = 'publish';
  const wanted = given(body, 'slug') ? plain(body.slug) : '';
  if (wanted !== '') product.slug = shop.freeSlug(wanted, product.id);
  else if (product.slug === '' && !['draft', 'pending', 'auto-draft'].includes(product.status)) {
    product.slug = shop.freeSlug(product.name, product.id);
  }
}

function applyExternal(product: Product, body: Body): void {
  if (given(body, 'manage_stock') && toBool(body.manage_stock)) {
    const message = 'External products cannot be stock managed.';
    throw new RestError('product_external_invalid_manage_stock', message, 400);
  }
  if (given(body, 'external_url')) product.externalUrl = plain(body.external_url);
  if (given(body, 'button_text')) product.buttonText = cleanText(body.button_text);
  applyStock(product, { manage_stock: false, stock_status: 'instock' });
}

/** Categories must be there already, anything else is ignored; tags are made on the fly. */
function applyTerms(shop: Shop, product: Product, body: Body): void {
  const { taxonomies } = shop;
  const known = (taxonomy: string, list: readonly Body[]) => [
    ...new Set(list.map((term) => toInt(term.id)).filter((id) => taxonomies.get(taxonomy, id))),
  ];
  if (given(body, 'categories')) product.categories = known('category', toObjects(body.categories));
  if (product.categories.length === 0) product.categories = [UNCATEGORIZED];
  if (given(body, 'brands')) product.brands = known('brand', toObjects(body.brands));
  if (given(body, 'tags')) {
    const tags = toObjects(body.tags).map((tag) => {
      if (!given(tag, 'name') || cleanText(tag.name) === '') return tag;
      return { id: (taxonomies.named('tag', tag.name) ?? taxonomies.insert('tag', { name: tag.name })).id };
    });
    product.tags = known('tag', tags);
  }
}

function readAttributes(shop: Shop, list: readonly Body[]): readonly ProductAttribute[] {
  const found = new Map<string, ProductAttribute>();
  for (const given of list) {
    const attribute = toInt(given.id) > 0 ? sharedAttribute(shop, given) : customAttribute(given);
    if (attribute) found.set(attribute.key, attribute);
  }
  return [...found.values()].sort((a, b) => a.position - b.position);
}

const flagsOf = (attribute: Body) => ({
  position: Math.abs(toInt(attribute.position)),
  visible: toBool(attribute.visible),
  variation: toBool(attribute.variation),
});

/** Options are names of terms; those that are missing are made. The reply lists them in the order of the terms. */
function sharedAttribute(shop: Shop, given: Body): ProductAttribute | undefined {
  const { taxonomies } = shop;
  const taxonomy = taxonomies.attributes.get(toInt(given.id))?.slug;
  const names = optionsOf(given.options)
    .map(cleanText)
    .filter((name) => name !== '');
  if (taxonomy === undefined || names.length === 0) return undefined;
  const terms = names.map((name) => taxonomies.named(taxonomy, name) ?? taxonomies.insert(taxonomy, { name }));
  const ids = [...new Set(terms.map((term) => term.id))];
  return { key: slugOf(taxonomy), name: taxonomy, taxonomy, ...flagsOf(given), options: [], terms: ids };
}

/** Options are kept in one text, joined by `|`, so an option that contains one comes back as two. */
function customAttribute(given: Body): ProductAttribute | undefined {
  const name = cleanText(given.name);
  if (name === '' || given.options === undefined || given.options === null) return undefined;
  const options = optionsOf(given.options)
    .flatMap((option) => decodeEntities(plain(option)).split('|'))
    .map((option) => option.trim())
    .filter((option) => option !== '');
  return { key: slugOf(name), name, taxonomy: '', ...flagsOf(given), options, terms: [] };
}

function optionsOf(value: unknown): readonly unknown[] {
  return typeof value === 'string' ? value.split('|') : toList(value);
}

function applyDefaults(shop: Shop, product: Product, body: Body): void {
  const defaults: Record<string, string> = {};
  for (const choice of toObjects(body.default_attributes)) {
    const shared = shop.taxonomies.attributes.get(toInt(choice.id))?.slug;
    const attribute = product.attributes.find(({ key }) => key === slugOf(shared ?? cleanText(choice.name)));
    if (!attribute?.variation) continue;
    const option = cleanText(choice.option);
    const term = attribute.taxonomy === '' ? undefined : shop.taxonomies.named(attribute.taxonomy, option);
    if (option !== '') defaults[attribute.key] = term?.slug ?? option;
  }
  product.defaults = defaults;
}

/** The first is the featured image, the rest the gallery, which holds each file once. */
function readImages(list: readonly Body[], uploads: Uploads): readonly number[] {
  const [featured, ...gallery] = list
    .filter((image) => Object.keys(image).length > 0)
    .map((image) => uploads.resolve(image));
  return featured === undefined ? [] : [featured, ...new Set(gallery)];
}

function typeOf(text: string): Product['type'] {
  return text === 'variable' || text === 'grouped' || text === 'external' ? text : 'simple';
}

function tooLong(product: Product): boolean {
  return product.name.length > TITLE_BYTES / 4 && Buffer.byteLength(product.name) > TITLE_BYTES;
}

function blankProduct(now: number): Product {
  return {
    kind: 'product',
    id: 0,
    type: 'simple',
    status: 'publish',
    created: now,
    modified: now,
    menuOrder: 0,
    name: '',
    slug: '',
    description: '',
    shortDescription: '',
    ...NOTHING_TO_SELL,
    featured: false,
    catalogVisibility: 'visible',
    externalUrl: '',
    buttonText: '',
    soldIndividually: false,
    reviewsAllowed: true,
    postPassword: '',
    purchaseNote: '',
    upsellIds: [],
    crossSellIds: [],
    parentId: 0,
    categories: [],
    brands: [],
    tags: [],
    images: [],
    attributes: [],
    defaults: {},
  };
}

export const NOTHING_TO_SELL = {
  sku: '',
  gtin: '',
  regularPrice: '',
  salePrice: '',
  saleFrom: null,
  saleTo: null,
  manageStock: false,
  stockQuantity: null,
  stockStatus: 'instock',
  backorders: 'no',
  lowStock: null,
  weight: '',
  length: '',
  width: '',
  height: '',
  virtual: false,
  downloadable: false,
  downloads: [],
  downloadLimit: -1,
  downloadExpiry: -1,
  taxStatus: 'taxable',
  taxClass: '',
  meta: [],
} as const;
