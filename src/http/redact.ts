import type { Json } from '../contract/index.ts';
import { chunks } from '../core/index.ts';
import { learnSecrets } from './known.ts';
import { escapeRegExp, formsOf, MASK, SHORTEST } from './redact-forms.ts';

/** Removes secrets. Call it on a text; the members take other shapes. Nothing it returns shares memory with a secret. */
export interface Redactor {
  (text: string): string;
  /** Keys and values; text under a sensitive key (`access_token`) goes whatever it is. */
  json(value: Json): Json;
  /** Lower-case names. The value of a sensitive header goes whatever it is. */
  headers(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Record<string, string>;
  /** User info, the values of sensitive keys, and secrets anywhere else. Takes relative ones too. */
  url(url: string | URL): string;
  /** At most `limit` characters of the redacted text; a secret cut by the limit is not shown in part. */
  clip(text: string, limit: number): string;
  /** A plain error with the same name, code and causes, to keep beside a message. `undefined` stays `undefined`. */
  cause(error: unknown): Error | undefined;
}

const SENSITIVE_NAME =
  /authorization|cookie|token|secret|signature|password|passwd|credential|session[_-]?(id|key)|consumer[_-]?key|api[_-]?key|private[_-]?key|^(sign|sig|pwd|auth|jwt)$/i;

const URL_PAIR = /([?&#;])([^=&#;\s"'<>]+)=([^&#\s"'<>]*)/g;
const JSON_PAIR = /"((?:[^"\\]|\\.){1,80})"(\s*:\s*)"((?:[^"\\]|\\.)*)(?:"|$)/g;
const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"'<>]+@/gi;
/** Words can follow these too ("Basic authentication"), so only what looks like a credential: long, with a digit or `=`. */
const SCHEME = /\b(Basic|Bearer|OAuth)\s+(?=[^\s"',]*[0-9=])[A-Za-z0-9+/=._~-]{12,}/gi;

/** A redactor that learns secrets on the way: tokens that a platform hands out. Everybody who holds it forgets them too. */
export function growingRedactor(secrets: readonly string[]): Redactor & { learn(values: readonly string[]): void } {
  let known = [...secrets];
  let current = createRedactor(known);
  learnSecrets(known);
  return Object.assign((text: string) => current(text), {
    json: (value: Json) => current.json(value),
    headers: (headers: Parameters<Redactor['headers']>[0]) => current.headers(headers),
    url: (url: string | URL) => current.url(url),
    clip: (text: string, limit: number) => current.clip(text, limit),
    cause: (error: unknown) => current.cause(error),
    learn(values: readonly string[]) {
      if (values.every((value) => known.includes(value))) return;
      known = [...new Set([...known, ...values])];
      current = createRedactor(known);
      learnSecrets(values);
    },
  });
}

export function isSensitiveName(name: string): boolean {
  return SENSITIVE_NAME.test(name);
}

/**
 * A redactor for these secret values. It also masks what it knows to be sensitive by name alone: `authorization`, `cookie`,
 * `*token*`, `*secret*`, `*signature*`, `consumer_key` and their kind, in headers, URLs and JSON, so that a token nobody
 * told it about does not get out either.
 *
 * A secret of fewer than 4 characters is removed from header values and query values only, where it stands as a whole word:
 * taking `abc` out of every text would make messages unreadable, and would show by the holes what it was. Empty ones are
 * ignored.
 */
export function createRedactor(secrets: Readonly<Record<string, string>> | readonly string[]): Redactor {
  const values = [...new Set(Object.values(secrets))].filter((value) => value.trim() !== '');
  const forms = formsOf(values.filter((value) => value.length >= SHORTEST));
  // In pieces, longest forms first: one expression for the secrets of many channels would be too large.
  const long = chunks(forms, 500).map((part) => new RegExp(part.map(escapeRegExp).join('|'), 'g'));
  const numbers = new Set(values.filter((value) => value.length >= SHORTEST));
  const short = values.filter((value) => value.length < SHORTEST).map(escapeRegExp);
  const word =
    short.length > 0 ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${short.join('|')})(?![\\p{L}\\p{N}])`, 'gu') : undefined;
  const longest = forms[0]?.length ?? 0;

  const known = (text: string) => long.reduce((safe, form) => safe.replace(form, MASK), text);
  const knownValue = (text: string) => (word ? known(text).replace(word, MASK) : known(text));
  const pairs = (text: string) =>
    text.replace(URL_PAIR, (all, before: string, key: string, value: string) => {
      const safe = isSensitiveName(decoded(key)) ? (value === '' ? '' : MASK) : knownValue(value);
      return safe === value ? all : `${before}${key}=${safe}`;
    });

  const text = (input: string): string =>
    pairs(known(input).replace(USER_INFO, `$1${MASK}@`))
      .replace(SCHEME, `$1 ${MASK}`)
      .replace(JSON_PAIR, (all, key: string, colon: string, value: string) =>
        isSensitiveName(key) && value !== '' ? `"${key}"${colon}"${MASK}"` : all,
      );

  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number') return numbers.has(String(value)) ? MASK : value;
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(json);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [text(key), isSensitiveName(key) ? masked(item) : json(item)]),
    );
  };
  const masked = (value: Json): Json => {
    if (typeof value === 'string') return value === '' ? '' : MASK;
    return Array.isArray(value) ? value.map(masked) : json(value);
  };

  const clip = (input: string, limit: number): string => {
    // What the limit cuts is looked at a little further, and as much is taken off again: half a secret is not recognised.
    const window = input.slice(0, limit + longest);
    const safe = text(window);
    return (window.length < input.length ? safe.slice(0, Math.max(0, safe.length - longest)) : safe).slice(0, limit);
  };

  const cause = (error: unknown, depth = 0): Error | undefined => {
    if (error === undefined || error === null || depth > 5) return undefined;
    if (!(error instanceof Error)) return new Error(text(String(error)));
    const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
    const below = cause(inner, depth + 1);
    const safe: Error & { code?: string } = new Error(text(messageOf(error)), below ? { cause: below } : undefined);
    safe.name = error.name;
    safe.stack = `${safe.name}: ${safe.message}`;
    const code = codeOf(error);
    if (code !== undefined) safe.code = text(code);
    return safe;
  };

  return Object.assign((input: string) => text(input), {
    json,
    clip,
    url: (url: string | URL) => text(String(url)),
    headers: (headers: Readonly<Record<string, string | readonly string[] | undefined>>) =>
      Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) => {
          if (value === undefined) return [];
          const joined = typeof value === 'string' ? value : value.join(', ');
          return [[name.toLowerCase(), isSensitiveName(name) ? MASK : knownValue(text(joined))]];
        }),
      ),
    cause: (error: unknown) => cause(error),
  });
}

/** An aggregate of connection attempts has no words of its own. */
export function messageOf(error: Error): string {
  if (error.message) return error.message;
  if (error instanceof AggregateError)
    return error.errors.map((e) => (e instanceof Error ? e.message : String(e))).join('; ');
  return error.name;
}

export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
