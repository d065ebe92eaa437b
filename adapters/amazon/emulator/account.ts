import { createHash } from 'node:crypto';
import type { EmulatorClock } from 'mabang/testing';
import { first, imagesOf, parentSkuOf, textOf } from './attributes.ts';
import type { Marketplace } from './places.ts';
import type { AmazonEmulatorOptions, CatalogueItem, Delays, Issue, Listing, State } from './types.ts';

const DELAYS: Required<Delays> = { visibleMs: 20_000, catalogueMs: 40_000, buyableMs: 60_000, updateMs: 10_000 };

interface Due {
  readonly due: number;
  readonly listing: Listing;
  readonly state: State | undefined;
}

/** One seller's listings in one region, and how what was accepted becomes true as time passes. */
export class Account {
  readonly delays: Required<Delays>;
  readonly catalogue = new Map<string, CatalogueItem>();
  readonly #byGtin = new Map<string, CatalogueItem>();
  /** Every image URL that was ever in an accepted submission: each is fetched once. */
  readonly images = new Set<string>();
  readonly #listings = new Map<string, Listing>();
  /** SKUs by the parent they name, as shown. */
  readonly #children = new Map<string, Set<Listing>>();
  /** Children that took hold before their parent did: they stay detached until they are submitted again. */
  readonly #detached = new Set<Listing>();
  readonly #promised = new Map<string, { issue: Issue; afterMs: number }[]>();
  readonly #refused = new Set<string>();
  #queue: Due[] = [];

  constructor(
    readonly clock: EmulatorClock,
    readonly home: Marketplace,
    readonly options: AmazonEmulatorOptions,
  ) {
    this.delays = { ...DELAYS, ...options.delays };
    for (const item of options.catalogue ?? []) this.#know(item);
  }

  /** Everything that is due is now so. Called before anybody looks. */
  settle(now = this.clock.now()): void {
    let count = 0;
    for (const due of this.#queue) {
      if (due.due > now) break;
      this.#hold(due);
      count++;
    }
    if (count > 0) this.#queue = this.#queue.slice(count);
  }

  find(marketplaceId: string, sku: string): Listing | undefined {
    return this.#listings.get(keyOf(marketplaceId, sku));
  }

  listings(marketplaceId: string): readonly Listing[] {
    return [...this.#listings.values()].filter((listing) => listing.marketplaceId === marketplaceId);
  }

  /** Children as shown, whether attached or not. */
  children(parent: Listing): readonly Listing[] {
    return [...(this.#children.get(keyOf(parent.marketplaceId, parent.sku)) ?? [])];
  }

  parentOf(listing: Listing): Listing | undefined {
    const sku = listing.shown && parentSkuOf(listing.shown.attributes);
    const parent = sku === undefined ? undefined : this.find(listing.marketplaceId, sku);
    return parent?.shown && textOf(parent.shown.attributes, 'parentage_level') === 'parent' ? parent : undefined;
  }

  isDetached(listing: Listing): boolean {
    return this.#detached.has(listing);
  }

  /** Takes a submission: the listing will be like this after a while. `at` is the moment it was accepted. */
  accept(marketplaceId: string, sku: string, state: State | undefined, at: number): void {
    const listing = this.find(marketplaceId, sku);
    if (state) this.#ingest(state);
    if (!listing) {
      if (state) this.#create(marketplaceId, sku, state, at);
      return;
    }
    const last = listing.pending.at(-1)?.due ?? listing.visibleAt;
    this.#push(listing, state, Math.max(last, listing.shown ? at + this.delays.updateMs : 0));
    this.#promise(listing, at);
  }

  /** Puts a state there at once, past every delay: the hands of somebody in the back office. */
  force(marketplaceId: string, sku: string, change: (state: State | undefined) => State | undefined): void {
    const now = this.clock.now();
    const listing = this.find(marketplaceId, sku);
    const state = change(listing?.draft);
    if (state) this.#ingest(state);
    if (!listing) {
      if (state) this.#create(marketplaceId, sku, state, now, true);
      this.settle(now);
      return;
    }
    this.#queue = this.#queue.filter((due) => due.listing !== listing);
    listing.pending = [];
    this.#push(listing, state, now);
    this.settle(now);
  }

  asinFor(sku: string, state: State): string {
    const suggested = textOf(state.attributes, 'merchant_suggested_asin');
    if (suggested !== undefined && this.catalogue.has(suggested)) return suggested;
    const gtin = textOf(state.attributes, 'externally_assigned_product_identifier');
    const match = gtin === undefined ? undefined : this.byGtin(gtin);
    if (match) return match.asin;
    const hash = createHash('sha256').update(sku, 'utf8').digest();
    return `B0${[...hash.subarray(0, 8)].map((byte) => '0123456789ABCDEFGHJKLMNPQRSTVWXY'[byte % 32]).join('')}`;
  }

  byGtin(gtin: string): CatalogueItem | undefined {
    return this.#byGtin.get(gtin);
  }

  promise(sku: string, issue: Issue, afterMs: number): void {
    this.#promised.set(sku, [...(this.#promised.get(sku) ?? []), { issue, afterMs }]);
  }

  /** The product is taken out of the catalogue, and the offer with it. */
  takeOff(sku: string): void {
    const due = this.clock.now();
    for (const listing of this.#listings.values()) if (listing.sku === sku) listing.late.push({ due, issue: REMOVED });
  }

  /** The next submission of this SKU that is no preview is refused, whatever it says. */
  refuseNext(sku: string): void {
    this.#refused.add(sku);
  }

  /** Whether this submission is the one to refuse; it is the only one. */
  takeRefusal(sku: string): boolean {
    return this.#refused.delete(sku);
  }

  forgive(sku: string): void {
    this.#promised.delete(sku);
    for (const listing of this.#listings.values()) if (listing.sku === sku) listing.late = [];
  }

  #create(marketplaceId: string, sku: string, state: State, at: number, atOnce = false): void {
    const { visibleMs, catalogueMs, buyableMs } = this.delays;
    const after = (ms: number) => (atOnce ? at : at + ms);
    const asin = this.asinFor(sku, state);
    const listing: Listing = {
      sku,
      marketplaceId,
      asin,
      acceptedAt: at,
      visibleAt: after(visibleMs),
      catalogueAt: after(catalogueMs),
      buyableAt: after(buyableMs),
      draft: state,
      shown: undefined,
      pending: [],
      updatedAt: at,
      late: [],
    };
    this.#listings.set(keyOf(marketplaceId, sku), listing);
    this.#register(listing, state);
    this.#push(listing, state, listing.visibleAt);
    this.#promise(listing, at);
  }

  /** A product of one's own is in the catalogue from then on; one that is there already may not agree with what was sent. */
  #register(listing: Listing, state: State): void {
    const known = this.catalogue.get(listing.asin);
    const brand = textOf(state.attributes, 'brand');
    if (!known) {
      const gtin = textOf(state.attributes, 'externally_assigned_product_identifier');
      const title = textOf(state.attributes, 'item_name') ?? '';
      this.#know({
        asin: listing.asin,
        title,
        productType: state.productType,
        ...(brand === undefined ? {} : { brand }),
        ...(gtin === undefined ? {} : { gtin }),
      });
      return;
    }
    if (brand === undefined || known.brand === undefined || known.brand === brand) return;
    const issue: Issue = {
      code: '8541',
      message: `The data for SKU ${listing.sku} differs from the catalogue item ${known.asin}: brand.`,
      severity: 'ERROR',
      attributeNames: ['brand'],
      categories: ['INVALID_ATTRIBUTE'],
      enforcements: suppressed('LISTING_SUPPRESSED'),
    };
    listing.late.push({ due: listing.buyableAt, issue });
  }

  #know(item: CatalogueItem): void {
    this.catalogue.set(item.asin, item);
    if (item.gtin !== undefined && !this.#byGtin.has(item.gtin)) this.#byGtin.set(item.gtin, item);
  }

  #promise(listing: Listing, at: number): void {
    for (const { issue, afterMs } of this.#promised.get(listing.sku) ?? []) {
      if (listing.late.some((late) => late.issue.code === issue.code)) continue;
      listing.late.push({ due: at + afterMs, issue });
    }
  }

