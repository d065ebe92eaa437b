import { lengthUnit, looksLikeSides, weightUnit } from './measures.ts';
import { currencyIn, isCurrencySign, isDigits } from './numbers.ts';
import type { ColumnShape } from './types.ts';
import { foldWidth, isPlainGtin, SCIENTIFIC, trailingZeros, trim, withZeros } from './values.ts';

/** Values that a question or finding shows, at most. */
const SHOWN = 5;
/** Different words of a column that are counted; a column with more is text. */
const WORDS = 60;

/** Values seen, the first few of them with their rows. */
export class Values {
  count = 0;
  readonly first: { readonly value: string; readonly row: number }[] = [];

  add(value: string, row: number): void {
    this.count++;
    if (this.first.length < SHOWN && !this.first.some((one) => one.value === value)) this.first.push({ value, row });
  }

  get texts(): readonly string[] {
    return this.first.map((one) => one.value);
  }
}

/**
 * What all cells of one column say of how it is written: which sign is the decimal one, which words stand where numbers should,
 * what divides a list. Fed cell by cell; nothing is kept of a cell but counts and a few examples.
 */
export class ColumnSurvey {
  rows = 0;
  filled = 0;
  private characters = 0;
  numbers = 0;
  fractions = 0;
  urls = 0;
  gtins = 0;
  private prose = 0;
  /** `6.93E+12`, or such a number written out: its last digits are zeros. */
  readonly ruined = new Values();
  /** Numbers that leading zeros would make a GTIN of. */
  readonly short = new Values();
  /** `12.90`, `1,234.50`: only a point can be the decimal sign. */
  readonly point = new Values();
  readonly comma = new Values();
  /** `1.234` or `1,234`: one sign with three digits behind it. */
  readonly either = new Values();
  /** `10x20x30 cm` */
  sides = 0;
  /** Numbers without a unit, in a column of measures. */
  unitless = 0;
  /** Numbers that do not say in which currency they are. */
  currencyless = 0;
  /** Cells that are no number, and how often each. `undefined` once they are too many to be words. */
  words: Map<string, number> | undefined = new Map();
  /** Signs that stand before an address in a cell that has several, and how often; and those that stand elsewhere. */
  readonly dividers = new Map<string, number>();
  readonly inside = new Map<string, number>();

