import { isHalfKana } from './bytes.ts';
import { type Paired, pairsOf } from './charsets.ts';
import { HANGUL, KANJI, SIMPLIFIED, TRADITIONAL } from './letters.ts';

/**
 * How likely a character is in ordinary text of the language that an encoding is for, as natural logarithms: the sum over a file
 * says how well it reads. The shares of text that fall on everyday characters, on the rest of a charset's first level, and on its
 * second level are estimates: they need to tell readings of the same bytes apart, and those differ by orders of magnitude.
 */
const per = (share: number, of: number): number => Math.log(share / of);

/** A byte of ASCII, which some encodings have as a second byte, costs this when it is a letter by itself. */
export const ASCII = Math.log(20);
/** What no ordinary text has: private use, and a sequence that is no character. */
const STRANGE = -20;
export const WRONG = -16;
/** A character of four bytes. */
export const FOUR_BYTES = -21;

const likely = new Map<Paired | 'euc-jp', Float32Array>();

/** By pair of bytes, lead first. Pairs that are no character hold `WRONG`. Made when first needed. */
export function likelyPairs(encoding: Paired | 'euc-jp'): Float32Array {
  const known = likely.get(encoding);
  if (known) return known;
  const made = new Float32Array(65536).fill(WRONG);
  pairsOf(encoding).forEach((unit, pair) => {
    if (unit !== 0) made[pair] = OF[encoding](pair, String.fromCharCode(unit));
  });
  likely.set(encoding, made);
  return made;
}

/** At least this likely: an everyday character or punctuation mark, for saying how many there are. */
export const EVERYDAY = -7.5;

/** Full-width punctuation, digits and letters, as CJK text has them. */
const MARKS =
  /[\u3000-\u3002\u3008-\u3011\u3014\u3015\u301c\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e\uffe5\u201c\u201d\u2018\u2019\u2014\u2026\u00b7\u30fb\u30fc\u00d7\u2103\u00b0]/;

const OF: Readonly<Record<Paired | 'euc-jp', (pair: number, char: string) => number>> = {
  'euc-jp': (pair, char) => (pair >= 0xa1a1 ? japanese(char, pair >= 0xb0a1 && pair <= 0xcff3) : STRANGE),
  // GB 2312: rows 16 to 55 are its first level, 56 to 87 its second; what GBK adds has other bytes.
  gb18030(pair, char) {
    if (MARKS.test(char)) return per(0.08, 100);
    if (isPrivate(char)) return STRANGE;
    if (SIMPLIFIED.has(char)) return per(0.68, 620);
    const [lead, trail] = [pair >> 8, pair & 0xff];
    if (trail < 0xa1 || lead < 0xa1) return per(0.006, 20000);
    if (lead >= 0xb0 && lead <= 0xd7) return per(0.26, 3100);
    if (lead >= 0xd8 && lead <= 0xf7) return per(0.01, 3000);
    return per(0.002, 700);
  },
  // A440 to C67E are its first level, C940 to F9D5 its second.
  big5(pair, char) {
    if (MARKS.test(char)) return per(0.08, 100);
    if (isPrivate(char)) return STRANGE;
    if (TRADITIONAL.has(char)) return per(0.68, 620);
    if (pair >= 0xa440 && pair <= 0xc67e) return per(0.26, 4700);
    if (pair >= 0xc940 && pair <= 0xf9d5) return per(0.01, 7600);
    return per(0.002, 1500);
  },
  // 889F to 9872 are its first level of kanji.
  shift_jis: (pair, char) => japanese(char, pair >= 0x889f && pair <= 0x9872),
  // KS X 1001: rows 16 to 40 are hangul, 42 to 93 hanja; what code page 949 adds has other bytes.
  'euc-kr'(pair, char) {
    if (MARKS.test(char)) return per(0.06, 100);
    if (isPrivate(char)) return STRANGE;
    if (HANGUL.has(char)) return per(0.72, 330);
    const [lead, trail] = [pair >> 8, pair & 0xff];
    if (trail < 0xa1 || lead < 0xa1) return per(0.003, 8800);
    if (lead >= 0xb0 && lead <= 0xc8) return per(0.2, 2000);
    if (lead >= 0xca) return per(0.003, 4900);
    return per(0.004, 900);
  },
};

function japanese(char: string, common: boolean): number {
  if (MARKS.test(char)) return per(0.1, 100);
  if (isPrivate(char)) return STRANGE;
  if (/[\u3041-\u3093]/.test(char)) return per(0.3, 70);
  if (/[\u30a1-\u30f6]/.test(char)) return per(0.25, 75);
  if (KANJI.has(char)) return per(0.25, 420);
  if (common) return per(0.08, 2500);
  return /\p{Script=Han}/u.test(char) ? per(0.005, 3400) : per(0.003, 1200);
}

function isPrivate(char: string): boolean {
  return /[\ue000-\uf8ff]/.test(char);
}

/** Half-width katakana, which stand in runs, begin with a whole syllable, and hardly occur beside full-width text. */
export function likelyHalfKana(byte: number, before: number): number {
  const begins = !isHalfKana(before);
  // Small syllables, the long vowel and the voicing marks follow another.
  const follows = (byte >= 0xa7 && byte <= 0xb0) || byte >= 0xde;
  if (begins) return follows || byte < 0xa7 ? -15 : -9;
  if (byte < 0xa7) return -8;
  if (byte >= 0xde) return canVoice(before, byte) ? -2.5 : -13;
  return byte === 0xb0 ? -3.2 : follows ? -5 : -4;
}

/** カ to ト and ハ to ホ take a voicing mark, ウ too; ハ to ホ take the half one. */
function canVoice(byte: number, mark: number): boolean {
  if (mark === 0xdf) return byte >= 0xca && byte <= 0xce;
  return byte === 0xb3 || (byte >= 0xb6 && byte <= 0xc4) || (byte >= 0xca && byte <= 0xce);
}
