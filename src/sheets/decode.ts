import type { Diagnostic } from '../contract/index.ts';
import type { MabangError } from '../core/index.ts';
import { marksOf } from './bytes.ts';
import { found } from './found.ts';
import { Survey } from './survey.ts';
import { TextReader } from './text.ts';
import { told } from './told.ts';
import type { Encoding } from './types.ts';
import { cleanIn, note, refusal, type Verdict } from './verdict.ts';

/** What was decided about the bytes of a file. */
export interface Decoded {
  readonly encoding: Encoding;
  /** Bytes of the byte order marks at the start. */
  readonly skip: number;
  /** No wrong byte and no lost character in the whole file: it can be decoded without looking. */
  readonly clean: boolean;
  /** One sentence on why, with the evidence and how sure it is. */
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

/**
 * Decide how a file is encoded, from all of its bytes. Throws `E_ENCODING` when they fit nothing or contradict what was said,
 * `E_ENCODING_UNSURE` when two readings are too close to choose, `E_CUT_OFF` when the file ends inside a character, and
 * `E_EMPTY_SHEET` when there are none. Wrong bytes under a sure encoding are left to the rows they stand in.
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
    (wanted ? told(file, survey, head, wanted, said.forced === undefined) : found(file, survey, head));
  if (isCutOff(survey, verdict.encoding)) throw cutOff(file);
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
  if (encoding === 'utf-8' && survey.utf8.wrong > 10 && survey.utf8.wrong > survey.utf8.multi)
    throw refusal(
      file,
      'E_ENCODING',
      `it begins with the byte order mark of UTF-8, and ${survey.utf8.wrong} sequences in it are not UTF-8 (first at byte ${survey.utf8.first}): something put the mark before text in another encoding`,
      `文件以 UTF-8 的 BOM 开头，但有 ${survey.utf8.wrong} 处不是 UTF-8（首处在第 ${survey.utf8.first} 字节）：BOM 被加在了其他编码的文本之前`,
    );
  const [en, zh] = count > 1 ? [`${count} of its byte order marks`, `${count} 个 BOM`] : ['its byte order mark', 'BOM'];
  return {
    encoding,
    skip: bytes,
    clean: cleanIn(survey, encoding),
    evidence: [note(file, `${encoding}, certain: the file begins with ${en}`, `${encoding}，确定：文件以${zh}开头`)],
  };
}

function isCutOff(survey: Survey, encoding: Encoding): boolean {
  if (encoding === 'utf-8') return survey.utf8.cut;
  if (encoding.startsWith('utf-16')) return survey.bytes % 2 === 1;
  return survey.readings().some((one) => one.encoding === encoding && one.cut);
}

function cutOff(file: string): MabangError {
  return refusal(
    file,
    'E_CUT_OFF',
    'the file ends in the middle of a character: what came after it is missing',
    '文件在一个字符中间结束：其后的内容缺失',
    {
      en: 'get the file once more: a download or copy of it stopped early',
      zh: '请重新获取该文件：下载或复制未完成',
    },
  );
}
