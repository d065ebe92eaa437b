import { dateFromSerial, format, getFormatDateInfo, getFormatInfo, isDateFormat } from 'numfmt';

/** Digits that a spreadsheet keeps of a number; it shows and saves zeros for all others. Source: Microsoft, "Excel specifications and limits", read 2026-11-23. */
const DIGITS = 15;

/**
 * The text of a number cell. The number is as stored, never as rounded for showing: 12.9 in a cell that shows 13 is 12.9. Its format
 * adds what it means: leading zeros, a percent sign, a currency sign or unit, or that it is a date, which is written as ISO 8601 so
 * that 3/4 is no riddle. A number of more than 15 digits has lost some, and is written so that this shows.
 */
export function numberText(stored: string, code: string, epoch1904: boolean): string {
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  if (code === 'General' || code === '') return plain(value);
  if (isDateFormat(code)) return dateText(value, code, epoch1904);
  if (Number.isInteger(value) && value >= 0 && Math.abs(value) < 10 ** DIGITS && ZEROS.test(code))
    return format(code, value);
  const affixed = affixes(code, value < 0);
  if (!affixed) return plain(value);
  const [before, percent, after] = affixed;
  const number = plain(Math.abs(percent ? Number((value * 100).toPrecision(DIGITS)) : value));
  return `${value < 0 ? '-' : ''}${before}${number}${percent ? '%' : ''}${after}`;
}

/** `00000`, `000-000`: digits at fixed places, which make a code of a number. */
const ZEROS = /^(?=(?:[^0]*0){2})(?:0|[-/ ]|\\.|"[^"]*")+$/;

/** What stands before and after the number in its format, where that is all there is to it. */
function affixes(code: string, negative: boolean): readonly [string, boolean, string] | undefined {
  const sections = code.split(';');
  const section = (negative && sections[1]?.trim() ? sections[1] : sections[0]) ?? '';
  const bare = section
    .replace(/\[\$([^\]-]*)(?:-[^\]]*)?\]/g, (_, sign: string) => `"${sign}"`)
    .replace(/\[[^\]]*\]/g, '')
    .replace(/_./g, '')
    .replace(/\*./g, '')
    .replace(/\\(.)/g, '"$1"');
  const core = /^((?:"[^"]*"|[^#0?."!])*)([#0?][#0?,]*(?:\.[#0?]*)?)(%?)((?:"[^"]*"|[^#0?.!"%])*)$/.exec(bare);
  if (!core || getFormatInfo(code).scale < 1 || /[/Ee@]/.test(`${core[1]}${core[4]}`.replace(/"[^"]*"/g, '')))
    return undefined;
  const words = (text = '') =>
    text
      .replace(/"([^"]*)"/g, '$1')
      .replace(/[()+-]/g, '')
      .trim();
  return [words(core[1]), core[3] === '%', words(core[4])];
}

/** All digits, no exponent; but for numbers whose last digits are not known any more. */
export function plain(value: number): string {
  const rounded = Number(value.toPrecision(DIGITS));
  if (Math.abs(rounded) >= 10 ** DIGITS) return rounded.toExponential().replace('e', 'E');
  const text = String(rounded);
  if (!text.includes('e')) return text;
  const places = Math.min(100, DIGITS + Math.abs(Math.floor(Math.log10(Math.abs(rounded)))));
  return rounded.toFixed(places).replace(/0+$/, '');
}

function dateText(value: number, code: string, epoch1904: boolean): string {
  const parts = getFormatDateInfo(code);
  const two = (number: number) => String(number).padStart(2, '0');
  if (value < 0) return plain(value);
  const [year, month, day, hours, minutes, seconds] = dateFromSerial(value + (epoch1904 ? 1462 : 0));
  const time = `${two(hours)}:${two(minutes)}:${two(seconds)}`;
  if (!parts.year && !parts.month && !parts.day) {
    const total = Math.round(value * 86400);
    return `${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
  }
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return value % 1 === 0 && !parts.hours ? date : `${date} ${time}`;
}
