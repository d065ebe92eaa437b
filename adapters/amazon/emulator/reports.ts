import type { Account } from './account.ts';
import { galleryOf, textOf } from './attributes.ts';
import type { Documents } from './documents.ts';
import { digitsOf, type Marketplace } from './places.ts';
import { priceOf, quantityOf, statusOf } from './selling.ts';
import type { Listing } from './types.ts';

/** The one report type that is served: every listing of the seller. */
export const ALL_LISTINGS = 'GET_MERCHANT_LISTINGS_ALL_DATA';

export type ReportStatus = 'IN_QUEUE' | 'IN_PROGRESS' | 'DONE' | 'CANCELLED';

export interface Report {
  readonly id: string;
  readonly type: string;
  readonly places: readonly Marketplace[];
  readonly createdAt: number;
  status: ReportStatus;
  startedAt?: number;
  endedAt?: number;
  documentId?: string;
}

const QUEUE_MS = 10_000;
const WORK_MS = 20_000;

/** Columns of the listings report that a listing can be known by; the rest of the real ones are empty there. */
const COLUMNS = [
  ...['item-name', 'item-description', 'listing-id', 'seller-sku', 'price', 'quantity', 'open-date', 'image-url'],
  ...['item-condition', 'asin1', 'product-id', 'product-id-type', 'fulfillment-channel', 'status'],
] as const;

export class Reports {
  readonly all: Report[] = [];

  constructor(
    readonly account: Account,
    readonly documents: Documents,
  ) {}

  create(type: string, places: readonly Marketplace[], at: number): Report {
    const report: Report = { id: String(60_000 + this.all.length), type, places, createdAt: at, status: 'IN_QUEUE' };
    this.all.push(report);
    return report;
  }

  find(id: string): Report | undefined {
    return this.all.find((report) => report.id === id);
  }

  advance(now: number): void {
    for (const report of this.all) {
      const start = report.createdAt + QUEUE_MS;
      if (report.status === 'IN_QUEUE' && now >= start) {
        report.status = 'IN_PROGRESS';
        report.startedAt = start;
      }
      if (report.status === 'IN_PROGRESS' && now >= start + WORK_MS) {
        report.status = 'DONE';
        report.endedAt = start + WORK_MS;
        report.documentId = this.documents.keep('text/plain; charset=UTF-8', this.#table(report.places, now));
      }
    }
  }

  #table(places: readonly Marketplace[], now: number): string {
    const rows = places.flatMap((place) =>
      this.account
        .listings(place.id)
        .filter(({ shown }) => shown !== undefined)
        .map((listing) => this.#row(place, listing, now)),
    );
    const lines = rows.map((row) => COLUMNS.map((column) => flat(row[column])).join('\t'));
    return [COLUMNS.join('\t'), ...lines].map((line) => `${line}\r\n`).join('');
  }

  #row(place: Marketplace, listing: Listing, now: number): Readonly<Record<(typeof COLUMNS)[number], string>> {
    const attributes = listing.shown?.attributes ?? {};
    const gtin = textOf(attributes, 'externally_assigned_product_identifier');
    const channel = attributes.fulfillment_availability?.[0]?.fulfillment_channel_code;
    const buyable = statusOf(this.account, listing, now).includes('BUYABLE');
    return {
      'item-name': textOf(attributes, 'item_name') ?? this.account.catalogue.get(listing.asin)?.title ?? '',
      'item-description': textOf(attributes, 'product_description') ?? '',
      'listing-id': `L${listing.acceptedAt}`,
      'seller-sku': listing.sku,
      price: priceOf(attributes, now)?.amount.toFixed(digitsOf(place.currency)) ?? '',
      quantity: String(quantityOf(attributes) ?? ''),
      'open-date': new Date(listing.acceptedAt).toISOString(),
      'image-url': galleryOf(attributes)[0] ?? '',
      'item-condition': '11',
      asin1: listing.asin,
      'product-id': gtin ?? listing.asin,
      'product-id-type': gtin === undefined ? '1' : '4',
      'fulfillment-channel': typeof channel === 'string' ? channel : '',
      status: buyable ? 'Active' : now < listing.catalogueAt ? 'Incomplete' : 'Inactive',
    };
  }
}

/** A row is a line, a field is what stands between two tabs: nothing is quoted. */
function flat(value: string): string {
  return value.replace(/[\t\r\n]+/g, ' ');
}
