import type { Diagnostic, Listing, Snapshot } from '../contract/index.ts';
import {
  type BuiltListing,
  buildListing,
  type Judged,
  judgeTarget,
  type Override,
  type Product,
  unmappedCategory,
  withTarget,
} from '../core/index.ts';
import type { Channel } from './channel.ts';

/** What the seller wants of one product on one channel, after rules and checks. */
export interface Wanted {
  readonly listing?: Listing;
  readonly snapshot?: Snapshot;
  /** `'all'` when the product has an error that no SKU can be blamed for. */
  readonly held: readonly string[] | 'all';
  readonly findings: readonly Diagnostic[];
  /** Not wanted here: ended in the catalogue, or outside the channel's selection. */
  readonly out?: 'ended' | 'unselected';
}

export function wantedOn(channel: Channel, product: Product, overrides: readonly Override[] = []): Wanted {
  const built = listingOn(channel, product, overrides);
  if ('out' in built) return { held: [], findings: [], out: built.out };
  const findings: Diagnostic[] = built.findings.map((finding) => located(finding, product.code, channel.name));
  if (!built.listing) return { held: 'all', findings };

  const at = channel.at();
  const placed = placeOn(channel, built.listing);
  const whole = placed.listing;
  const ruled = channel.adapter.rules.flatMap((rule) =>
    rule
      .check(whole, at)
      .map(
        (finding): Diagnostic =>
          located({ ...finding, code: rule.code, severity: rule.severity }, product.code, channel.name),
      ),
  );
  // Where the platform's own rules name a field, they say more of it than that it is missing.
  const named = new Set(ruled.map(({ place }) => place.field));
  for (const finding of placed.findings)
    if (finding.code !== 'E_MISSING_ATTRIBUTE' || !named.has(finding.place.field))
      ruled.push(located(finding, product.code, channel.name));
  findings.push(...ruled);
  const errors = ruled.filter((finding) => finding.severity === 'error');
  if (errors.some((finding) => finding.place.sku === undefined)) return { held: 'all', findings };
  const bad = new Set(errors.map((finding) => finding.place.sku));
  const [first, ...rest] = whole.variants.filter((variant) => !bad.has(variant.sku));
  if (!first) return { held: 'all', findings };
  const listing: Listing = bad.size === 0 ? whole : { ...whole, variants: [first, ...rest] };
  const held = [...built.held, ...[...bad].filter((sku) => sku !== undefined)];
  return { listing, snapshot: channel.adapter.map(listing, at), held, findings };
}

/** The listing after the channel's rules and with the seller's targets, before the platform's rules have seen it. */
export function listingOn(
  channel: Channel,
  product: Product,
  overrides: readonly Override[] = [],
): BuiltListing | { readonly out: 'ended' | 'unselected' } {
  if (product.status === 'ended' || overrides.some((o) => !o.sku && o.field === 'status' && o.value === 'ended'))
    return { out: 'ended' };
  if (!selected(channel, product)) return { out: 'unselected' };
  const built = buildListing(product, channel.rules, overrides);
  return built.listing ? { ...built, listing: withTarget(built.listing, channel.taxonomy) } : built;
}

/** Hold the listing against the platform's own categories and attributes, as far as they are at hand. */
function placeOn(channel: Channel, listing: Listing): Judged {
  const { adapter, name } = channel;
  if (!adapter.taxonomy) return { listing, findings: [] };
  const { category } = listing.target;
  if (category === undefined) return { listing, findings: [unmappedCategory(listing, name)] };
  const at = channel.at();
  const missing = adapter.definitions?.needed(listing, at).filter((key) => at.definition(key) === undefined) ?? [];
  const unread = missing.length > 0 ? [notAtHand(missing, name)] : [];
  const wanted = adapter.taxonomy.attributes(category, at);
  if (!wanted) return { listing, findings: unread };
  const judged = judgeTarget(listing, wanted, name);
  return { listing: judged.listing, findings: [...unread, ...judged.findings] };
}

function notAtHand(keys: readonly string[], channel: string): Judged['findings'][number] {
  return {
    code: 'W_NO_DEFINITION',
    severity: 'warning',
    message: {
      en: `not checked against what the platform asks of it: ${keys.join(', ')} has not been read yet`,
      zh: `尚未按平台要求检查：还没有读取 ${keys.join('、')}`,
    },
    place: { field: 'category' },
    next: {
      en: `mabang diff ${channel} reads and keeps it; then this check needs no connection`,
      zh: `运行 mabang diff ${channel} 会读取并保存，之后离线也可检查`,
    },
  };
}

function located(finding: Diagnostic, code: string, channel: string): Diagnostic {
  return { ...finding, place: { code, ...finding.place, channel } };
}

function selected(channel: Channel, product: Product): boolean {
  const { only, except } = channel.config;
  if (except && matches(except, product)) return false;
  return !only || matches(only, product);
}

function matches(
  selection: { codes?: readonly string[] | undefined; categories?: readonly string[] | undefined },
  product: Product,
): boolean {
  if (selection.codes?.includes(product.code)) return true;
  return (selection.categories ?? []).some(
    (path) => product.category === path || product.category.startsWith(`${path} > `),
  );
}
