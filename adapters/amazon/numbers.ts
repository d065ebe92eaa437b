import { canonicalDecimal } from 'mabang/core';

/**
 * Amazon wants numbers where mabang keeps decimal text. The two meet here and nowhere else: a decimal becomes a JSON number
 * only if that number reads back as the same decimal.
 */

/** `12.90` → 12.9. `undefined` when it is no plain decimal, or has more digits than a JSON number keeps. */
export function numberOf(text: string): number | undefined {
  const plain = canonicalDecimal(text);
  if (plain === undefined) return undefined;
  const number = Number(plain);
  return decimalText(number) === plain ? number : undefined;
}

/** 400.0 → `400`, 1e-7 → `0.0000001`. */
export function decimalText(number: number): string {
  const text = String(number);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}${digits.length > point ? `.${digits.slice(point)}` : ''}`;
}
