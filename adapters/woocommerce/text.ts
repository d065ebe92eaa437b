const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decodeOnce(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? all;
    const point = decimal !== undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : all;
  });
}

/** Text without HTML entities, so that `Tom & Jerry` and `Tom &amp; Jerry` are one text. Applied until nothing changes. */
export function decoded(text: string): string {
  let before = text;
  for (let after = decodeOnce(before); after !== before; after = decodeOnce(before)) before = after;
  return before;
}

/** White space folded and ends trimmed, as `sanitize_text_field` of WordPress does to names, options and SKUs. */
export function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** For reading names that the shop compares without regard to case and accents. */
export function caseless(text: string): string {
  return folded(decoded(text)).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Plain text as HTML: what the seller sees in the sheet is what a buyer reads, `&amp;` and `<b>` included. */
export function asHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** HTML with its bare ampersands as entities, as WordPress stores it. */
export function ampersands(html: string): string {
  return html.replace(/&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,9});)/gi, '&amp;');
}

/** A name in one of the forms that a browser shows alike: `Tom & Jerry` and `Tom &amp; Jerry`, `"q"` and `&quot;q&quot;`. */
export function sameName(html: string): string {
  const text = ampersands(html).replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return folded(text.replace(/&(?:quot|#0*34);/gi, '"').replace(/&(?:apos|#0*39);/gi, "'"));
}

/** A `<` that begins no tag is dropped by WordPress with what follows it; as an entity it is kept. */
export function keepStrayLess(html: string): string {
  return html.replace(/<(?![a-zA-Z/!])/g, '&lt;');
}

/** A message of the platform in one line of plain text. A PHP error puts HTML into it. */
export function plainMessage(message: string): string {
  const text = folded(decoded(message.replace(/<[^>]*>/g, ' ')));
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

/** Grams in a unit, and millimetres in a unit, as exact fractions. Source: the international yard and pound, 1959. */
const GRAMS: Readonly<Record<string, readonly [bigint, bigint]>> = {
  kg: [1000n, 1n],
  g: [1n, 1n],
  lbs: [45_359_237n, 100_000n],
  oz: [28_349_523_125n, 1_000_000_000n],
};
const MILLIMETRES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  m: [1000n, 1n],
  cm: [10n, 1n],
  mm: [1n, 1n],
  in: [254n, 10n],
  yd: [9144n, 10n],
};

export const WEIGHT_UNITS = Object.keys(GRAMS);
export const LENGTH_UNITS = Object.keys(MILLIMETRES);

/** Grams in the shop's unit, or `undefined` for a unit this does not know. */
export function weightIn(unit: string, grams: number): string | undefined {
  return inUnit(GRAMS, unit, grams);
}

export function lengthIn(unit: string, millimetres: number): string | undefined {
  return inUnit(MILLIMETRES, unit, millimetres);
}

/**
 * Exact in metric units. In the others it is rounded half up to four decimals, which is finer than a twentieth of a gram
 * or a tenth of a millimetre: the whole number of grams or millimetres can be read back.
 */
function inUnit(units: Readonly<Record<string, readonly [bigint, bigint]>>, unit: string, amount: number) {
  const size = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (!size || !Number.isSafeInteger(amount) || amount < 0) return undefined;
  const [numerator, denominator] = size;
  const scaled = (2n * BigInt(amount) * denominator * 10_000n + numerator) / (2n * numerator);
  const digits = scaled.toString().padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/, '');
}
