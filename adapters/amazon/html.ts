/**
 * Amazon takes no HTML but line breaks in descriptions, and none at all elsewhere: Seller Central, "Product detail page
 * rules" (help page G200390640), read 2026-11-23. A catalogue that other channels share often has it, so it is turned into
 * text: paragraphs, list items and breaks become lines, other tags go.
 */

const TAG = /<\/?[a-z][^<>]*>|<!--[\s\S]*?-->/gi;
/** Elements whose text is no text. */
const SILENT = /<(script|style|template|noscript)\b[^<>]*>[\s\S]*?<\/\1\s*>/gi;
const LINE_END = /<\/?(?:p|div|li|ul|ol|h[1-6]|tr|table|section|article|blockquote|dl|dt|dd|br|hr)\b[^<>]*>/gi;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Text without a tag is no HTML, and stays as it is: `1 < 2`, `Tom &amp; Jerry`. */
export function hasTags(text: string): boolean {
  return text.search(TAG) >= 0;
}

/** The lines of a text or of HTML, without tags. */
export function linesOf(text: string): readonly string[] {
  const plain = hasTags(text)
    ? decoded(text.replace(SILENT, ' ').replace(/\s+/g, ' ').replace(LINE_END, '\n').replace(TAG, ''))
    : text;
  return plain
    .split(/\r\n?|\n|\u2028/)
    .map((line) => line.replace(/\s+/gu, ' ').trim())
    .filter((line) => line !== '');
}

/** Titles and bullet points: one line. */
export function oneLine(text: string): string {
  return linesOf(text).join(' ');
}

/** Descriptions: lines with breaks between them. */
export function withBreaks(text: string): string {
  return linesOf(text).join('<br>');
}

/** What of the HTML a buyer would miss: pictures, links, tables, films. */
export function lostIn(text: string): readonly string[] {
  const names = [...text.matchAll(/<(img|a|table|iframe|video|audio|object|embed|form)\b/gi)].map((match) =>
    (match[1] ?? '').toLowerCase(),
  );
  return [...new Set(names)];
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = Number.parseInt(decimal ?? hex, decimal === undefined ? 16 : 10);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : whole;
  });
}
