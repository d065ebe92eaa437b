import type { Diagnostic } from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import { marksOf } from './bytes.ts';
import { Survey } from './survey.ts';
import { TextReader } from './text.ts';
import type { Encoding } from './types.ts';

/** What was decided about the bytes of a file. */
export interface Decoded {
  readonly encoding: Encoding;
  /** Bytes of the byte order marks at the start. */
  readonly skip: number;
  /** No wrong byte and no lost character in the whole file: it can be decoded without looking. */
  readonly clean: boolean;
  readonly evidence: readonly Diagnostic[];
  readonly hash: string;
  readonly bytes: number;
  /** The beginning, decoded, for finding the delimiter and the header; its last line may be cut off. */
  readonly top: string;
  /** A rejects file that comes back: it has mabang's own columns. */
  readonly returned: boolean;
}

export interface Said {
  /** By the user for this run. */
  readonly forced?: Encoding | undefined;
  /** By the mapping. A corrected rejects file comes back as a spreadsheet saved it, whatever the supplier's own sheets are. */
  readonly pinned?: Encoding | undefined;
}

type Verdict = Pick<Decoded, 'encoding' | 'skip' | 'clean' | 'evidence'>;

/**
 * Decide how a file is encoded, from all of its bytes. Throws `E_ENCODING` when they fit nothing or contradict what was said,
 * and `E_EMPTY_SHEET` when there are none. Wrong bytes under a sure encoding are left to the rows they stand in.
 */
export async function decide(file: string, chunks: AsyncIterable<Buffer>, said: Said): Promise<Decoded> {
  const survey = new Survey();
  for await (const chunk of chunks) survey.add(chunk);
  const { hash, head } = survey.end();
  if (survey.bytes === 0) throw refusal(file, 'E_EMPTY_SHEET', 'the file is empty', '文件为空');
  const returned = isReturned(head);
  const wanted = said.forced ?? (returned ? undefined : said.pinned);
  const verdict =
    marked(file, survey, head, wanted) ??
    (wanted ? told(file, survey, wanted, said.forced === undefined) : found(file, survey, head));
  const text = new TextReader(verdict.encoding, verdict.clean, verdict.skip);
  const top = text.push(head.subarray(verdict.skip)) + (head.length === survey.bytes ? text.end() : '');
  return { ...verdict, hash, bytes: survey.bytes, top, returned };
}

/** mabang's own column names at the beginning, in whatever encoding. */
function isReturned(head: Buffer): boolean {
  const ascii = head
    .subarray(0, 64 * 1024)
    .toString('latin1')
    .replaceAll('\0', '');
  return /mabang_row\W{1,5}mabang_error/.test(ascii);
}

function cleanIn(survey: Survey, encoding: Encoding): boolean {
  if (encoding === 'utf-8') return survey.utf8.wrong === 0 && survey.utf8.lost === 0;
  return encoding === 'gb18030' && survey.gb.wrong === 0 && survey.gb.lost === 0;
}

function marked(file: string, survey: Survey, head: Buffer, wanted: Encoding | undefined): Verdict | undefined {
  const marks = marksOf(head);
  if (!marks) return undefined;
  const { encoding, bytes, count } = marks;
  if (wanted && wanted !== encoding)
    throw refusal(
      file,
      'E_ENCODING',
      `${wanted} was said, and the file begins with the byte order mark of ${encoding}`,
      `指定的编码是 ${wanted}，而文件开头是 ${encoding} 的 BOM`,
      { en: 'leave the encoding out: the file says it itself', zh: '请不要指定编码：文件自身已标明' },
    );
  const [en, zh] = count > 1 ? [`${count} of its byte order marks`, `${count} 个 BOM`] : ['its byte order mark', 'BOM'];
  return {
    encoding,
    skip: bytes,
    clean: cleanIn(survey, encoding),
    evidence: [note(file, `${encoding}: the file begins with ${en}`, `${encoding}：文件以${zh}开头`)],
  };
}

function told(file: string, survey: Survey, encoding: Encoding, pinned: boolean): Verdict {
  const { utf8 } = survey;
  const looksUtf8 = encoding === 'gb18030' && utf8.multi > 0 && utf8.wrong === 0;
  // A mapping was made for another file: what it says must fit this one.
  if (pinned && looksUtf8)
    throw refusal(
      file,
      'E_ENCODING',
      `the mapping says gb18030, and every one of ${utf8.multi} multi-byte characters is valid UTF-8`,
      `映射指定 gb18030，但 ${utf8.multi} 个多字节字符全部是有效的 UTF-8`,
      {
        en: 'take encoding out of the mapping, or say --encoding for this run',
        zh: '请从映射中去掉 encoding，或本次用 --encoding 指定',
      },
    );
  const evidence = [note(file, `${encoding}: as said`, `${encoding}：按指定`)];
  if (looksUtf8)
    evidence.push({
      code: 'W_ENCODING',
      severity: 'warning',
      message: {
        en: `gb18030 was said, but every one of ${utf8.multi} multi-byte characters is valid UTF-8, which GBK text hardly ever is`,
        zh: `指定的编码是 gb18030，但 ${utf8.multi} 个多字节字符全部是有效的 UTF-8，GBK 文本几乎不会如此`,
      },
      place: { file },
      next: { en: 'look at a title before you go on', zh: '继续之前请检查商品名称是否正常' },
    });
  return { encoding, skip: 0, clean: cleanIn(survey, encoding), evidence };
}

