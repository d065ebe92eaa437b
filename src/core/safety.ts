import type { Verb } from '../contract/index.ts';
import { type VerbCounts, verbsOf } from './plan.ts';

/** What the seller has agreed to, by verb. */
export type Consent = Readonly<Record<Verb, boolean>>;

export const FULL_CONSENT: Consent = { create: true, update: true, end: true };

/** The verbs of a plan that nobody has agreed to yet. Empty: it may be pushed. */
export function missingConsent(counts: VerbCounts, consent: Consent): readonly Verb[] {
  return verbsOf(counts).filter((verb) => !consent[verb]);
}
