import { STEPS } from './bytes.ts';

/** Text that was decoded wrongly once before it was saved: what was lost cannot be had back from this file. */
export interface Ruin {
  readonly en: string;
  readonly zh: string;
  readonly example: string;
}

/** A byte 0x80 to 0xBF as windows-1252 or Latin-1 shows it. */
const TAIL =
  '[\\u0080-\\u00bf\\u0152\\u0153\\u0160\\u0161\\u0178\\u017d\\u017e\\u0192\\u02c6\\u02dc\\u2013-\\u203a\\u20ac\\u2122]';

const SIGNS: readonly (readonly [RegExp, string, string])[] = [
  [
    /锟斤拷|烫烫烫|屯屯屯/u,
    'it was read in a wrong encoding and saved, which put 锟斤拷 in the place of its characters',
    '曾以错误编码读取并保存，原字符已变为“锟斤拷”',
  ],
  [
    /\uFFFD{2,}/u,
    'its characters were replaced by U+FFFD before the file was saved',
    '文件保存前字符已被替换为 U+FFFD',
  ],
  [
    // Two characters of three bytes each: 中文 becomes ä¸­æ–‡. One alone could be a French « é » before a quotation mark.
    new RegExp(`(?:[ãäåæçèéï]${TAIL}${TAIL}){2,}`, 'u'),
    'it is UTF-8 that was read as Latin-1 (windows-1252) and saved',
    '原为 UTF-8，被当作 Latin-1（windows-1252）读取后保存',
  ],
  [
    // é becomes Ã©, ° becomes Â°, and typographic quotation marks become â€œ. No language writes these pairs.
    /Ã[\u0080-\u009f\u00a1-\u00bf\u0152-\u0178]|Â[\u00a2\u00a3\u00a5\u00a7\u00a9\u00ae\u00b0-\u00b7\u00bc-\u00be]|â€[\u0080-\u009f\u0152\u0153\u00a0-\u00bf\u2013-\u203a\u2122]/u,
    'it is UTF-8 that was read as Latin-1 (windows-1252) and saved',
    '原为 UTF-8，被当作 Latin-1（windows-1252）读取后保存',
  ],
  [
    /^[?\s]*\?{2,}[?\s]*$/u,
    'its characters were replaced by question marks before the file was saved',
    '文件保存前字符已被替换为问号',
  ],
];

/** True for every cell that `ruinOf` names, and for few others: one quick look for a whole row. */
export function maybeRuined(text: string): boolean {
  return /\?\?|锟|烫烫|屯屯|\uFFFD\uFFFD|[ÃÂâãäåæçèéï][\u0080-\u203a\u20ac\u2122]/u.test(text);
}

/** Says what happened to the text of one cell, when something did. */
export function ruinOf(text: string): Ruin | undefined {
  for (const [sign, en, zh] of SIGNS) {
    const found = sign.exec(text);
    if (found) return { en, zh, example: found[0].slice(0, 12) };
  }
  return undefined;
}

let gbk: ReadonlyMap<string, number> | undefined;

/** The two-byte characters of GBK, backwards. Made when first needed. */
function gbkBytes(): ReadonlyMap<string, number> {
  if (gbk) return gbk;
  const made = new Map<string, number>();
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++)
      if (trail !== 0x7f) made.set(decoder.decode(Uint8Array.of(lead, trail)), (lead << 8) | trail);
  gbk = made;
  return made;
}

/**
 * UTF-8 that was read as GBK and saved: 不锈钢 became 涓嶉攤閽㈢. Each run of such characters is turned back into the bytes it may have been read
 * from, and those are well-formed UTF-8 again and again. Three characters of real Chinese are that once in ten thousand times.
 */
export function misreadAsGbk(text: string): Ruin | undefined {
  const runs = text.match(/[^\p{ASCII}\uFFFD]{3,}/gu) ?? [];
  const hits = runs.filter(isUtf8AsGbk);
  const [example] = hits;
  if (example === undefined || hits.length < 2 || hits.length * 4 < runs.length) return undefined;
  return {
    en: 'it is UTF-8 that was read as GBK and saved',
    zh: '原为 UTF-8，被当作 GBK 读取后保存',
    example: example.slice(0, 12),
  };
}

function isUtf8AsGbk(run: string): boolean {
  const bytes: number[] = [];
  for (const char of run) {
    const code = gbkBytes().get(char);
    if (code === undefined) return false;
    bytes.push(code >> 8, code & 0xff);
  }
  const step = STEPS['utf-8'];
  const whole = Uint8Array.from(bytes);
  let i = 0;
  while (i < whole.length) {
    const length = step(whole, i);
    // The last one may be cut off: its end was lost with the byte that followed it.
    if (length === 0) break;
    if (length < 2) return false;
    i += length;
  }
  return i >= 2;
}
