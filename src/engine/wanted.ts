import type { Diagnostic, Listing, Snapshot } from '../contract/index.ts';
import { buildListing, type Override, type Product } from '../core/index.ts';
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
  if (product.status === 'ended' || overrides.some((o) => !o.sku && o.field === 'status' && o.value === 'ended'))
    return { held: [], findings: [], out: 'ended' };
  if (!selected(channel, product)) return { held: [], findings: [], out: 'unselected' };

  const built = buildListing(product, channel.rules, overrides);
  const findings: Diagnostic[] = built.findings.map((finding) => located(finding, product.code, channel.name));
  if (!built.listing) return { held: 'all', findings };

  const at = channel.at();
  const ruled = channel.adapter.rules.flatMap((rule) =>
    rule
      .check(built.listing as Listing, at)
      .map(
        (finding): Diagnostic =>
          located({ ...finding, code: rule.code, severity: rule.severity }, product.code, channel.name),
      ),
  );
  findings.push(...ruled);
  const errors = ruled.filter((finding) => finding.severity === 'error');
  if (errors.some((finding) => finding.place.sku === undefined)) return { held: 'all', findings };
  const bad = new Set(errors.map((finding) => finding.place.sku));
  const [first, ...rest] = built.listing.variants.filter((variant) => !bad.has(variant.sku));
  if (!first) return { held: 'all', findings };
  const listing: Listing = bad.size === 0 ? built.listing : { ...built.listing, variants: [first, ...rest] };
  const held = [...built.held, ...[...bad].filter((sku) => sku !== undefined)];
  return { listing, snapshot: channel.adapter.map(listing, at), held, findings };
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
