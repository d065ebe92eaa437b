import { escapeHtml, normalizeEntities } from './entities.ts';
import { escapeUnclosed } from './kses.ts';

/** What `wc_clean` makes of a short text (SKU, attribute name, option): no tags, single blanks, trimmed, no `%20`. */
export function cleanText(value: unknown): string {
  let text = plain(value);
  if (text.includes('<')) text = stripTags(escapeUnclosed(text));
  text = text.replace(/[\r\n\t ]+/g, ' ').trim();
  if (!text.includes('%')) return text;
  let before = '';
  while (before !== text) {
    before = text;
    text = text.replace(/%[a-f0-9]{2}/gi, '');
  }
  return text.replace(/ +/g, ' ').trim();
}

/** A scalar as PHP would print it: `true` → `1`, `false` and `null` → ''. */
export function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return value === true ? '1' : '';
}

export function stripTags(text: string): string {
  return text
    .replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/gi, '')
    .replace(/<!--[\s\S]*?-->|<[^>]*>/g, '')
    .trim();
}

/** Names of terms are stored escaped: `Home & Garden` → `Home &amp; Garden`. */
export function termName(value: unknown): string {
  return escapeHtml(normalizeEntities(cleanText(value)));
}

const ACCENTS: Readonly<Record<string, string>> = { ß: 's', æ: 'ae', ø: 'o', œ: 'oe', đ: 'd', ł: 'l', þ: 'th', ð: 'd' };

/** `sanitize_title`: `Farbe Größe` → `farbe-grose` (probe3.out); other scripts become lower-case percent codes. */
export function slugOf(value: string): string {
  const text = stripTags(value)
    .replace(/&[a-z0-9#]+;/gi, '')
    .toLowerCase()
    .replace(/[ßæøœđłþð]/g, (letter) => ACCENTS[letter] ?? letter)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[–—−\u00a0]/g, '-')
    .replace(/[‘’“”…«»™®©°]/g, '')
    .replace(/[./]/g, '-')
    .replace(/%(?![a-f0-9]{2})/g, '');
  let slug = '';
  for (const letter of text) {
    if (/[a-z0-9_\-%\s]/.test(letter)) slug += letter;
    else if ((letter.codePointAt(0) ?? 0) > 127) slug += encodeURIComponent(letter).toLowerCase();
  }
  slug = slug.replace(/\s+/g, '-').replace(/-+/g, '-').replace(/^-|-$/g, '');
  return cutSlug(slug, 200);
}

/** Never in the middle of a percent code. */
function cutSlug(slug: string, length: number): string {
  if (slug.length <= length) return slug;
  return slug.slice(0, length).replace(/%[a-f0-9]?$/, '');
}

/** A slug that has been percent-decoded again: what attribute slugs are kept as. */
export function readable(slug: string): string {
  try {
    return decodeURIComponent(slug);
  } catch {
    return slug;
  }
}
