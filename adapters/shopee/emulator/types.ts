import type { EmulatorOptions } from 'mabang/testing';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What `get_item_limit` tells of a shop and a category. Prices in the market's currency, lengths in characters. */
export interface Limits {
  readonly price: Range;
  readonly stock: Range;
  readonly name: Range;
  readonly description: Range;
  readonly images: Range;
  readonly tierName: Range;
  readonly tierOption: Range;
  readonly items: number;
  /** For pre-orders; everything else takes `plainDays`. */
  readonly days: Range;
  readonly plainDays: number;
  readonly dimensionMandatory: boolean;
  readonly gtin: 'Mandatory' | 'Flexible' | 'Optional';
}

/** 1 one of a list, 2 one of a list or free, 3 free, 4 several of a list, 5 several of a list or free. */
export type InputType = 1 | 2 | 3 | 4 | 5;

export interface AttributeSpec {
  readonly id: number;
  readonly name: string;
  readonly mandatory?: boolean;
  readonly input: InputType;
  /** 0 anything, 1 integer, 2 text, 3 decimal, 4 date. */
  readonly validation?: 0 | 1 | 2 | 3 | 4;
  /** Of a date: 0 is DD/MM/YYYY, 1 is MM/YYYY. */
  readonly dateFormat?: 0 | 1;
  /** With units a free value needs one of them. */
  readonly units?: readonly string[];
  readonly max?: number;
  readonly values?: readonly AttributeValueSpec[];
}

export interface AttributeValueSpec {
  readonly id: number;
  readonly name: string;
  /** Asked for once this value is chosen. */
  readonly children?: readonly AttributeSpec[];
}

export interface CategorySpec {
  readonly id: number;
  readonly parent: number;
  readonly name: string;
  readonly attributes?: readonly AttributeSpec[];
  readonly brands?: readonly { readonly id: number; readonly name: string }[];
  readonly brandMandatory?: boolean;
  readonly limits?: Partial<Limits>;
}

export type FeeType = 'SIZE_SELECTION' | 'SIZE_INPUT' | 'FIXED_DEFAULT_PRICE' | 'CUSTOM_PRICE';

export interface ChannelSpec {
  readonly id: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly feeType: FeeType;
  /** 0: the channel a buyer chooses at the checkout, which is the one an item names. */
  readonly mask: number;
  readonly sizes?: readonly { readonly id: string; readonly name: string; readonly price: number }[];
  /** Kilograms. */
  readonly maxWeight?: number;
}

export type Lock =
  | 'price'
  | 'stock'
  | 'name'
  | 'description'
  | 'image'
  | 'unlist'
  | 'delete'
  | 'variation'
  | 'category';

/** A running campaign that holds a SKU. */
export interface Promotion {
  /** What a buyer pays meanwhile, plain decimal. Absent: the original price. */
  readonly price?: string;
  /** Pieces that are kept for it: the stock cannot fall below. */
  readonly reserved?: number;
  /** What cannot be changed. Default: everything that the documents name. */
  readonly locks?: readonly Lock[];
}

