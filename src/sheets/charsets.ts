import type { Encoding } from './types.ts';

/** Encodings in which a character is one or two bytes (GB 18030: or four) and the bytes below 0x80 alone are ASCII. */
export type Paired = 'gb18030' | 'big5' | 'shift_jis' | 'euc-kr';
export type Single = 'windows-1252' | 'macintosh';

export const PAIRED: readonly Paired[] = ['gb18030', 'big5', 'shift_jis', 'euc-kr'];
export const SINGLE: readonly Single[] = ['windows-1252', 'macintosh'];

/**
 * The characters of bytes 0x80 to 0xFF; a space where there is none. Sources: Unicode Consortium, MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT
 * and MAPPINGS/VENDORS/APPLE/ROMAN.TXT, read 2026-11-23. Written out, because `TextDecoder` of Node 20 and 22 takes windows-1252
 * for ISO 8859-1.
 */
const CHARACTERS: Readonly<Record<Single, string>> = {
  'windows-1252':
    '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ',
  macintosh:
    'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ',
};

/** By byte less 0x80; `undefined` where the byte is no character. */
export function charactersOf(encoding: Single): readonly (string | undefined)[] {
  return [...CHARACTERS[encoding]].map((char) => (char === ' ' ? undefined : char));
}

const pairs = new Map<Paired | 'euc-jp', Uint16Array>();

/**
 * UTF-16 unit of each pair of bytes, lead first; 0 where the pair is no character. Asked of the decoder that will read the file, so
 * that both agree. Made when first needed: 0.02 s.
 */
export function pairsOf(encoding: Paired | 'euc-jp'): Uint16Array {
  const known = pairs.get(encoding);
  if (known) return known;
  const made = new Uint16Array(65536);
  const decoder = new TextDecoder(encoding);
  const bytes = new Uint8Array(3 * 192);
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    // Half-width katakana are whole without a second byte.
    if (encoding === 'shift_jis' && lead > 0x9f && lead < 0xe0) continue;
    for (let k = 0; k < 192; k++) bytes.set([lead, 0x40 + k, 0x0a], 3 * k);
    decoder
      .decode(bytes)
      .split('\n')
      .forEach((char, k) => {
        if (char.length === 1 && char !== '\uFFFD') made[(lead << 8) | (0x40 + k)] = char.charCodeAt(0);
      });
  }
  if (encoding === 'euc-kr') addHangul(made);
  pairs.set(encoding, made);
  return made;
}

/**
 * Code page 949 has the 8,822 syllables that KS X 1001 left out, in the order of Unicode, in the places it left free. Node's decoder
 * does not know them. Source: WHATWG Encoding Standard, index EUC-KR, read 2026-11-23.
 */
function addHangul(pairs: Uint16Array): void {
  const has = new Set(pairs);
  let unit = 0xac00;
  for (let lead = 0x81; lead <= 0xc6; lead++)
    for (let trail = 0x41; trail <= (lead < 0xa1 ? 0xfe : 0xa0); trail++) {
      if ((trail > 0x5a && trail < 0x61) || (trail > 0x7a && trail < 0x81)) continue;
      while (has.has(unit)) unit++;
      if (unit > 0xd7a3) return;
      pairs[(lead << 8) | trail] = unit++;
    }
}

/** What turns bytes to text, chunk by chunk when asked to. Byte order marks stay. */
export interface Decoder {
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

export function decoderOf(encoding: Encoding): Decoder {
  if (encoding === 'euc-kr') return new PairDecoder(pairsOf('euc-kr'));
  if (encoding !== 'windows-1252' && encoding !== 'macintosh') return new TextDecoder(encoding, { ignoreBOM: true });
  const characters = charactersOf(encoding);
  const one = (char: string) => characters[char.charCodeAt(0) - 0x80] ?? '\uFFFD';
  return {
    decode(bytes) {
      if (!bytes) return '';
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
      return text.replace(/[\u0080-\u00ff]/g, one);
    },
  };
}

/** Two bytes a character by a table. Bytes that are none become U+FFFD; a byte that is cut off waits for the next chunk. */
class PairDecoder implements Decoder {
  private lead = 0;

  constructor(private readonly pairs: Uint16Array) {}

  decode(bytes: Uint8Array = new Uint8Array(0), { stream = false } = {}): string {
    const units = new Uint16Array(bytes.length + 2);
    let length = 0;
    for (const byte of bytes) {
      if (this.lead > 0) {
        const unit = this.pairs[(this.lead << 8) | byte] as number;
        this.lead = 0;
        units[length++] = unit === 0 ? 0xfffd : unit;
        if (unit === 0 && byte < 0x80) units[length++] = byte;
      } else if (byte < 0x80) units[length++] = byte;
      else if (byte === 0x80 || byte === 0xff) units[length++] = 0xfffd;
      else this.lead = byte;
    }
    if (!stream && this.lead > 0) {
      this.lead = 0;
      units[length++] = 0xfffd;
    }
    return Buffer.from(units.buffer, 0, 2 * length).toString('utf16le');
  }
}

const ALIASES: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  big5: 'big5',
  cp950: 'big5',
  shift_jis: 'shift_jis',
  'shift-jis': 'shift_jis',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  'euc-kr': 'euc-kr',
  cp949: 'euc-kr',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
  latin1: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  macintosh: 'macintosh',
  macroman: 'macintosh',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
};

/** Names by which an encoding can be said, on the command line and in a mapping. */
export const ENCODING_NAMES: readonly string[] = Object.keys(ALIASES);

export function encodingNamed(name: string): Encoding | undefined {
  const folded = name.trim().toLowerCase();
  return Object.hasOwn(ALIASES, folded) ? ALIASES[folded] : undefined;
}