function found(file: string, survey: Survey, head: Buffer): Verdict {
  return wide(file, head) ?? narrow(file, survey);
}

/**
 * UTF-16 without a mark. Every sheet has line ends and delimiters, and those are ASCII: a byte and a zero beside it. The zeros
 * alone would not do: 一 (U+4E00) has one on the other side.
 */
function wide(file: string, head: Buffer): Verdict | undefined {
  const marks = { 'utf-16le': 0, 'utf-16be': 0 };
  let zeros = 0;
  for (let i = 0; i + 1 < head.length; i += 2) {
    const [a, b] = [head[i] as number, head[i + 1] as number];
    if (a === 0 || b === 0) zeros++;
    if (b === 0 && isMark(a)) marks['utf-16le']++;
    if (a === 0 && isMark(b)) marks['utf-16be']++;
  }
  const encoding = marks['utf-16le'] > marks['utf-16be'] ? 'utf-16le' : 'utf-16be';
  const other = encoding === 'utf-16le' ? 'utf-16be' : 'utf-16le';
  if (zeros * 200 < head.length || marks[encoding] < 2 || marks[encoding] < 10 * marks[other]) return undefined;
  const count = marks[encoding];
  return {
    encoding,
    skip: 0,
    clean: false,
    evidence: [
      note(
        file,
        `${encoding}: no byte order mark; ${count} line ends and delimiters of two bytes at its beginning`,
        `${encoding}：无 BOM；开头有 ${count} 个双字节的换行符和分隔符`,
      ),
    ],
  };
}

/** Tab, line ends, quote, comma, semicolon. */
function isMark(byte: number): boolean {
  return byte === 9 || byte === 10 || byte === 13 || byte === 34 || byte === 44 || byte === 59;
}

/** UTF-8 or GB 18030, by validity first and by how ordinary the characters are second. */
function narrow(file: string, survey: Survey): Verdict {
  const { utf8, gb } = survey;
  const verdict = (encoding: 'utf-8' | 'gb18030', en: string, zh: string): Verdict => ({
    encoding,
    skip: 0,
    clean: cleanIn(survey, encoding),
    evidence: [note(file, `${encoding}: ${en}`, `${encoding}：${zh}`)],
  });
  if (utf8.multi === 0 && utf8.wrong === 0) return verdict('utf-8', 'plain ASCII', '纯 ASCII');
  if (utf8.wrong === 0)
    return verdict(
      'utf-8',
      `all of ${utf8.multi} multi-byte characters are valid UTF-8`,
      `${utf8.multi} 个多字节字符全部是有效的 UTF-8`,
    );
  // Text in another encoding is hardly ever valid UTF-8; ten valid characters for each wrong one are damage.
  if (utf8.multi >= 10 * utf8.wrong)
    return verdict(
      'utf-8',
      `${utf8.multi} multi-byte characters are valid, ${utf8.wrong} damaged; the rows they stand in are refused`,
      `${utf8.multi} 个多字节字符有效，${utf8.wrong} 处损坏；所在行会被拒收`,
    );
  const share = gb.multi === 0 ? 0 : Math.round((100 * gb.everyday) / gb.multi);
  const korean = gb.multi >= 20 && gb.late * 20 < gb.everyday;
  const japanese = gb.kana * 10 > gb.multi;
  if (gb.wrong * 100 <= gb.multi && share > 50 && !korean && !japanese)
    return verdict(
      'gb18030',
      `not UTF-8 (byte ${utf8.first}); ${share} % of ${gb.multi} characters are everyday Chinese`,
      `不是 UTF-8（第 ${utf8.first} 字节）；${gb.multi} 个字符中 ${share}% 为常用汉字`,
    );
  throw refusal(
    file,
    'E_ENCODING',
    `it is not UTF-8 (${utf8.wrong} wrong, first at byte ${utf8.first}), and as GB 18030 it is no ordinary Chinese (${gb.wrong} wrong, ${share} % everyday characters)`,
    `不是 UTF-8（${utf8.wrong} 处错误，首处在第 ${utf8.first} 字节），按 GB 18030 读取也不是正常中文（${gb.wrong} 处错误，常用字占 ${share}%）`,
  );
}

function note(file: string, en: string, zh: string): Diagnostic {
  return { code: 'I_ENCODING', severity: 'info', message: { en, zh }, place: { file } };
}

const SAVE_AGAIN = {
  en: 'save it as "CSV UTF-8" from the program it is from, or say --encoding if you know it',
  zh: '请从原程序另存为“CSV UTF-8”，或用 --encoding 指定编码',
};

function refusal(file: string, code: string, en: string, zh: string, next = SAVE_AGAIN): MabangError {
  return new MabangError(code, EXIT.findings, { en, zh }, { place: { file }, next });
}
