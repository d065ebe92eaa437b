import type { Words } from '../contract/index.ts';
import { decoderOf, encodingNamed } from './charsets.ts';
import { meaningOf } from './headers.ts';
import { WORDS } from './letters.ts';
import type { Reading } from './readings.ts';
import { COUNTED, type Survey } from './survey.ts';
import type { Encoding } from './types.ts';
import { cleanIn, note, refusal, type Verdict } from './verdict.ts';
import { wide } from './wide.ts';

/**
 * How an encoding is found: what is valid first, then how ordinary the characters are as text of its languages, then cells that
 * are whole words of sheets (names of columns, colours, units). All of it is one sum of natural logarithms.
 */
export function found(file: string, survey: Survey, head: Buffer): Verdict {
  const { utf8 } = survey;
  const verdict = (encoding: Encoding, sure: Words, why: Words): Verdict => ({
    encoding,
    skip: 0,
    clean: cleanIn(survey, encoding),
    evidence: [note(file, `${encoding}, ${sure.en}: ${why.en}`, `${encoding}，${sure.zh}：${why.zh}`)],
  });
  const utf16 = wide(file, head);
  if (utf16) return utf16;
  if (utf8.multi === 0 && utf8.wrong === 0) return verdict('utf-8', CERTAIN, { en: 'plain ASCII', zh: '纯 ASCII' });
  const many =
    utf8.multi >= COUNTED
      ? { en: `more than ${COUNTED}`, zh: `超过 ${COUNTED}` }
      : { en: `${utf8.multi}`, zh: `${utf8.multi}` };
  if (utf8.wrong === 0 && survey.readings().length === 0)
    return verdict('utf-8', CERTAIN, {
      en: `all of ${many.en} multi-byte characters are valid UTF-8`,
      zh: `${many.zh} 个多字节字符全部是有效的 UTF-8`,
    });
  // Text in another encoding is hardly ever valid UTF-8; ten valid characters for each wrong one are damage.
  if (utf8.wrong > 0 && utf8.multi >= 10 * utf8.wrong)
    return verdict('utf-8', HIGH, {
      en: `${many.en} multi-byte characters are valid, ${utf8.wrong} damaged; the rows they stand in are refused`,
      zh: `${many.zh} 个多字节字符有效，${utf8.wrong} 处损坏；所在行会被拒收`,
    });
  const best = bestOf(survey, head);
  if (!best) throw nothingFits(file, survey);
  if (!best.sure) throw unsure(file, best);
  return verdict(best.encoding, best.margin >= 25 ? HIGH : FAIR, best.why);
}

const CERTAIN: Words = { en: 'certain', zh: '确定' };
const HIGH: Words = { en: 'confidence high', zh: '可信度高' };
const FAIR: Words = { en: 'confidence fair', zh: '可信度中等' };

export interface Best {
  readonly encoding: Encoding;
  /** By how much the next reading is less likely, as a natural logarithm. */
  readonly margin: number;
  readonly sure: boolean;
  readonly why: Words;
  /** The readings in the running, with a piece of text as each reads it. */
  readonly rivals: readonly { readonly encoding: Encoding; readonly sample: string }[];
}

/** A reading with the words of sheets in it, and the sum of both. */
interface Fit {
  readonly one: Reading;
  readonly words: readonly string[];
  readonly score: number;
}

/** What it is worth that every byte is valid UTF-8: few characters of another encoding are that by chance. */
const VALID = 10;

/** A reading this much likelier than the next is taken: a thousand to one. */
const ENOUGH = 7;

/** The likeliest reading of a file that is not plainly UTF-8; nothing when none is ordinary text. */
export function bestOf(survey: Survey, head: Buffer): Best | undefined {
  const fit = survey
    .readings()
    .filter((one) => one.units > 0 && one.wrong <= Math.max(1, one.units * 0.02))
    .map((one) => {
      const words = encodingNamed(one.encoding) ? wordsIn(head, one.encoding as Encoding) : [];
      return {
        one,
        words,
        score: one.total + Math.min(6, words.length) * 7 + (one.encoding === 'utf-8' && one.wrong === 0 ? VALID : 0),
      };
    })
    .sort((a, b) => b.score - a.score);
  const [first] = fit;
  if (!first || !encodingNamed(first.one.encoding) || !first.one.isOrdinary(first.words.length)) return undefined;
  const encoding = first.one.encoding as Encoding;
  const text = decoderOf(encoding).decode(head);
  // Two readings that give the same text are one.
  const others = fit.slice(1).filter(({ one }) => decoderOf(one.encoding as Encoding).decode(head) !== text);
  const margin = first.score - (others[0]?.score ?? Number.NEGATIVE_INFINITY);
  const next = others[0]?.one.encoding;
  return {
    encoding,
    margin,
    sure: margin >= ENOUGH,
    why: whyOf(first, next, survey),
    rivals: [first, ...others]
      .filter(({ score }) => score > first.score - ENOUGH)
      .map(({ one }) => ({ encoding: one.encoding as Encoding, sample: sampleOf(head, one.encoding as Encoding) })),
  };
}