  add(raw: string, row: number): void {
    this.rows++;
    const cell = trim(raw);
    if (cell === '') return;
    this.filled++;
    this.characters += cell.length;
    const first = cell.charCodeAt(0);
    if ((first === 104 || first === 72) && /^https?:\/\//i.test(cell)) this.addresses(cell);
    else if (isDigits(cell)) this.digits(cell, row);
    else this.other(cell, row);
  }

  private digits(cell: string, row: number): void {
    this.numbers++;
    this.unitless++;
    this.currencyless++;
    const { length } = cell;
    if (length < 7) return;
    if (length >= 12 && length <= 14 && trailingZeros(cell) >= 5) this.ruined.add(cell, row);
    else if (isPlainGtin(cell)) this.gtins++;
    else if (length < 14 && withZeros(cell) !== undefined) this.short.add(cell, row);
  }

  private other(cell: string, row: number): void {
    if (isProse(cell)) this.prose++;
    if (cell.length > LONGEST || !hasDigit(cell)) {
      this.word(cell);
      return;
    }
    const text = foldWidth(cell);
    if (SCIENTIFIC.test(text)) {
      this.numbers++;
      this.ruined.add(cell, row);
      return;
    }
    const match = NUMBER.exec(text);
    if (match && isBeside(match[1]) && isBeside(match[3])) {
      this.numbers++;
      const bare = !/[^\d.,'’ -]/.test(text);
      if (bare) this.unitless++;
      // `$` stands for a dozen currencies, and so for none.
      if (bare || currencyIn(cell) === undefined) this.currencyless++;
      this.signs(match[2] ?? '', cell, row);
      return;
    }
    if (looksLikeSides(text)) {
      this.sides++;
      this.sideSigns(text, cell, row);
      return;
    }
    this.word(cell);
  }

  private word(cell: string): void {
    if (!this.words) return;
    this.words.set(cell, (this.words.get(cell) ?? 0) + 1);
    if (this.words.size > WORDS) this.words = undefined;
  }

  private sideSigns(text: string, cell: string, row: number): void {
    if (/\d$/.test(text)) this.unitless++;
    for (const part of text.split(/[x×*✕]/i)) this.signs(/[\d.,]+/.exec(part)?.[0] ?? '', cell, row);
  }

  /** Which of the signs in `1.234,50` is the decimal one, as far as this one number says it. */
  private signs(digits: string, cell: string, row: number): void {
    const [point, comma] = [digits.lastIndexOf('.'), digits.lastIndexOf(',')];
    if (point < 0 && comma < 0) return;
    if (point >= 0 && comma >= 0) {
      this.fractions++;
      (point > comma ? this.point : this.comma).add(cell, row);
      return;
    }
    const at = Math.max(point, comma);
    const sign = point >= 0 ? '.' : ',';
    const [own, other] = sign === '.' ? [this.point, this.comma] : [this.comma, this.point];
    if (digits.indexOf(sign) !== at) {
      // Grouped twice: 1.234.567 leaves only the comma for decimals.
      other.add(cell, row);
      return;
    }
    const [before, after] = [digits.slice(0, at), digits.slice(at + 1)];
    if (after.length === 3 && /^[1-9]\d{0,2}$/.test(before)) this.either.add(cell, row);
    else {
      if (!/^0*$/.test(after)) this.fractions++;
      own.add(cell, row);
    }
  }

  private addresses(cell: string): void {
    this.urls++;
    for (const sign of DIVIDERS) {
      let at = cell.indexOf(sign);
      while (at >= 0) {
        const rest = cell.slice(at + 1, at + 12).trimStart();
        const counts = /^https?:/i.test(rest) ? this.dividers : this.inside;
        counts.set(sign, (counts.get(sign) ?? 0) + 1);
        at = cell.indexOf(sign, at + 1);
      }
    }
  }

  shape(): ColumnShape {
    const of = (count: number, all: number) => (all === 0 ? 0 : Math.round((100 * count) / all) / 100);
    return {
      empty: of(this.rows - this.filled, this.rows),
      number: of(this.numbers, this.filled),
      fraction: of(this.fractions, this.filled),
      gtin: of(this.gtins, this.filled),
      url: of(this.urls, this.filled),
      prose: of(this.prose, this.filled),
      length: this.filled === 0 ? 0 : Math.round(this.characters / this.filled),
    };
  }
}

/** Longer cells are texts, whatever digits they have. */
const LONGEST = 60;

/** Digits of ASCII, and full-width ones. */
function hasDigit(cell: string): boolean {
  for (let i = 0; i < cell.length; i++) {
    const unit = cell.charCodeAt(i);
    if ((unit >= 0x30 && unit <= 0x39) || (unit >= 0xff10 && unit <= 0xff19)) return true;
  }
  return false;
}

/** Has a blank or a character beyond ASCII in it, and no digit first: what names are, and codes and numbers hardly ever. */
function isProse(cell: string): boolean {
  const first = cell.charCodeAt(0);
  if (first < 0x41) return false;
  for (let i = 0; i < cell.length && i < LONGEST; i++) {
    const unit = cell.charCodeAt(i);
    if (unit === 32 || unit > 0x7e) return true;
  }
  return false;
}

export const DIVIDERS = ['|', ';', ',', '\n', ' '] as const;

/** Something, digits with what divides them, something. */
const NUMBER = /^([^\d\s.,'’+<>=~-]{0,4})\s*-?([.,]?\d[\d.,]*(?:[ '’]\d{3}[\d.,]*)*)\s*([^\d\s.,'’+]{0,6})$/u;

/** A currency or unit, or nothing: what makes no other thing of a number. */
function isBeside(text: string | undefined): boolean {
  if (text === undefined || text === '') return true;
  return isCurrencySign(text) || weightUnit(text) !== undefined || lengthUnit(text) !== undefined;
}

/** The columns of a sheet, by header. Cells of columns that are not asked for are not looked at. */
export class SheetSurvey {
  rows = 0;
  readonly columns: ReadonlyMap<string, ColumnSurvey>;
  private readonly at: readonly (readonly [number, ColumnSurvey])[];

  constructor(headers: readonly string[], only: ReadonlySet<string> = new Set(headers)) {
    this.at = headers.flatMap((header, i) =>
      header !== '' && only.has(header) && headers.indexOf(header) === i ? [[i, new ColumnSurvey()] as const] : [],
    );
    this.columns = new Map(this.at.map(([i, column]) => [headers[i] ?? '', column]));
  }

  /** The cells of a record below the header, and its number. */
  add(cells: readonly string[], row: number): void {
    this.rows++;
    for (const [i, column] of this.at) column.add(cells[i] ?? '', row);
  }
}
