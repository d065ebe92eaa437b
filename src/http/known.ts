import { chunks } from '../core/index.ts';
import { escapeRegExp, formsOf, MASK } from './redact-forms.ts';

/**
 * Secrets that this process has met, from wherever: files, the environment, the seller's own command, answers of platforms.
 * One register for the process, because what goes wrong unexpectedly is told by somebody who knows no channel. It only grows.
 */
const met = new Set<string>();
let forms: readonly RegExp[] | undefined;

/** Shorter ones could be part of an innocent word or number of a report, and would show by the holes what they were. */
const SHORTEST = 8;

/** From now on `hideSecrets` knows these. */
export function learnSecrets(values: Iterable<string>): void {
  for (const value of values) {
    if (value.trim().length < SHORTEST || met.has(value)) continue;
    met.add(value);
    forms = undefined;
  }
}

/**
 * A text without any secret that was met, raw, percent-encoded, in base64 or however else it is written. Nothing else of it
 * changes, so JSON stays JSON: unlike a `Redactor` it judges nothing by its name.
 */
export function hideSecrets(text: string): string {
  if (met.size === 0 || text === '') return text;
  forms ??= expressions();
  return forms.reduce((safe, form) => safe.replace(form, MASK), text);
}

/** A value of JSON whose texts, and nothing else of it, are as `hideSecrets` leaves them. */
export function withoutSecrets<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? hideSecrets(part) : part,
  ) as T;
}

/** Each secret for itself: pairs of them (`key:secret` in base64) are found by the part that one of the two decides. */
function expressions(): readonly RegExp[] {
  const all = [...new Set([...met].flatMap((secret) => formsOf([secret])))].filter((form) => form.length >= SHORTEST);
  all.sort((a, b) => b.length - a.length);
  return chunks(all, 500).map((part) => new RegExp(part.map(escapeRegExp).join('|'), 'g'));
}
