/**
 * What WooCommerce makes of a price, weight or length: the shop's decimal separator becomes a point, everything that is not
 * a digit, a point or a minus goes, of several points the last stays. No error, ever: `4,90` is `490` in a shop with a
 * decimal point, `1e3` is `13`, `abc` is nothing. Recorded in probe.out and probe2.out, 2026-11-23.
 */
export function formatDecimal(value: unknown, separator: string): string {
  if (typeof value === 'number' && !Number.isInteger(value)) {
    return value.toFixed(6).replace(/0+$/, '').replace(/\.$/, '');
  }
  const text = value === true ? '1' : typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const cleaned = text.replaceAll(separator, '.').replace(/[^0-9.-]/g, '');
  return cleaned.replace(/\.(?![^.]+$)/g, '');
}

/** Exact comparison of two plain decimals; '' counts as less than anything. */
export function compareDecimals(a: string, b: string): number {
  if (a === '' || b === '') return (a === '' ? 0 : 1) - (b === '' ? 0 : 1);
  const [left, right] = [parts(a), parts(b)];
  const digits = Math.max(left.fraction.length, right.fraction.length);
  const difference = scaled(left, digits) - scaled(right, digits);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** As a buyer pays it: `digits` places, rounded half up as the shop shows it. '' stays ''. */
export function payable(value: string, digits: number): string {
  if (value === '') return '';
  const number = parts(value);
  const kept = { ...number, fraction: number.fraction.slice(0, digits) };
  let minor = scaled(kept, digits);
  if ((number.fraction[digits] ?? '0') >= '5') minor += number.negative ? -1n : 1n;
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const sign = minor < 0n ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

interface Parts {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

function parts(text: string): Parts {
  const [whole = '', fraction = ''] = text.replaceAll('-', '').split('.');
  return { negative: text.startsWith('-'), whole, fraction };
}

function scaled(number: Parts, digits: number): bigint {
  const value = BigInt(`${number.whole || '0'}${number.fraction.padEnd(digits, '0')}`);
  return number.negative ? -value : value;
}
