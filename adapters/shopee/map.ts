import type { Json, Listing, Snapshot, Variant } from 'mabang/contract';
import { judgeAttributes } from './attributes.ts';
import { brandOf, NO_BRAND } from './brand.ts';
import { condition, daysToShip, taxInfo } from './choice.ts';
import { attributesAt, brandsAt, type LimitsDocument, limitsAt } from './documents.ts';
import { chosenLogistics, firstLogistics, type Parcel, parcelOf } from './logistics.ts';
import { galleryOf } from './media.ts';
import { decimalsAt, type Homes, homesAt, marketAt, type Place } from './place.ts';
import { globalPrice, priceText } from './price.ts';
import { defined, json, type ProductContent } from './terms.ts';
import { folded, lines, plainText } from './text.ts';
import { hasModels, optionPictures, optionsOf, tiersOf } from './tiers.ts';
import { centimetres, heaviest, kilograms, largest } from './weight.ts';

/** What the shop, and in an upgraded shop its global product, is to show of a listing. Pure; every listing gives a snapshot. */
export function map(listing: Listing, at: Place): Snapshot {
  const homes = homesAt(at);
  const market = marketAt(at);
  const sku: Shared = {
    homes,
    models: hasModels(listing),
    parcel: parcelOf(listing),
    told: market?.tellsGtin === true,
    noGtin: saysNone(listing, at, market?.region) ? '00' : undefined,
  };
  return {
    product: {
      content: json(contentOf(listing, at, homes)),
      media: json(mediaOf(listing, homes)),
      variation: json({ home: homes.rest, tiers: tiersOf(listing) }),
      status: { item_status: listing.status === 'paused' ? 'UNLIST' : 'NORMAL' },
    },
    variants: Object.fromEntries(
      listing.variants.map((variant) => [variant.sku, variantOf(listing, variant, sku, at)]),
    ),
  };
}

/** The platform's category, or `undefined` when none is mapped or it is no id. */
export function categoryOf(listing: Pick<Listing, 'target'>): string | undefined {
  const { category } = listing.target;
  return category !== undefined && /^[1-9]\d{0,14}$/.test(category) ? category : undefined;
}

function contentOf(listing: Listing, at: Place, homes: Homes): ProductContent {
  const category = categoryOf(listing);
  const { upgraded } = homes;
  const limits = category === undefined ? undefined : limitsAt(at, category, upgraded);
  const tree = category === undefined ? undefined : attributesAt(at, category, upgraded);
  const attributes = tree && judgeAttributes(listing, tree).attributes;
  const known = category === undefined ? undefined : brandsAt(at, category, upgraded);
  const brand = brandOf(listing, known);
  const grams = heaviest(listing);
  const description = descriptionOf(listing);
  return defined({
    home: homes.text,
    upgraded,
    item_name: folded(listing.title),
    description: description === '' ? undefined : description,
    category_id: category === undefined ? undefined : Number(category),
    attribute_list: attributes && attributes.length > 0 ? [...attributes] : undefined,
    brand: brand.kind === 'found' ? brand.brand : brand.kind === 'unsure' ? undefined : NO_BRAND,
    weight: grams === undefined ? undefined : kilograms(grams),
    dimension: largest(listing),
    item_sku: hasModels(listing) ? listing.code : undefined,
    tax_info: taxInfo(listing),
    ...chosenAndInitial(listing, at, upgraded, limits),
  }) as ProductContent;
}

/** What the seller has chosen is compared ever after; for the rest a new listing gets a beginning. */
function chosenAndInitial(listing: Listing, at: Place, upgraded: boolean, limits: LimitsDocument | undefined): object {
  const days = daysToShip(listing);
  const channels = chosenLogistics(listing);
  const held = at.connection.logistics === 'mapping' ? channels : undefined;
  const chosen = defined({
    condition: condition(listing),
    pre_order: days === undefined ? undefined : preOrder(days, upgraded, limits),
    logistic_info: held,
  });
  const initial = defined({
    condition: chosen.condition === undefined ? ('NEW' as const) : undefined,
    pre_order: days === undefined ? firstDays(upgraded, limits, at, listing) : undefined,
    logistic_info: held === undefined ? (channels ?? firstLogistics(listing, at)) : undefined,
  });
  return { ...chosen, ...(Object.keys(initial).length > 0 ? { initial } : {}) };
}

