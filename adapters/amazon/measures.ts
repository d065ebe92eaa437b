import { type Ratio, ratioOf } from 'mabang/core';

/**
 * Grams and millimetres in the units that a definition takes. International avoirdupois pound and international yard:
 * exact by the agreement of 1959 (NIST Handbook 44, appendix C, read 2026-11-23).
 */
const GRAMS: Readonly<Record<string, Ratio>> = ratios({
  grams: '1',
  kilograms: '1000',
  pounds: '453.59237',
  ounces: '28.349523125',
  milligrams: '0.001',
  hundredths_pounds: '4.5359237',
});

const MILLIMETRES: Readonly<Record<string, Ratio>> = ratios({
  centimeters: '10',
  millimeters: '1',
  inches: '25.4',
  meters: '1000',
  feet: '304.8',
  decimeters: '100',
  yards: '914.4',
  hundredths_inches: '0.254',
});

function ratios(sizes: Readonly<Record<string, string>>): Readonly<Record<string, Ratio>> {
  return Object.fromEntries(
    Object.entries(sizes).flatMap(([unit, size]) => {
      const ratio = ratioOf(size);
      return ratio ? [[unit, ratio]] : [];
    }),
  );
}

export interface Measure {
  /** Plain decimal. */
  readonly value: string;
  readonly unit: string;
}

/** Grams in the first unit that is taken and known; `taken` undefined: nobody says which. `preferred` comes first. */
export function weightIn(grams: number, preferred: string, taken: readonly string[] | undefined): Measure | undefined {
  return measureIn(grams, GRAMS, preferred, taken);
}

export function lengthIn(mm: number, preferred: string, taken: readonly string[] | undefined): Measure | undefined {
  return measureIn(mm, MILLIMETRES, preferred, taken);
}

function measureIn(
  amount: number,
  sizes: Readonly<Record<string, Ratio>>,
  preferred: string,
  taken: readonly string[] | undefined,
): Measure | undefined {
  if (!Number.isSafeInteger(amount) || amount < 0) return undefined;
  const unit = [preferred, ...Object.keys(sizes)].find((one) => taken?.includes(one) ?? true);
  const size = unit === undefined ? undefined : sizes[unit];
  return unit === undefined || size === undefined ? undefined : { value: shortest(BigInt(amount), size), unit };
}

/** More are never needed: a hundred-millionth of a ton is less than a gram. */
const MOST_DIGITS = 12;

/** `amount ÷ size` with as few digits after the point as bring the whole amount back. */
function shortest(amount: bigint, { numerator, denominator }: Ratio): string {
  for (let digits = 0; digits < MOST_DIGITS; digits++) {
    const scale = 10n ** BigInt(digits);
    const scaled = rounded(amount * denominator * scale, numerator);
    if (rounded(scaled * numerator, denominator * scale) === amount) return decimal(scaled, digits);
  }
  return decimal(rounded(amount * denominator * 10n ** BigInt(MOST_DIGITS), numerator), MOST_DIGITS);
}

function rounded(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

function decimal(scaled: bigint, digits: number): string {
  if (digits === 0) return String(scaled);
  const text = String(scaled).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