/** What speaks for a reading, in one sentence. */
function whyOf({ one, words }: Fit, next: string | undefined, survey: Survey): Words {
  const { units, wrong } = one;
  const share = Math.round((100 * one.everyday) / units);
  const names = words.slice(0, 3).join(', ');
  const own: Words =
    one.encoding === 'utf-8'
      ? {
          en: `${survey.utf8.multi} multi-byte characters are valid UTF-8`,
          zh: `${survey.utf8.multi} 个多字节字符是有效的 UTF-8`,
        }
      : {
          en: `not UTF-8 (byte ${survey.utf8.first}); ${share} % of ${units} characters above ASCII are everyday ones`,
          zh: `不是 UTF-8（第 ${survey.utf8.first} 字节）；${units} 个非 ASCII 字符中 ${share}% 为常用字符`,
        };
  const more: Words = {
    en: `${names ? `, cells like ${names}` : ''}${wrong > 0 ? `, ${wrong} wrong` : ''}`,
    zh: `${names ? `，有 ${names} 等单元格` : ''}${wrong > 0 ? `，${wrong} 处错误` : ''}`,
  };
  return {
    en: `${own.en}${more.en}; ${next ? `the next likely, ${next}, reads far worse` : 'no other encoding gives ordinary text'}`,
    zh: `${own.zh}${more.zh}；${next ? `其次的 ${next} 远不如它合理` : '其他编码都得不到正常文本'}`,
  };
}

/** Cells above ASCII at the beginning that are words of sheets. */
function wordsIn(head: Buffer, encoding: Encoding): readonly string[] {
  const text = decoderOf(encoding).decode(head.subarray(0, 64 * 1024));
  const cells = text.split(/[\r\n,;\t|"]+/).map((cell) => cell.trim());
  return [...new Set(cells)].filter(
    (cell) =>
      cell.length < 24 &&
      /[^\0-\x7f]/.test(cell) &&
      (WORDS.has(cell.toLowerCase()) || WORDS.has(cell) || meaningOf(cell)),
  );
}

/** The first cells above ASCII, as this encoding reads them. */
function sampleOf(head: Buffer, encoding: Encoding): string {
  const text = decoderOf(encoding).decode(head);
  const cells = text.split(/[\r\n,;\t|"]+/).filter((cell) => /[^\0-\x7f]/.test(cell));
  return cells.slice(0, 3).join(' · ').slice(0, 60);
}

function unsure(file: string, { rivals }: Best) {
  const readable = rivals.flatMap(({ encoding }) => encodingNamed(encoding) ?? []);
  const list = rivals.map(({ encoding, sample }) => `${encoding} (${sample})`);
  return refusal(
    file,
    'E_ENCODING_UNSURE',
    `its encoding may be ${list.join(' or ')}; the bytes do not decide it`,
    `编码可能是 ${list.join(' 或 ')}；仅凭字节无法确定`,
    {
      en: `choose the one that reads right: --encoding ${readable.join(' or --encoding ')}`,
      zh: `请选择读起来正确的一种：--encoding ${readable.join(' 或 --encoding ')}`,
    },
  );
}

function nothingFits(file: string, survey: Survey) {
  const { utf8 } = survey;
  const named = survey.readings().find((one) => one.units > 0 && one.wrong === 0 && one.isOrdinary(0));
  if (named && !encodingNamed(named.encoding))
    return refusal(
      file,
      'E_ENCODING',
      `it reads as ${named.encoding}, which mabang does not read`,
      `内容应为 ${named.encoding} 编码，mabang 不读取该编码`,
      { en: 'save it as "CSV UTF-8" from the program it is from', zh: '请从原程序另存为“CSV UTF-8”' },
    );
  if (utf8.multi > 20 && utf8.multi > utf8.wrong)
    return refusal(
      file,
      'E_ENCODING',
      `${utf8.multi} of its characters are UTF-8 and ${utf8.wrong} sequences are not (first at byte ${utf8.first}): parts in two encodings were joined, or it was cut and saved in a wrong one`,
      `有 ${utf8.multi} 个字符是 UTF-8，${utf8.wrong} 处不是（首处在第 ${utf8.first} 字节）：可能拼接了两种编码的内容，或曾以错误编码保存`,
    );
  return refusal(
    file,
    'E_ENCODING',
    `it is not UTF-8 (${utf8.wrong} wrong, first at byte ${utf8.first}), and in no other encoding that mabang knows is it ordinary text`,
    `不是 UTF-8（${utf8.wrong} 处错误，首处在第 ${utf8.first} 字节），按其他已知编码读取也不是正常文本`,
  );
}
