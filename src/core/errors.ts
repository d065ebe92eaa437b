import type { Diagnostic, Place, Words } from '../contract/index.ts';

/**
 * What a run of the command ends with. No code has two meanings.
 * 0 done · 1 findings or differences · 2 usage or config · 3 some items rejected · 4 stopped by a safety guard ·
 * 5 busy or try again later · 6 credentials · 70 our bug.
 */
export const EXIT = {
  done: 0,
  findings: 1,
  usage: 2,
  rejected: 3,
  guard: 4,
  busy: 5,
  credentials: 6,
  bug: 70,
} as const;

export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** An error a user can act on: what, why, where, what to do now. Everything else that is thrown is our bug. */
export class MabangError extends Error {
  override readonly name = 'MabangError';
  constructor(
    /** Stable and searchable: `E_CONFIG`, `E_LOCKED`. */
    readonly code: string,
    readonly exit: Exit,
    readonly words: Words,
    readonly details: {
      readonly place?: Place;
      readonly next?: Words;
      readonly cause?: unknown;
      readonly more?: readonly Diagnostic[];
    } = {},
  ) {
    super(words.en, details.cause === undefined ? undefined : { cause: details.cause });
  }

  toDiagnostic(): Diagnostic {
    const next = this.details.next;
    return {
      code: this.code,
      severity: 'error',
      message: this.words,
      place: this.details.place ?? {},
      ...(next ? { next } : {}),
    };
  }
}

/** Words that exist in one language only: a platform's own message, a file name. */
export function verbatim(text: string): Words {
  return { en: text, zh: text };
}

/** `channel shop · SKU A-1 · sheet.csv:12:price`: a place in one line, the way editors and humans look for it. */
export function placeText(place: Place): string {
  const file = place.file
    ? [place.file, place.row, place.column].filter((part) => part !== undefined).join(':')
    : place.row !== undefined
      ? `row ${place.row}${place.column ? `:${place.column}` : ''}`
      : undefined;
  return [
    place.channel && `channel ${place.channel}`,
    file,
    place.code && place.code !== place.sku && `product ${place.code}`,
    place.sku && `SKU ${place.sku}`,
    place.facet,
    !place.column && place.field,
  ]
    .filter(Boolean)
    .join(' · ');
}
