import { type Account, suppressed } from './account.ts';
import { first, galleryOf, parentSkuOf, textOf, themeOf } from './attributes.ts';
import { themeAttributes } from './product-types.ts';
import type { Attributes, Instance, Issue, Listing } from './types.ts';

interface Price {
  readonly amount: number;
  /** What it costs when it is not on sale. */
  readonly regular?: number;
}

interface Scheduled {
  readonly schedule?: readonly {
    readonly value_with_tax?: number;
    readonly start_at?: string;
    readonly end_at?: string;
  }[];
}

/** What a buyer of this audience pays now; `undefined` when nothing is offered to him. */
export function priceOf(attributes: Attributes, now: number, audience = 'ALL'): Price | undefined {
  const offer = attributes.purchasable_offer?.find((instance) => (instance.audience ?? 'ALL') === audience);
  if (!offer || first(attributes, 'skip_offer')?.value === true || !isOpen(offer, now)) return undefined;
  const regular = amountOf(offer.our_price);
  if (regular === undefined) return undefined;
  const sale = (offer.discounted_price as readonly Scheduled[] | undefined)?.[0]?.schedule?.find(
    ({ start_at: from, end_at: to }) => starts(from) <= now && now <= ends(to),
  );
  return sale?.value_with_tax === undefined ? { amount: regular } : { amount: sale.value_with_tax, regular };
}

function amountOf(price: unknown): number | undefined {
  return (price as readonly Scheduled[] | undefined)?.[0]?.schedule?.[0]?.value_with_tax;
}

function isOpen(offer: Instance, now: number): boolean {
  const moment = (name: string) => (offer[name] as { readonly value?: string } | undefined)?.value;
  return starts(moment('start_at')) <= now && now <= ends(moment('end_at'));
}

function starts(at: string | undefined): number {
  return at === undefined ? 0 : Date.parse(at);
}

/** A date without a time lasts until it is over. */
function ends(at: string | undefined): number {
  if (at === undefined) return Number.POSITIVE_INFINITY;
  return Date.parse(at) + (/^\d{4}-\d{2}-\d{2}$/.test(at) ? 24 * 3600 * 1000 - 1 : 0);
}

/** Of the merchant's own stock; `null` for stock that the platform keeps, or that is not said. */
export function quantityOf(attributes: Attributes): number | null {
  const own = attributes.fulfillment_availability?.find((one) => one.fulfillment_channel_code === 'DEFAULT');
  return typeof own?.quantity === 'number' ? own.quantity : null;
}

function inStock(attributes: Attributes): boolean {
  const quantity = quantityOf(attributes);
  if (quantity !== null) return quantity > 0;
  return attributes.fulfillment_availability?.some((one) => one.is_inventory_available !== false) ?? false;
}

export function isParent(attributes: Attributes): boolean {
  return textOf(attributes, 'parentage_level') === 'parent';
}

/** What stands against a listing now, found by nobody at the time it was accepted. */
export function issuesOf(account: Account, listing: Listing, now: number): readonly Issue[] {
  const attributes = listing.shown?.attributes;
  if (!attributes) return [];
  return [
    ...familyIssues(account, listing, attributes),
    ...ownIssues(account, attributes),
    ...listing.late.filter(({ due }) => due <= now).map(({ issue }) => issue),
  ];
}

function ownIssues(account: Account, attributes: Attributes): readonly Issue[] {
  const issues: Issue[] = [];
  const [offer] = attributes.purchasable_offer ?? [];
  const [least, price] = [amountOf(offer?.minimum_seller_allowed_price), amountOf(offer?.our_price)];
  if (least !== undefined && price !== undefined && least > price) {
    issues.push({
      code: '18155',
      message: 'The minimum price is greater than the selling price of the listing.',
      severity: 'ERROR',
      attributeNames: ['purchasable_offer'],
      categories: ['INVALID_PRICE'],
      enforcements: suppressed('LISTING_SUPPRESSED'),
    });
  }
  if (account.options.suppressWithoutImage && galleryOf(attributes).length === 0 && !isParent(attributes)) {
    issues.push({
      code: '18320',
      message: 'The main image is missing.',
      severity: 'ERROR',
      attributeNames: ['main_product_image_locator'],
      categories: ['MISSING_IMAGE'],
      enforcements: suppressed('SEARCH_SUPPRESSED'),
    });
  }
  return issues;
}