/** More days than the category ships plain goods in are a pre-order. */
function preOrder(days: number, upgraded: boolean, limits: LimitsDocument | undefined): object {
  if (upgraded) return { days_to_ship: days };
  const plain = limits?.plainDays;
  return plain !== undefined && days <= plain
    ? { is_pre_order: false, days_to_ship: plain }
    : { is_pre_order: true, days_to_ship: days };
}

/** A global product must say its days: those that its category ships plain goods in, else the fewest that it takes. */
function firstDays(
  upgraded: boolean,
  limits: LimitsDocument | undefined,
  at: Place,
  listing: Listing,
): object | undefined {
  if (!upgraded) return undefined;
  const category = categoryOf(listing);
  const plain = category === undefined ? undefined : limitsAt(at, category, false)?.plainDays;
  const ranges = limits?.days ?? [];
  const allowed =
    plain !== undefined && (ranges.length === 0 || ranges.some(({ min, max }) => plain >= min && plain <= max));
  const days = allowed ? plain : ranges.length > 0 ? Math.max(1, Math.min(...ranges.map(({ min }) => min))) : undefined;
  return days === undefined ? undefined : { days_to_ship: days };
}

/** Plain text; the platform has no bullets, so they lead it as lines. */
export function descriptionOf(listing: Listing): string {
  const bullets = listing.bullets.map((bullet) => folded(plainText(bullet))).filter((bullet) => bullet !== '');
  return lines([bullets.map((bullet) => `• ${bullet}`).join('\n'), plainText(listing.description)].join('\n\n'));
}

function mediaOf(listing: Listing, homes: Homes): object {
  const { pictures } = optionPictures(listing);
  return {
    home: homes.media,
    images: galleryOf(listing).map(({ url }) => ({ src: url })),
    ...(pictures ? { options: pictures.map(({ option, image }) => ({ option, image: { src: image.url } })) } : {}),
  };
}

/** What is the same for all SKUs of a listing. */
interface Shared {
  readonly homes: Homes;
  readonly models: boolean;
  /** Of the product: for SKUs that say nothing of theirs. */
  readonly parcel: Parcel;
  /** The market tells the GTIN in reads. */
  readonly told: boolean;
  readonly noGtin: string | undefined;
}

function variantOf(listing: Listing, variant: Variant, shared: Shared, at: Place): Readonly<Record<string, Json>> {
  const { homes, models } = shared;
  const content = skuContentOf(variant, shared);
  return {
    ...(content === undefined ? {} : { content }),
    price: json(priceOf(variant, at, homes)),
    stock: json({
      home: homes.rest,
      seller_stock: [{ location_id: at.connection.location ?? '', stock: variant.quantity }],
    }),
    ...(models ? { variation: json({ home: homes.rest, options: optionsOf(listing, variant) }) } : {}),
  };
}

function skuContentOf(variant: Variant, { homes, models, parcel, told, noGtin }: Shared): Json | undefined {
  const grams = variant.weight !== undefined && variant.weight > 0 ? variant.weight : parcel.grams;
  const gtin = variant.gtin ?? noGtin;
  const content = defined({
    weight: models && grams !== undefined ? kilograms(grams) : undefined,
    dimension: models ? (variant.dimensions ? centimetres(variant.dimensions) : parcel.dimension) : undefined,
    gtin_code: told ? gtin : undefined,
    initial: told || gtin === undefined ? undefined : { gtin_code: gtin },
  });
  return Object.keys(content).length > 0 ? json({ home: homes.rest, ...content }) : undefined;
}

/** `00` says that there is no GTIN: in Brazil always, elsewhere where the category wants it said. */
function saysNone(listing: Listing, at: Place, region: string | undefined): boolean {
  const category = categoryOf(listing);
  return region === 'BR' || (category !== undefined && limitsAt(at, category, false)?.gtin === 'Flexible');
}

function priceOf(variant: Variant, at: Place, homes: Homes): object {
  const { price } = variant;
  const { globalRate } = at.connection;
  const currency = at.facts.merchantCurrency;
  const first =
    homes.upgraded && homes.price === 'shop' && globalRate !== undefined && typeof currency === 'string'
      ? globalPrice(price, globalRate, currency)
      : undefined;
  return {
    home: homes.price,
    original_price: priceText(price, decimalsAt(at)),
    ...(first === undefined ? {} : { initial: { global_price: first } }),
  };
}
