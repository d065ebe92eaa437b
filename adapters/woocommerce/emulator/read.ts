import { paragraphs, typographic } from './autop.ts';
import { currencyOf } from './currencies.ts';
import { payable } from './decimal.ts';
import { dateText } from './rest.ts';
import * as selling from './selling.ts';
import type { Shop } from './shop.ts';
import { plain, readable, slugOf } from './text.ts';
import type { Item, Media, Product, Variation } from './types.ts';

/** `view`: the answer to a GET. `edit`: the answer to a write, or to a GET that asks for it. */
export type Reading = 'view' | 'edit';

const API = '/wp-json/wc/v3';

/** A product, or a variation where products are listed, with every field that the server's schema names. */
export function productJson(shop: Shop, item: Item, reading: Reading): Record<string, unknown> {
  const stock = selling.stockOf(shop, item);
  const product = item.kind === 'product' ? item : undefined;
  const shown = inherited(shop, item, reading);
  const words = (text: string) => (reading === 'view' ? paragraphs(text) : text);
  return {
    id: item.id,
    name: selling.titleOf(shop, item),
    slug: product?.slug ?? slugOf(selling.titleOf(shop, item)),
    permalink: permalink(shop, item),
    ...dates(item),
    type: product?.type ?? 'variation',
    status: item.status,
    featured: product?.featured ?? false,
    catalog_visibility: product?.catalogVisibility ?? 'visible',
    description: words(item.description),
    short_description: words(
      reading === 'view' ? typographic(product?.shortDescription ?? '') : (product?.shortDescription ?? ''),
    ),
    sku: shown.sku,
    ...prices(shop, item),
    total_sales: 0,
    ...files(item),
    external_url: product?.externalUrl ?? '',
    button_text: product?.buttonText ?? '',
    tax_status: item.taxStatus,
    tax_class: item.taxClass,
    manage_stock: stock.managed,
    stock_quantity: stock.quantity,
    ...backorders(stock),
    sold_individually: product?.soldIndividually ?? false,
    weight: shown.weight,
    dimensions: shown.dimensions,
    shipping_required: !item.virtual,
    shipping_taxable: !item.virtual && item.taxStatus === 'taxable',
    shipping_class: '',
    shipping_class_id: 0,
    reviews_allowed: product?.reviewsAllowed ?? false,
    average_rating: '0.00',
    rating_count: 0,
    upsell_ids: product?.upsellIds ?? [],
    cross_sell_ids: product?.crossSellIds ?? [],
    parent_id: item.parentId,
    purchase_note: words(product?.purchaseNote ?? ''),
    categories: termsJson(shop, product?.categories ?? []),
    brands: termsJson(shop, product?.brands ?? []),
    tags: termsJson(shop, product?.tags ?? []),
    images: shown.images.map((media) => imageJson(media)),
    attributes: item.kind === 'product' ? attributesJson(shop, item) : optionsJson(shop, item),
    default_attributes: product ? defaultsJson(shop, product) : [],
    variations: product?.type === 'variable' ? selling.shownVariations(shop, item.id).map(({ id }) => id) : [],
    grouped_products: [],
    menu_order: item.menuOrder,
    price_html: priceHtml(shop, item),
    related_ids: [],
    meta_data: item.meta,
    stock_status: stock.status,
    has_options: product?.type === 'variable' && product.attributes.some(({ variation }) => variation),
    post_password: product?.postPassword ?? '',
    global_unique_id: item.gtin,
    ...(reading === 'edit' ? templates(shop, item) : {}),
    _links: links(shop, `/products/${item.id}`, '/products', item.parentId),
  };
}

