import type { Entry, Journal } from '../catalogue/index.ts';
import type { Diagnostic } from '../contract/index.ts';
import { canonical, type ListingDiff, type PlannedChange } from '../core/index.ts';

export const REFUSED_BEFORE = 'E_REFUSED_BEFORE';

/**
 * Leave out what the platform has refused for good and what would be asked in exactly the same way again: platforms count
 * refusals, and the answer would be the same. What says something new is sent, and what hangs on it with it: a SKU is tried
 * again when its product changes, because the product may have been the reason.
 */
export function withoutRefused(journal: Journal, channel: string, diff: ListingDiff): ListingDiff {
  const { changes, code } = diff;
  if (changes.length === 0 || diff.state === 'end') return diff;
  const refused = journal.refused(
    channel,
    changes.map(({ id }) => id),
  );
  if (refused.size === 0) return diff;
  const again = (change: PlannedChange): Entry | undefined => {
    const entry = refused.get(change.id);
    if (!entry || !sameAsked(entry, change)) return undefined;
    const taken = journal
      .since(channel, change.id, entry.id)
      .some((later) => isTaken(later) && overlaps(later, change));
    return taken ? undefined : entry;
  };
  const product = changes.find(({ sku }) => sku === undefined);
  if (product && !again(product)) return diff;
  // A create is one thing: with anything new in it, all of it is tried again.
  if (diff.state === 'create' && !changes.every(again)) return diff;
  const findings: Diagnostic[] = [];
  const kept = changes.filter((change) => {
    const entry = again(change);
    // Something was done to the product since: another answer is possible.
    if (!entry || (change.sku !== undefined && journal.since(channel, code, entry.id).some(isTaken))) return true;
    findings.push(refusedBefore(entry));
    return false;
  });
  if (findings.length === 0) return diff;
  const state = kept.length === 0 ? 'held' : diff.state;
  return { ...diff, state, changes: kept, findings: [...diff.findings, ...findings] };
}

/** The same values, asked for in the same way. */
function sameAsked({ verb, facets }: Entry, change: PlannedChange): boolean {
  const asked = (from: PlannedChange['facets'] | Entry['facets']) =>
    canonical(Object.fromEntries(Object.entries(from).map(([facet, step]) => [facet, step.to])));
  return verb === change.verb && asked(facets) === asked(change.facets);
}

function isTaken({ state }: Entry): boolean {
  return state !== 'rejected' && state !== 'void';
}

function overlaps({ facets }: Entry, change: PlannedChange): boolean {
  return Object.keys(facets).some((facet) => Object.hasOwn(change.facets, facet));
}

function refusedBefore({ code, sku, at, issues }: Entry): Diagnostic {
  const [issue] = issues;
  const words = issue?.message ?? { en: 'no reason was given', zh: '平台未说明原因' };
  const day = at.slice(0, 10);
  return {
    code: REFUSED_BEFORE,
    severity: 'error',
    message: {
      en: `the platform refused exactly this on ${day}, so it is not sent again: ${words.en}`,
      zh: `平台已于 ${day} 拒绝同样的内容，因此不再发送：${words.zh}`,
    },
    place: { code, ...(sku === undefined ? {} : { sku }), ...issue?.place },
    next: {
      en: `${issue?.next ? `${issue.next.en}; ` : ''}what changes is sent by the next push; --allow ${REFUSED_BEFORE} sends it as it is`,
      zh: `${issue?.next ? `${issue.next.zh}；` : ''}内容改变后下次推送会发送；使用 --allow ${REFUSED_BEFORE} 可原样重发`,
    },
  };
}
