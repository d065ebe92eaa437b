import { open } from 'node:fs/promises';
import { EXIT, MabangError } from '../core/index.ts';
import { marksOf } from './bytes.ts';
import { unreadable } from './source.ts';
import { wide } from './wide.ts';

/** Bytes looked at. */
const HEAD = 8192;

type What = readonly [en: string, zh: string];

/** How files begin that are no text. Sources: the formats' own descriptions, and file(1)'s table, read 2026-11-23. */
const MAGIC: readonly (readonly [string | readonly number[], What])[] = [
  ['%PDF', ['a PDF document', 'PDF 文档']],
  [
    [0x1f, 0x8b],
    ['a gzip archive', 'gzip 压缩文件'],
  ],
  ['Rar!', ['a RAR archive', 'RAR 压缩文件']],
  ["7z\xbc\xaf'", ['a 7z archive', '7z 压缩文件']],
  ['SQLite format 3', ['a SQLite database', 'SQLite 数据库']],
  ['PAR1', ['a Parquet file', 'Parquet 文件']],
  ['\x89PNG', ['a PNG picture', 'PNG 图片']],
  [
    [0xff, 0xd8, 0xff],
    ['a JPEG picture', 'JPEG 图片'],
  ],
  ['GIF8', ['a GIF picture', 'GIF 图片']],
  ['{\\rtf', ['an RTF document', 'RTF 文档']],
  [
    [0xff, 0xfe, 0, 0],
    ['text in UTF-32, which mabang does not read', 'UTF-32 文本，mabang 不读取'],
  ],
  [
    [0, 0, 0xfe, 0xff],
    ['text in UTF-32, which mabang does not read', 'UTF-32 文本，mabang 不读取'],
  ],
];

/**
 * Text or workbook, by the bytes that a file begins with, whatever it is called. Throws `E_NOT_CSV` for what is neither, with what
 * it is and what to do, and `E_NO_SHEET` when it cannot be read.
 */
export async function formatOf(path: string, file: string): Promise<'text' | 'xlsx'> {
  const head = await beginningOf(path, file);
  const begins = (magic: string | readonly number[]) => {
    const bytes = Buffer.from(typeof magic === 'string' ? Buffer.from(magic, 'latin1') : magic);
    return head.subarray(0, bytes.length).equals(bytes);
  };
  if (begins('PK\x03\x04')) {
    const what = inZip(head);
    if (what === 'xlsx') return 'xlsx';
    throw other(file, what);
  }
  if (begins([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))
    throw other(file, [
      'an old Excel workbook (.xls), or one with a password',
      '旧版 Excel 工作簿（.xls）或带密码的工作簿',
    ]);
  const known = MAGIC.find(([magic]) => begins(magic));
  if (known) throw other(file, known[1]);
  const text = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (/^<(?:!doctype html|html|table|meta)/i.test(text))
    throw other(file, ['a web page, which some programs call .xls', '网页（有些程序将其命名为 .xls）']);
  if (/^<\?xml/i.test(text)) throw other(file, ['an XML document', 'XML 文档']);
  if (/^(?:\{\s*"|\[\s*[[{])/.test(text)) throw other(file, ['a JSON document', 'JSON 文档']);
  if (isBinary(head, file)) throw other(file, ['neither text nor a workbook', '既不是文本也不是工作簿']);
  return 'text';
}

async function beginningOf(path: string, file: string): Promise<Buffer> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** By the names of the first parts; a workbook's parts are listed at its end, and looked at there. */
function inZip(head: Buffer): What | 'xlsx' {
  const text = head.toString('latin1');
  if (text.includes('application/vnd.oasis.opendocument'))
    return ['an OpenDocument file (.ods)', 'OpenDocument 文件（.ods）'];
  if (text.includes('Index/Document.iwa') || text.includes('Index/Tables/'))
    return ['a Numbers document', 'Numbers 文档'];
  if (['word/document', 'word/_rels', 'ppt/presentation', 'ppt/_rels'].some((part) => text.includes(part)))
    return ['a Word or PowerPoint document', 'Word 或 PowerPoint 文档'];
  return 'xlsx';
}

/** Control characters that no text has, and zeros but for those of UTF-16. */
function isBinary(head: Buffer, file: string): boolean {
  if (head.indexOf(0) >= 0 && (marksOf(head)?.encoding.startsWith('utf-16') || wide(file, head))) return false;
  let odd = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 0x1a && byte !== 0x1b)) odd++;
  return odd * 100 > head.length;
}

/** Says what a file is that is no sheet. */
export function other(file: string, [en, zh]: What): MabangError {
  return new MabangError(
    'E_NOT_CSV',
    EXIT.usage,
    { en: `it is not a CSV sheet or an .xlsx workbook, but ${en}`, zh: `它不是 CSV 表格或 .xlsx 工作簿，而是${zh}` },
    {
      place: { file },
      next: {
        en: 'open it in the program it is from, save the sheet as .xlsx or "CSV UTF-8", and import that',
        zh: '请在原程序中打开，另存为 .xlsx 或“CSV UTF-8”后导入',
      },
    },
  );
}