/** A variation under its product. It shows its product's SKU, weight, size and (in `view`) image where it has none. */
export function variationJson(shop: Shop, item: Variation, reading: Reading): Record<string, unknown> {
  const stock = selling.stockOf(shop, item);
  const shown = inherited(shop, item, 'view');
  const image = reading === 'edit' && item.imageId === 0 ? undefined : shown.images[0];
  const { regular_price, sale_price, price, on_sale, purchasable, ...sale } = prices(shop, item);
  return {
    id: item.id,
    type: 'variation',
    ...dates(item),
    description: paragraphs(typographic(item.description)),
    permalink: permalink(shop, item),
    sku: shown.sku,
    global_unique_id: item.gtin,
    price,
    regular_price,
    sale_price,
    ...sale,
    on_sale,
    status: item.status,
    purchasable,
    ...files(item),
    tax_status: item.taxStatus,
    tax_class: item.taxClass,
    manage_stock: stock.managed,
    stock_quantity: stock.quantity,
    stock_status: stock.status,
    ...backorders(stock),
    weight: shown.weight,
    dimensions: shown.dimensions,
    shipping_class: '',
    shipping_class_id: 0,
    image: image ? imageJson(image) : null,
    attributes: optionsJson(shop, item),
    menu_order: item.menuOrder,
    meta_data: item.meta,
    name: selling.optionList(shop, item),
    parent_id: item.parentId,
    _links: links(
      shop,
      `/products/${item.parentId}/variations/${item.id}`,
      `/products/${item.parentId}/variations`,
      item.parentId,
    ),
  };
}

export function links(shop: Shop, self: string, collection: string, parentId = 0): Record<string, unknown> {
  const at = (path: string) => `${shop.site}${API}${path}`;
  return {
    self: [{ href: at(self), targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] } }],
    collection: [{ href: at(collection) }],
    ...(parentId > 0 ? { up: [{ href: at(`/products/${parentId}`) }] } : {}),
  };
}

function dates(item: Item): Record<string, unknown> {
  return {
    date_created: dateText(item.created),
    date_created_gmt: dateText(item.created),
    date_modified: dateText(item.modified),
    date_modified_gmt: dateText(item.modified),
  };
}

function prices(shop: Shop, item: Item): Record<string, unknown> {
  const price = selling.priceOf(shop, item);
  return {
    price,
    regular_price: item.regularPrice,
    sale_price: item.salePrice,
    date_on_sale_from: dateText(item.saleFrom),
    date_on_sale_from_gmt: dateText(item.saleFrom),
    date_on_sale_to: dateText(item.saleTo),
    date_on_sale_to_gmt: dateText(item.saleTo),
    on_sale: selling.onSale(shop, item),
    purchasable: price !== '' && !(item.kind === 'product' && ['grouped', 'external'].includes(item.type)),
  };
}

function files(item: Item): Record<string, unknown> {
  return {
    virtual: item.virtual,
    downloadable: item.downloadable,
    downloads: item.downloadable ? item.downloads : [],
    download_limit: item.downloadLimit,
    download_expiry: item.downloadExpiry,
  };
}

function backorders(stock: selling.Stock): Record<string, unknown> {
  return {
    backorders: stock.backorders,
    backorders_allowed: stock.backorders !== 'no',
    backordered: stock.managed !== false && stock.backorders !== 'no' && (stock.quantity ?? 0) < 0,
    low_stock_amount: stock.low,
  };
}

/** A variation's own values, and its product's where it has none: what `view` shows. */
function inherited(shop: Shop, item: Item, reading: Reading) {
  const parent = item.kind === 'variation' && reading === 'view' ? shop.product(item.parentId) : undefined;
  const side = (name: 'length' | 'width' | 'height') => item[name] || (parent?.[name] ?? '');
  const own = item.kind === 'product' ? item.images : item.imageId > 0 ? [item.imageId] : [];
  const images = own.length > 0 ? own : (parent?.images.slice(0, 1) ?? []);
  return {
    sku: item.sku || (parent?.sku ?? ''),
    weight: item.weight || (parent?.weight ?? ''),
    dimensions: { length: side('length'), width: side('width'), height: side('height') },
    images: images.map((id) => shop.library.media.get(id)).filter((media) => media !== undefined),
  };
}

export function imageJson(media: Media): Record<string, unknown> {
  return {
    id: media.id,
    date_created: dateText(media.created),
    date_created_gmt: dateText(media.created),
    date_modified: dateText(media.modified),
    date_modified_gmt: dateText(media.modified),
    src: media.src,
    name: media.title,
    alt: media.alt,
  };
}

function termsJson(shop: Shop, ids: readonly number[]): readonly Record<string, unknown>[] {
  return ids
    .map((id) => shop.taxonomies.terms.get(id))
    .filter((term) => term !== undefined)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ id, name, slug }) => ({ id, name, slug }));
}