export interface ShopeeEmulatorOptions extends EmulatorOptions {
  /** Market of the shop, `SG`. Default: the first market of `currency`, or SG. */
  readonly region?: string;
  /** The shop is upgraded to CNSC: it belongs to a merchant and is stocked through global products. */
  readonly cnsc?: boolean;
  /** Switches of the upgraded shop that are not on. */
  readonly sync?: Partial<Sync>;
  /** More shops of the same merchant, by market. */
  readonly otherRegions?: readonly string[];
  /** What global products are priced in. Default CNY, the only one of the sandbox. */
  readonly merchantCurrency?: 'CNY' | 'USD';
  /** Market currency for one of the merchant's, by market. A market that is not named takes 1. */
  readonly rates?: Readonly<Record<string, number>>;
  /** Calls a second and in one burst. Shopee publishes no number; 100 is what a user measured (python-shopee issue 54). */
  readonly rate?: { readonly perSecond: number; readonly burst: number };
  /** Calls a day of the app, counted from 00:00 UTC+8. Default: no end. */
  readonly dailyCalls?: number;
  /** Times that the price of one global product can be changed a day. Default: no end. */
  readonly dailyPriceEdits?: number;
  /** Emulator milliseconds until a new item can be worked on. Default 5000, the wait that the creating guide asks for. */
  readonly settleMs?: number;
  /** Emulator milliseconds until a new item shows in lists and reads. Default 0: no document says. */
  readonly listingMs?: number;
  /** Emulator milliseconds that a new item stays REVIEWING. Default 0. */
  readonly reviewMs?: number;
  /** Emulator milliseconds that a publish task takes. Default 3000. */
  readonly publishMs?: number;
  readonly limits?: Partial<Limits>;
  readonly categories?: readonly CategorySpec[];
  readonly channels?: readonly ChannelSpec[];
  /** By SKU; a SKU that does not exist yet is held from its first moment. */
  readonly promotions?: Readonly<Record<string, Promotion>>;
  /** The shop may use `extended_description`. */
  readonly extendedDescription?: boolean;
  /** Farthest offset of `get_item_list` that need not come from `next_offset`. Shopee names no number. Default 10000. */
  readonly offsetLimit?: number;
  /** Errors of the gateway carry 4xx instead of 200: both are seen on the real platform. */
  readonly httpErrors?: boolean;
}

/** What somebody sent, so nothing is known of its values. */
export type Body = Readonly<Record<string, unknown>>;

export interface AttributeChoice {
  readonly id: number;
  readonly values: readonly { readonly id: number; readonly name: string; readonly unit: string }[];
}

export interface Dimension {
  readonly height: number;
  readonly length: number;
  readonly width: number;
}

export interface LogisticChoice {
  readonly id: number;
  readonly enabled: boolean;
  readonly free: boolean;
  readonly fee?: number;
  readonly size?: number;
}

export type ExtendedField = { readonly text: string } | { readonly image: string };

export interface Tier {
  readonly name: string;
  readonly variationId: number;
  readonly groupId: number;
  readonly options: readonly { readonly id: number; readonly name: string; readonly image?: string }[];
}

export interface Model {
  readonly id: number;
  readonly index: readonly number[];
  readonly sku: string;
  /** Smallest step of the market's prices: cents, or whole units where there are no decimals. */
  readonly price: number;
  readonly stock: number;
  readonly gtin: string;
  /** Kilograms; absent: the item's. */
  readonly weight?: number;
  readonly dimension?: Dimension;
  readonly available: boolean;
  /** Of a shop item of a global product. */
  readonly globalId?: number;
}

/** What shop items and global products have in common. Replaced as a whole when changed, so a failed write leaves no trace. */
export interface Content {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  /** Set: the description is of the extended kind. */
  readonly extended?: readonly ExtendedField[];
  readonly sku: string;
  readonly category: number;
  readonly attributes: readonly AttributeChoice[];
  readonly brand: { readonly id: number; readonly name: string };
  readonly images: readonly string[];
  readonly weight: number;
  readonly dimension?: Dimension;
  readonly condition: string;
  readonly preOrder: boolean;
  readonly days: number;
  /** Of the default model; what counts when there are no models. */
  readonly price: number;
  readonly stock: number;
  readonly tiers: readonly Tier[];
  readonly models: readonly Model[];
  /** Unix milliseconds of emulator time. */
  readonly created: number;
  readonly updated: number;
  /** From when on it can be worked on. */
  readonly ready: number;
  readonly deleted?: number;
}

export type ItemStatus = 'NORMAL' | 'UNLIST' | 'BANNED' | 'REVIEWING' | 'SELLER_DELETE' | 'SHOPEE_DELETE';

export interface Item extends Content {
  readonly status: ItemStatus;
  readonly gtin: string;
  readonly logistics: readonly LogisticChoice[];
  readonly globalId?: number;
}

export type GlobalItem = Content;

/** Fields that a global product hands on to its shop items. */
export interface Sync {
  readonly text: boolean;
  readonly media: boolean;
  readonly tiers: boolean;
  readonly price: boolean;
  readonly days: boolean;
}
