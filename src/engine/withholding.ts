import type { Diagnostic } from '../contract/index.ts';
import type { ListingDiff, Product } from '../core/index.ts';
import type { Channel } from './channel.ts';
import { remoteOf, seenOf } from './reading.ts';
import { REFUSED_BEFORE, withoutRefused } from './refused.ts';
import { type Sibling, TWIN, twinFinding, twinOf } from './twins.ts';
import type { Wanted } from './wanted.ts';

export interface Withholding {
  /** Codes of findings that hold something back and that the seller allows. */
  readonly allow: readonly string[];
  /** Shops in the same market. */
  readonly siblings?: readonly Sibling[];
}

/** What differs and is left as it is all the same, because sending it would harm: each with the word that lets it pass. */
export function withhold(
  channel: Channel,
  diff: ListingDiff,
  product: Product,
  wanted: Wanted,
  { allow, siblings = [] }: Withholding,
): ListingDiff {
  if (diff.state === 'create' && !allow.includes(TWIN)) {
    const twin = twinOf(product, siblings);
    if (twin) return held(diff, [twinFinding(diff.code, twin)]);
  }
  const safe = withoutDangers(channel, diff, wanted, allow);
  if (allow.includes(REFUSED_BEFORE)) return safe;
  return withoutRefused(channel.catalogue.journal, channel.name, safe);
}

/** What the platform would destroy is left out until the seller allows it by its code. */
function withoutDangers(channel: Channel, diff: ListingDiff, wanted: Wanted, allow: readonly string[]): ListingDiff {
  if (diff.state !== 'update' || !channel.adapter.dangers || !wanted.snapshot) return diff;
  const row = channel.ledger.get(diff.code);
  const { own } = row ? seenOf({ channel }, { code: diff.code, skus: [] }, row) : {};
  if (!own) return diff;
  const dangers = channel.adapter
    .dangers({ seen: remoteOf(own).snapshot, wanted: wanted.snapshot })
    .filter((danger) => !allow.includes(danger.code));
  if (dangers.length === 0) return diff;
  return held(
    diff,
    dangers.map((danger) => ({
      ...danger,
      place: { code: diff.code, ...danger.place },
      next: danger.next ?? {
        en: `left as it is; \`--allow ${danger.code}\` does it`,
        zh: `保持不变；使用 --allow ${danger.code} 才会执行`,
      },
    })),
  );
}

function held(diff: ListingDiff, why: readonly Diagnostic[]): ListingDiff {
  return { ...diff, state: 'held', changes: [], findings: [...diff.findings, ...why] };
}
