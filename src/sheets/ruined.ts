import { type Misread, misreadCells, misreadText } from './misread.ts';

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
    // é becomes √©, and typographic quotation marks become ‚Äú.
    /√[©®†°±¥ß§•¶®´¨≠Æ]|‚Ä[ôúùìî¶¢]/u,
    'it is UTF-8 that was read as MacRoman and saved',
    '原为 UTF-8，被当作 MacRoman 读取后保存',
  ],
  [
    /^[?\s]*\?{2,}[?\s]*$/u,
    'its characters were replaced by question marks before the file was saved',
    '文件保存前字符已被替换为问号',
  ],
];

/** These come before a reading of the whole text, the others after it: their pairs of letters occur in other ruins too. */
const SURE = 3;

/** True for every cell that `ruinOf` names, and for few others: one quick look for a whole row. */
export function maybeRuined(text: string): boolean {
  return SUSPECT.test(text);
}

const SUSPECT =
  /\?\?|锟|烫烫|屯屯|\uFFFD\uFFFD|√|‚Ä|[\u0080-\u00ff][\u0080-\u203a\u20ac\u2122]|[ƒ‚].[ƒ‚]|[‰ÂÈÊËÁÎ][\u2202-\u25ca\u00a0-\u00ff]|[銉銈鍓锛鐨涓鏄浜鍟鏂鍙閽瑁鐢鍏鈥娴绾繧繝縺譁蝷銝撠嚗鈭摰]/u;

/** Says what happened to the text of one cell, when something did. */
export function ruinOf(text: string): Ruin | undefined {
  return signed(text, SIGNS.slice(0, SURE)) ?? misread(text) ?? signed(text, SIGNS.slice(SURE));
}

function signed(text: string, signs: typeof SIGNS): Ruin | undefined {
  for (const [sign, en, zh] of signs) {
    const found = sign.exec(text);
    if (found) return { en, zh, example: found[0].slice(0, 12) };
  }
  return undefined;
}

function misread(text: string): Ruin | undefined {
  const found = misreadText(text);
  return found ? worded(found) : undefined;
}

/** The same for the beginning of a sheet, where several cells together show what one would not. */
export function misreadAsGbk(text: string): Ruin | undefined {
  const misread = misreadCells(text);
  return misread ? worded(misread) : undefined;
}

const NAMES = {
  gb18030: 'GBK',
  big5: 'Big5',
  shift_jis: 'Shift_JIS',
  'euc-kr': 'EUC-KR',
  latin: 'Latin-1 (windows-1252)',
  macintosh: 'MacRoman',
  'utf-8': 'UTF-8',
};

function worded({ was, readAs, example }: Misread): Ruin {
  const [from, to] = [NAMES[was], NAMES[readAs]];
  return {
    en: `it is ${from} that was read as ${to} and saved`,
    zh: `原为 ${from}，被当作 ${to} 读取后保存`,
    example: example.slice(0, 12),
  };
}
