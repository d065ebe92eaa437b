import type { EmulatorClock } from 'mabang/testing';
import { Catalogue, DEFAULT_CATEGORIES, DEFAULT_CHANNELS, DEFAULT_LIMITS } from './catalogue.ts';
import { Library } from './library.ts';
import { type Market, marketOf, marketOfCurrency } from './markets.ts';
import { Merchant } from './merchant.ts';
import { Shop } from './shop.ts';
import { type Owner, Tokens } from './tokens.ts';
import type { ChannelSpec, Promotion, ShopeeEmulatorOptions } from './types.ts';

const FIRST_SHOP = 600_000_101;
const MERCHANT = 1_000_401;
const MAIN_ACCOUNT = 10_208;

/** Everything behind the interface: shops, the merchant above them, images, tokens, and the one clock. */
export class World {
  readonly catalogue: Catalogue;
  readonly channels: readonly ChannelSpec[];
  readonly library = new Library();
  readonly promotions: Map<string, Promotion>;
  /** What the platform's review will find wrong with whoever sells a SKU, some time after the last change. */
  readonly violations = new Map<string, string>();
  /** SKUs whose next write is refused. */
  readonly refusals = new Set<string>();
  readonly shops: ReadonlyMap<number, Shop>;
  /** The shop of the emulator's `connection`. */
  readonly main: Shop;
  readonly merchant: Merchant | undefined;
  readonly tokens: Tokens;
  /** Offsets of item lists that were handed out, so that they may lie beyond the limit. */
  readonly offsets = new Set<string>();
  readonly settleMs: number;
  readonly listingMs: number;
  readonly reviewMs: number;
  #ids = 0;

  constructor(
    readonly clock: EmulatorClock,
    readonly options: ShopeeEmulatorOptions,
    readonly partnerId: number,
  ) {
    this.catalogue = new Catalogue(options.categories ?? DEFAULT_CATEGORIES, { ...DEFAULT_LIMITS, ...options.limits });
    this.channels = options.channels ?? DEFAULT_CHANNELS;
    this.promotions = new Map(Object.entries(options.promotions ?? {}));
    this.settleMs = options.settleMs ?? 5000;
    this.listingMs = options.listingMs ?? 0;
    this.reviewMs = options.reviewMs ?? 0;
    this.tokens = new Tokens(clock);
    const merchantId = options.cnsc ? MERCHANT : undefined;
    this.main = new Shop(this, FIRST_SHOP, homeMarket(options), merchantId);
    const others = (options.otherRegions ?? []).map(
      (region, n) => new Shop(this, FIRST_SHOP + n + 1, marketOf(region), merchantId),
    );
    this.shops = new Map([this.main, ...others].map((shop) => [shop.id, shop]));
    this.merchant = merchantId === undefined ? undefined : new Merchant(this, merchantId);
  }

  /** Markets that an image is told in. */
  get regions(): readonly string[] {
    return [...new Set([...this.shops.values()].map((shop) => shop.market.region))];
  }

  owners(): Owner[] {
    const shops = [...this.shops.keys()].map((id): Owner => `shop:${id}`);
    return this.merchant ? [...shops, `merchant:${this.merchant.id}`] : shops;
  }

  /** A code for everything there is to authorise, and who must be named with it. */
  authorise(): { readonly code: string; readonly shop_id?: number; readonly main_account_id?: number } {
    const named = this.merchant ? { main_account_id: MAIN_ACCOUNT } : { shop_id: this.main.id };
    const [name = '', id] = Object.entries(named)[0] ?? [];
    return { code: this.tokens.code(this.owners(), `${name}=${id}`), ...named };
  }

  /** Ids are never used again, whatever they are of. */
  nextId(): number {
    this.#ids++;
    return 2_500_000_000 + this.#ids;
  }

  now(): number {
    return this.clock.now();
  }
}

/** Throws a RangeError for a market or a currency that the platform does not have. */
function homeMarket(options: ShopeeEmulatorOptions): Market {
  if (options.region === undefined) return marketOfCurrency(options.currency ?? 'SGD');
  const market = marketOf(options.region);
  if (options.currency !== undefined && options.currency !== market.currency) {
    throw new RangeError(`${market.region} sells in ${market.currency}, not in ${options.currency}`);
  }
  return market;
}
