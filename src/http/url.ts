import type { Query } from '../contract/index.ts';

/** RFC 3986: everything but `A-Z a-z 0-9 - . _ ~` as `%XX` of its UTF-8 bytes. A space is `%20`, never `+`. */
export function percentEncode(text: string): string {
  // Half a surrogate pair has no UTF-8 bytes, and encodeURIComponent throws on it.
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `a=1&b=x%20y`; `undefined` leaves the key out, an array repeats it. '' when nothing is left. */
export function encodeQuery(query: Query): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    const values = typeof value === 'object' ? value : [value];
    for (const item of values) pairs.push(`${percentEncode(key)}=${percentEncode(String(item))}`);
  }
  return pairs.join('&');
}

/**
 * The absolute URL of a request, or why there is none. A base that has a query of its own gets the path appended to it, as
 * the base says: `https://host/?route=/v1` + `/items` is `https://host/?route=/v1/items`.
 */
export function buildUrl(base: string, path: string, query: Query = {}): URL | string {
  if (!path.startsWith('/')) return `the path must begin with a slash: ${path}`;
  // A URL parser resolves these, encoded or not: a key called '..' would address another resource.
  if (path.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part))) return `the path has a dot segment: ${path}`;
  const text = `${base.replace(/\/+$/, '')}${path}`;
  if (!URL.canParse(text)) return `not a URL: ${base}`;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `not an http(s) URL: ${base}`;
  return withQuery(url, encodeQuery(query));
}

/** The URL with more query text, already encoded. */
export function withQuery(url: URL, encoded: string): URL {
  if (encoded === '') return new URL(url);
  const next = new URL(url);
  next.search = next.search.length > 1 ? `${next.search}&${encoded}` : `?${encoded}`;
  return next;
}

/** The URL without the query keys given, its other text untouched. */
export function withoutQueryKeys(url: URL, keys: Iterable<string>): URL {
  const drop = new Set([...keys].map(percentEncode));
  const next = new URL(url);
  const kept = next.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !drop.has(pair.split('=', 1)[0] ?? ''));
  next.search = kept.join('&');
  return next;
}
