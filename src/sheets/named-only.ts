import { likelyBetween } from './likely-letters.ts';
import { PairReading, type Reading, SingleReading } from './readings.ts';

/** Encodings that are recognised in order to be named: text in them must not pass for another. */
export type NamedOnly = 'euc-jp' | 'windows-1251' | 'koi8-r' | 'windows-1253' | 'windows-1250' | 'windows-1254';

/** What a reading in them is behind from the start: most sheets are in none of them. */
const BEHIND = -12;

/** Letters of the languages that windows-1250 and windows-1254 are for. */
const LETTERS: readonly (readonly ['windows-1250' | 'windows-1254', string])[] = [
  ['windows-1250', 'áčďéěíňóřšťúůýžľĺŕôä'],
  ['windows-1250', 'ąćęłńóśźż'],
  ['windows-1250', 'áéíóöőúüű'],
  ['windows-1250', 'čćđšž'],
  ['windows-1254', 'çğıi̇öşüâî'],
];

/** Readings in encodings that are not read. */
export function namedOnly(): readonly Reading[] {
  const all: Reading[] = [new PairReading('euc-jp')];
  const single = (encoding: NamedOnly, likely: (before: string, char: string, after: string) => number) =>
    all.push(new SingleReading<NamedOnly>(encoding, charactersNamed(encoding), likely));
  const cyrillic = /\p{Script=Cyrillic}/u;
  single('windows-1251', (...chars) => inScript(cyrillic, ...chars));
  single('koi8-r', (...chars) => inScript(cyrillic, ...chars));
  single('windows-1253', (...chars) => inScript(/\p{Script=Greek}/u, ...chars));
  for (const [encoding, letters] of LETTERS) single(encoding, (...chars) => inLanguage(letters, ...chars));
  for (const one of all) one.total = BEHIND;
  return all;
}

function charactersNamed(encoding: NamedOnly): readonly (string | undefined)[] {
  const decoder = new TextDecoder(encoding);
  return Array.from({ length: 128 }, (_, i) => {
    const char = decoder.decode(Uint8Array.of(0x80 + i));
    return char === '\uFFFD' ? undefined : char;
  });
}

/** Letters of one script stand together, and a capital begins a word. */
function inScript(script: RegExp, before: string, char: string, after: string): number {
  if (!script.test(char)) return -9;
  const [left, right] = [script.test(before), script.test(after)];
  if ((!left && !right) || /[a-z]/i.test(before + after)) return -9;
  const capital = char !== char.toLowerCase();
  if (capital && left && before === before.toLowerCase()) return -10;
  return left && right ? -3.4 : -4.2;
}

/** Letters of the language count as everyday ones of western languages do, other letters as rare. */
function inLanguage(letters: string, before: string, char: string, after: string): number {
  const [left, right] = [plain(before), plain(after)];
  if (!/\p{L}/u.test(char)) return likelyBetween(left, char, right);
  return likelyBetween(left, plain(char), right) - (letters.includes(char.toLowerCase()) ? 0 : 4.5);
}

function plain(char: string): string {
  if (char <= '\x7f' || !/\p{L}/u.test(char)) return char;
  return char === char.toLowerCase() ? 'é' : 'É';
}