  #ingest(state: State): void {
    for (const url of imagesOf(state.attributes)) this.images.add(url);
  }

  #push(listing: Listing, state: State | undefined, due: number): void {
    listing.draft = state;
    listing.pending.push({ due, state });
    // A family that is due at one moment is settled parent first.
    const before = (other: Due) =>
      other.due < due || (other.due === due && (isParent(other.state) || !isParent(state)));
    let index = this.#queue.length;
    while (index > 0) {
      const other = this.#queue[index - 1];
      if (!other || before(other)) break;
      index--;
    }
    this.#queue.splice(index, 0, { due, listing, state });
  }

  #hold({ due, listing, state }: Due): void {
    listing.pending.shift();
    this.#unlink(listing);
    listing.shown = state;
    listing.updatedAt = due;
    this.#detached.delete(listing);
    if (!state) {
      for (const child of this.children(listing)) this.#detached.add(child);
      if (listing.pending.length === 0) this.#listings.delete(keyOf(listing.marketplaceId, listing.sku));
      return;
    }
    const parentSku = parentSkuOf(state.attributes);
    if (parentSku === undefined) return;
    const key = keyOf(listing.marketplaceId, parentSku);
    const siblings = this.#children.get(key) ?? new Set();
    this.#children.set(key, siblings.add(listing));
    if (!this.parentOf(listing)) this.#detached.add(listing);
  }

  #unlink(listing: Listing): void {
    const parentSku = listing.shown && parentSkuOf(listing.shown.attributes);
    if (parentSku !== undefined) this.#children.get(keyOf(listing.marketplaceId, parentSku))?.delete(listing);
  }
}

function keyOf(marketplaceId: string, sku: string): string {
  return `${marketplaceId} ${sku}`;
}

function isParent(state: State | undefined): boolean {
  return state !== undefined && first(state.attributes, 'parentage_level')?.value === 'parent';
}

const REMOVED: Issue = {
  // No document lists the codes of removals.
  code: 'EMULATED_REMOVAL',
  message: 'This product was removed because it does not comply with the policies of the store.',
  severity: 'ERROR',
  categories: ['QUALIFICATION_REQUIRED'],
  enforcements: {
    actions: [{ action: 'LISTING_SUPPRESSED' }, { action: 'CATALOG_ITEM_REMOVED' }],
    exemption: { status: 'NOT_EXEMPT' },
  },
};

export function suppressed(action: string): NonNullable<Issue['enforcements']> {
  return { actions: [{ action }], exemption: { status: 'NOT_EXEMPT' } };
}