function attributesJson(shop: Shop, product: Product): readonly Record<string, unknown>[] {
  return product.attributes.map((attribute) => ({
    id: shop.taxonomies.attributeOf(attribute.taxonomy)?.id ?? 0,
    name: selling.attributeLabel(shop, attribute),
    slug: attribute.name,
    position: attribute.position,
    visible: attribute.visible,
    variation: attribute.variation,
    options: attribute.taxonomy === '' ? attribute.options : termNames(shop, attribute.terms),
  }));
}

/** In the order of the terms, whatever order they were sent in: `Mint, Lemon` comes back `Lemon, Mint`. */
function termNames(shop: Shop, ids: readonly number[]): readonly string[] {
  return ids
    .map((id) => shop.taxonomies.terms.get(id))
    .filter((term) => term !== undefined)
    .sort((a, b) => a.menuOrder - b.menuOrder || a.name.localeCompare(b.name))
    .map(({ name }) => name);
}

function optionsJson(shop: Shop, variation: Variation): readonly Record<string, unknown>[] {
  return selling.optionsOf(shop, variation).map(({ attribute, value }) => ({
    id: shop.taxonomies.attributeOf(attribute.taxonomy)?.id ?? 0,
    name: selling.attributeLabel(shop, attribute),
    slug: attribute.taxonomy === '' ? attribute.key : readable(attribute.key),
    option: selling.optionLabel(shop, attribute, value),
  }));
}

function defaultsJson(shop: Shop, product: Product): readonly Record<string, unknown>[] {
  if (product.type !== 'variable') return [];
  return Object.entries(product.defaults).flatMap(([key, option]) => {
    const attribute = product.attributes.find((candidate) => candidate.key === key);
    if (!attribute) return [];
    const id = shop.taxonomies.attributeOf(attribute.taxonomy)?.id ?? 0;
    return [{ id, name: selling.attributeLabel(shop, attribute), option }];
  });
}

function permalink(shop: Shop, item: Item): string {
  if (item.kind === 'variation') {
    const parent = shop.product(item.parentId);
    const query = selling
      .optionsOf(shop, item)
      .map(({ attribute, value }) => `attribute_${attribute.key}=${encodeURIComponent(value)}`);
    return `${parent ? permalink(shop, parent) : `${shop.site}/`}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  }
  return item.slug === '' ? `${shop.site}/?post_type=product&p=${item.id}` : `${shop.site}/product/${item.slug}/`;
}

function templates(shop: Shop, item: Item): Record<string, unknown> {
  const title = selling.titleOf(shop, item);
  return { permalink_template: `${shop.site}/product/%pagename%/`, generated_slug: slugOf(title) || plain(item.id) };
}

/** As recorded in probe.out ("parent after"): a range is two amounts and a sentence for a screen reader. */
function priceHtml(shop: Shop, item: Item): string {
  const [low, high] =
    item.kind === 'product' && item.type === 'variable'
      ? selling.priceRange(shop, item)
      : [selling.priceOf(shop, item)];
  if (low === undefined || low === '') return '';
  const { symbol } = currencyOf(shop.settings.currency);
  const digits = Number(shop.settings.value('woocommerce_price_num_decimals'));
  const text = (price: string) => payable(price, digits).replace('.', shop.settings.decimalSeparator);
  const amount = (price: string, hidden = '') =>
    `<span class="woocommerce-Price-amount amount"${hidden}><bdi><span class="woocommerce-Price-currencySymbol">${symbol}</span>${text(price)}</bdi></span>`;
  if (high !== undefined && text(high) !== text(low)) {
    const hidden = ' aria-hidden="true"';
    const spoken = `Price range: ${symbol}${text(low)} through ${symbol}${text(high)}`;
    return `${amount(low, hidden)} <span${hidden}>&ndash;</span> ${amount(high, hidden)}<span class="screen-reader-text">${spoken}</span>`;
  }
  if (high !== undefined || !selling.onSale(shop, item)) return amount(low);
  return `<del aria-hidden="true">${amount(item.regularPrice)}</del> <ins aria-hidden="true">${amount(low)}</ins>`;
}
