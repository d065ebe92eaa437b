/** White space folded and ends trimmed. */
export function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** For comparing names that people write with other capitals or spaces. */
export function caseless(text: string): string {
  return folded(text).normalize('NFKC').toLowerCase();
}

/** Characters as a reader counts them, near enough: code points. */
export function lengthOf(text: string): number {
  return [...text].length;
}

const CHINESE = /\p{Script=Han}/gu;

/** The length of a global product's text: a Chinese character counts for more (`text_length_multiplier`). */
export function weighedLength(text: string, chinese: number): number {
  const count = text.match(CHINESE)?.length ?? 0;
  return lengthOf(text) - count + count * chinese;
}

export function isHtml(text: string): boolean {
  return /<\/?(?:[a-z][a-z0-9]*)(?:\s[^<>]*)?\/?>/i.test(text);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Entities once: what was written `&amp;lt;` is meant to read `&lt;`. */
function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? all;
    const point = decimal !== undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : all;
  });
}

const BLOCKS = 'p|div|section|article|h[1-6]|ul|ol|table|tr|blockquote|pre|figure|header|footer';

/**
 * HTML as the plain text that a description is: blocks and list items become lines, everything else loses its tags. Text
 * without a tag stays as it is, entities included: it is plain already.
 */
export function plainText(text: string): string {
  if (!isHtml(text)) return lines(text);
  return lines(
    decoded(
      text
        .replace(/<!--[\s\S]*?-->/g, '')
        .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '')
        .replace(/[ \t]*\r?\n[ \t]*/g, ' ')
        .replace(/<br\s*\/?>/gi, '\n')
        .replace(/<li\b[^>]*>/gi, '\n• ')
        .replace(/<\/(?:td|th)\s*>/gi, ' ')
        .replace(new RegExp(`</?(?:${BLOCKS})\\b[^>]*>`, 'gi'), '\n')
        .replace(/<\/?[a-z][^<>]*>/gi, ''),
    ),
  );
}

/** One kind of line end, no blanks around them, at most one empty line. */
export function lines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What plain text cannot show. */
export function lostTags(text: string): readonly string[] {
  const found = [...text.matchAll(/<(img|table|video|iframe|a|object|embed)\b/gi)].map(
    ([, tag]) => `<${tag?.toLowerCase()}>`,
  );
  return [...new Set(found)];
}
