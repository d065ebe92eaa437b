import type { AttributeRequirement, Diagnostic, Listing, Variant } from '../contract/index.ts';
import { missingAttribute, unmappedValue } from './target.ts';

type Finding = Omit<Diagnostic, 'place'> & { readonly place: Pick<Diagnostic['place'], 'sku' | 'field'> };

export interface Judged {
  /** The listing with listed values in the platform's own spelling (`values[].id`). */
  readonly listing: Listing;
  readonly findings: readonly Finding[];
}

/**
 * Hold a listing's targets against what its category asks: values by id or by the platform's exact name, required ones said
 * by the product or by every SKU. A name that only looks like one of the platform's is a finding, never a guess.
 */
export function judgeTarget(listing: Listing, wanted: readonly AttributeRequirement[], channel: string): Judged {
  const byName = new Map(wanted.map((one) => [one.name, one]));
  const findings: Finding[] = [];
  const spelled = (attributes: Readonly<Record<string, string>>, sku?: string): Readonly<Record<string, string>> => {
    let changed: Record<string, string> | undefined;
    for (const [name, value] of Object.entries(attributes)) {
      const requirement = byName.get(name);
      if (!requirement?.values || requirement.values.length === 0) continue;
      const id = idOf(requirement, value);
      if (id === value) continue;
      changed ??= { ...attributes };
      if (id !== undefined) changed[name] = id;
      else if (requirement.open !== true) {
        const { title, values } = requirement;
        const where = { name, title, value, ...(sku === undefined ? {} : { sku }) };
        findings.push(
          unmappedValue(
            where,
            values.map((one) => one.title),
            channel,
          ),
        );
      }
    }
    return changed ?? attributes;
  };
  const target = { ...listing.target, attributes: spelled(listing.target.attributes) };
  const variants = listing.variants.map((variant): Variant => {
    const attributes = spelled(variant.target.attributes, variant.sku);
    return attributes === variant.target.attributes
      ? variant
      : { ...variant, target: { ...variant.target, attributes } };
  });
  for (const requirement of wanted) {
    if (!requirement.required || requirement.filled || said(listing, requirement.name)) continue;
    findings.push(missingAttribute({ ...requirement, category: listing.target.category ?? '' }, channel));
  }
  return { listing: { ...listing, target, variants: variants as [Variant, ...Variant[]] }, findings };
}

function idOf({ values = [] }: AttributeRequirement, value: string): string | undefined {
  if (values.some(({ id }) => id === value)) return value;
  const lower = value.trim().toLowerCase();
  const named = values.filter(({ title }) => title.trim().toLowerCase() === lower);
  return named.length === 1 ? named[0]?.id : undefined;
}

function said({ target, variants }: Listing, name: string): boolean {
  const filled = (attributes: Readonly<Record<string, string>>) => (attributes[name] ?? '').trim() !== '';
  return filled(target.attributes) || variants.every((variant) => filled(variant.target.attributes));
}