function familyIssues(account: Account, listing: Listing, attributes: Attributes): readonly Issue[] {
  const parentSku = parentSkuOf(attributes);
  if (parentSku === undefined) return [];
  const issue = (code: string, name: string, message: string, category = 'INVALID_ATTRIBUTE'): Issue => ({
    code,
    message,
    severity: 'ERROR',
    attributeNames: [name],
    categories: [category],
    enforcements: suppressed('LISTING_SUPPRESSED'),
  });
  const parent = account.parentOf(listing);
  if (!parent?.shown || account.isDetached(listing)) {
    const message = `The parent SKU ${parentSku} was not there when ${listing.sku} was processed.`;
    return [issue('8007', 'child_parent_sku_relationship', message)];
  }
  const theme = themeOf(attributes);
  const wanted = themeOf(parent.shown.attributes);
  if (theme !== wanted) {
    return [issue('8026', 'variation_theme', `The variation theme ${theme} is not the parent's, ${wanted}.`)];
  }
  const own = optionsKey(attributes);
  const twin = attached(account, parent).find(
    (other) =>
      other !== listing && other.shown && optionsKey(other.shown.attributes) === own && isOlder(other, listing),
  );
  if (!twin) return [];
  return [issue('8066', 'variation_theme', `${listing.sku} has the same options as ${twin.sku}.`, 'DUPLICATE')];
}

function isOlder(a: Listing, b: Listing): boolean {
  return a.acceptedAt < b.acceptedAt || (a.acceptedAt === b.acceptedAt && a.sku < b.sku);
}

/** The children that a parent really has. */
export function attached(account: Account, parent: Listing): readonly Listing[] {
  if (!parent.shown || !isParent(parent.shown.attributes)) return [];
  return account.children(parent).filter((child) => !account.isDetached(child));
}

function optionsKey(attributes: Attributes): string {
  const theme = themeOf(attributes);
  const names = theme === undefined ? [] : themeAttributes(theme);
  return JSON.stringify([...names].sort().map((name) => [name, textOf(attributes, name) ?? '']));
}

/** The options that the theme is made of, by attribute name. */
export function optionsOf(attributes: Attributes): Readonly<Record<string, string>> {
  const theme = themeOf(attributes);
  const names = theme === undefined || isParent(attributes) ? [] : themeAttributes(theme);
  return Object.fromEntries(names.map((name) => [name, textOf(attributes, name) ?? '']));
}

const hits = (issues: readonly Issue[], ...actions: readonly string[]): boolean =>
  issues.some(
    ({ enforcements }) =>
      enforcements?.exemption.status === 'NOT_EXEMPT' &&
      enforcements.actions.some(({ action }) => actions.includes(action)),
  );

/** Whether buyers meet the page and a price on it, be it in stock or not. */
export function isOffered(account: Account, listing: Listing, now: number): boolean {
  const attributes = listing.shown?.attributes;
  if (!attributes || now < listing.buyableAt || isParent(attributes)) return false;
  const down = hits(issuesOf(account, listing, now), 'LISTING_SUPPRESSED', 'CATALOG_ITEM_REMOVED', 'SEARCH_SUPPRESSED');
  return priceOf(attributes, now) !== undefined && !down;
}

/** `BUYABLE` can be bought now, `DISCOVERABLE` can be found; none, one or both. */
export function statusOf(account: Account, listing: Listing, now: number): readonly string[] {
  const attributes = listing.shown?.attributes;
  if (!attributes || now < listing.buyableAt) return [];
  const issues = issuesOf(account, listing, now);
  if (hits(issues, 'CATALOG_ITEM_REMOVED')) return [];
  const found = hits(issues, 'SEARCH_SUPPRESSED') ? [] : ['DISCOVERABLE'];
  if (isParent(attributes)) return found;
  const sold = priceOf(attributes, now) !== undefined && inStock(attributes) && !hits(issues, 'LISTING_SUPPRESSED');
  return sold ? ['BUYABLE', ...found] : found;
}
