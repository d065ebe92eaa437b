import type { Json } from 'mabang/contract';

/**
 * A snapshot in Amazon's own terms. On Amazon every SKU is a listing with all its attributes: a family is one parent SKU and
 * one SKU for each variant, and nothing is inherited from the parent.
 *
 * - A family (the listing has axes, or several variants): `product` holds the facets of the parent SKU, whose SKU is the
 *   listing's code: content, media, variation. `variants` holds those of each child: content, media, price, stock, variation.
 * - A single SKU: `product` holds `variation: {}` and nothing else; there is no SKU for it. The SKU's own facets are those of a
 *   child, with `variation: {}`.
 *
 * So `product.variation` says whether there is a parent SKU: `{}` is none. There is no `status` facet: Amazon knows no pause
 * but a quantity of 0, which is what a paused listing wants of the stock of each SKU.
 *
 * Attributes stand in a facet as they go over the wire and come from it, of the channel's marketplace alone: JSON numbers are
 * numbers, selectors are written out. `facetsOf` in `facets.ts` cuts the attributes of a SKU that was read into facets and
 * `attributesOf` joins them again, so that what is read and what is wanted are cut at the same places.
 */

/** One value of an attribute with its selectors beside it: `{ value: 'Mug', language_tag: 'en_US', marketplace_id: 'ATVPDKIKX0DER' }`. */
export type Instance = Readonly<Record<string, Json>>;

/** Attributes of a SKU by name. */
export type Attributes = Readonly<Record<string, readonly Instance[]>>;

export type Requirements = 'LISTING' | 'LISTING_OFFER_ONLY';

/** `content`: what no other facet holds, with condition, identifiers, measures and the attributes that options stand in. */
export interface Content {
  /** Sent with every write of the SKU, whichever facet it moves. */
  readonly productType: string;
  /** For `PUT` and for a feed's `UPDATE`. Cannot be read: absent in what was seen, and no difference. */
  readonly requirements?: Requirements;
  readonly attributes: Attributes;
}

/**
 * `media`: the main picture and up to eight others, by the addresses that Amazon fetches:
 * `{ main_product_image_locator: [{ media_location, marketplace_id }], other_product_image_locator_1: [...] }`. Absent where
 * the seller gives no picture, and for offers on somebody else's product. The whole gallery is compared: a slot that is seen
 * and not wanted is to be deleted. Swatches and the offer's own pictures are content.
 */
export type Media = Attributes;

/**
 * `price`: `purchasable_offer`, and `list_price` where something is crossed out. Wanted holds one instance of the offer, with
 * `our_price` alone. Seen holds every instance whole: quantity discounts, sales, business prices and the seller's own bounds
 * are no difference, and have to be repeated by a replace or they are gone; `offerWith` in `price.ts` does that.
 */
export interface Price {
  readonly purchasable_offer?: readonly Instance[];
  readonly list_price?: readonly Instance[];
}

/**
 * `stock`: the quantity of the merchant's own fulfilment, `{ fulfillment_availability: [{ fulfillment_channel_code: 'DEFAULT',
 * quantity }] }`. Seen holds every instance whole; handling time, restock date and other channels are no difference.
 */
export interface Stock {
  readonly fulfillment_availability?: readonly Instance[];
}

/**
 * `variation`: the family. `parentage_level`, `variation_theme` and `child_parent_sku_relationship`, which names the parent's SKU
 * on a child and nobody on a parent. `{}`: none. The options themselves (`color`, `size`) are content.
 */
export type Variation = Attributes;

/** What the mapping reads of a channel's connection; the connection's schema has them all. */
export interface Settings {
  /** Where `At.marketplace` is not set. */
  readonly marketplaceId: string;
  /** `condition_type` of every SKU that says nothing else. Default `new_new`. */
  readonly condition: string;
  /** The account is exempt from product identifiers: a SKU without a GTIN says so instead of being an error. Default false. */
  readonly gtinExemption: boolean;
}

/**
 * Key of a definition: the JSON Schema document that Amazon's link serves, exactly (its `checksum` is the definition's), for
 * `GET /definitions/2020-09-01/productTypes/{productType}` with `marketplaceIds`, `requirements`,
 * `requirementsEnforced=ENFORCED`, `locale=DEFAULT`, and no `sellerId` and no `parentageLevel`: conditions of the schema itself
 * say what parents and children need. Written and read by `definitionKey` and `parseDefinitionKey` in `product-types.ts`.
 */
export interface DefinitionKey {
  readonly productType: string;
  readonly marketplaceId: string;
  readonly requirements: Requirements;
}
