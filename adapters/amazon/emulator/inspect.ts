import type { Emulator, Inspection, SeedProduct } from 'mabang/testing';
import { first, galleryOf, normalise, textOf } from './attributes.ts';
import type { Region } from './call.ts';
import { advance } from './dispatch.ts';
import { digitsOf, type Marketplace } from './places.ts';
import { attached, isOffered, isParent, optionsOf, priceOf, quantityOf } from './selling.ts';
import type { Attributes, Instance, Listing, State } from './types.ts';

const GRAMS: Readonly<Record<string, number>> = { grams: 1, kilograms: 1000, pounds: 453.59237, ounces: 28.349523125 };

/** The channel's marketplace as a buyer meets it, and hands other than the tool's in the seller's back office. */
export type Street = Pick<Emulator, 'inspect' | 'skus' | 'uploads' | 'seed' | 'edit' | 'erase'>;

export function street(region: Region, place: Marketplace): Street {
  const { account } = region;
  const now = () => {
    const at = account.clock.now();
    advance(region, at);
    return at;
  };
  return {
    inspect: (sku) => inspect(region, place, sku, now()),
    skus: () => {
      now();
      return account
        .listings(place.id)
        .filter((listing) => !isCovered(region, listing))
        .map(({ sku }) => sku);
    },
    uploads: () => {
      now();
      return account.images.size;
    },
    seed: (product) => {
      now();
      seed(region, place, product);
    },
    edit: (sku, change) => {
      now();
      live(region, place, sku);
      account.force(place.id, sku, (state) => state && edited(place, state, change));
    },
    erase: (sku) => {
      now();
      const listing = live(region, place, sku);
      const parent = account.parentOf(listing) ?? listing;
      for (const one of [...account.children(parent), parent]) account.force(place.id, one.sku, () => undefined);
    },
  };
}

/** A parent is sold by its children's SKUs; one that has none is an empty shell, and shows so that it is not overlooked. */
function isCovered({ account }: Region, listing: Listing): boolean {
  const state = listing.shown ?? listing.draft;
  return state !== undefined && isParent(state.attributes) && account.children(listing).length > 0;
}

/** `undefined` before it can be read and after it is gone. A SKU is the key: there is never more than one copy. */
function inspect({ account }: Region, place: Marketplace, sku: string, now: number): Inspection | undefined {
  const listing = account.find(place.id, sku);
  if (!listing?.shown) return undefined;
  const { attributes } = listing.shown;
  const item = account.catalogue.get(listing.asin);
  const price = priceOf(attributes, now);
  const digits = digitsOf(place.currency);
  const listPrice = price?.regular ?? listPriceOf(attributes);
  const own = galleryOf(attributes);
  const parent = account.parentOf(listing);
  const family = parent?.shown && attached(account, parent).includes(listing) ? parent.shown.attributes : undefined;
  const page = family ? galleryOf(family) : [];
  const gtin = textOf(attributes, 'externally_assigned_product_identifier') ?? item?.gtin;
  const weight = gramsOf(attributes);
  const category = textOf(attributes, 'item_type_keyword') ?? textOf(attributes, 'recommended_browse_nodes');
  return {
    sku,
    copies: 1,
    visible: isOffered(account, listing, now),
    title: textOf(attributes, 'item_name') ?? item?.title ?? '',
    price: price?.amount.toFixed(digits) ?? '',
    currency: place.currency,
    ...(price && listPrice !== undefined && listPrice > price.amount ? { listPrice: listPrice.toFixed(digits) } : {}),
    quantity: quantityOf(attributes),
    options: Object.fromEntries(Object.entries(optionsOf(attributes)).map(([name, value]) => [label(name), value])),
    images: page.length > 0 ? page : own.length > 0 ? own : item?.image === undefined ? [] : [item.image],
    ...(family && own[0] !== undefined ? { variantImage: own[0] } : {}),
    ...(gtin === undefined ? {} : { gtin }),
    ...(weight === undefined ? {} : { weight }),
    category: category ?? listing.shown.productType,
    description: textOf(attributes, 'product_description') ?? '',
  };
}

function label(attribute: string): string {
  return attribute
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function listPriceOf(attributes: Attributes): number | undefined {
  const price = first(attributes, 'list_price');
  const amount = price?.value ?? price?.value_with_tax;
  return typeof amount === 'number' ? amount : undefined;
}

function gramsOf(attributes: Attributes): number | undefined {
  const weight = first(attributes, 'item_weight');
  const unit = GRAMS[String(weight?.unit)];
  return typeof weight?.value === 'number' && unit !== undefined ? Math.round(weight.value * unit) : undefined;
}

function seed({ account }: Region, place: Marketplace, product: SeedProduct): void {
  const axes = product.axes ?? Object.keys(product.variants[0]?.options ?? {});
  const put = (sku: string, attributes: Attributes) => {
    const state: State = { productType: 'PRODUCT', requirements: 'LISTING', attributes: normalise(place, attributes) };
    account.force(place.id, sku, () => state);
  };
  const said = (value: unknown) => [{ value, language_tag: place.language }];
  const common: Attributes = { item_name: said(product.title), brand: said('Somebody') };
  const theme = axes.map((axis) => axis.toUpperCase()).join('/');
  const family = (level: string): Attributes => ({
    parentage_level: [{ value: level }],
    variation_theme: [{ name: theme }],
  });
  if (axes.length > 0) put(product.code, { ...common, ...family('parent') });
  for (const { sku, price, quantity, options = {} } of product.variants) {
    const chosen = axes.map((axis): [string, Instance[]] => [axis.toLowerCase(), said(options[axis] ?? '')]);
    put(sku, {
      ...common,
      ...offerOf(place, price),
      ...stockOf(quantity),
      condition_type: [{ value: 'new_new' }],
      supplier_declared_has_product_identifier_exemption: [{ value: true }],
      ...Object.fromEntries(chosen),
      ...(axes.length > 0
        ? {
            ...family('child'),
            child_parent_sku_relationship: [{ child_relationship_type: 'variation', parent_sku: product.code }],
          }
        : {}),
    });
  }
}

function offerOf(place: Marketplace, price: string): Attributes {
  const schedule = [{ value_with_tax: Number(price) }];
  return { purchasable_offer: [{ currency: place.currency, our_price: [{ schedule }] }] };
}

function stockOf(quantity: number): Attributes {
  return { fulfillment_availability: [{ fulfillment_channel_code: 'DEFAULT', quantity }] };
}

function edited(place: Marketplace, state: State, change: Parameters<Street['edit']>[1]): State {
  const { title, price, quantity } = change;
  const changed: Attributes = {
    ...state.attributes,
    ...(title === undefined ? {} : { item_name: [{ value: title, language_tag: place.language }] }),
    ...(price === undefined ? {} : offerOf(place, price)),
    ...(quantity === undefined ? {} : stockOf(quantity)),
  };
  return { ...state, attributes: normalise(place, changed) };
}

/** The listing that holds the SKU. Throws when none does: a test that edits nothing proves nothing. */
function live({ account }: Region, place: Marketplace, sku: string): Listing {
  const listing = account.find(place.id, sku);
  if (!listing?.draft) throw new Error(`no listing holds the SKU ${sku}`);
  return listing;
}
