import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Diagnostic } from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import { type BadBytes, type Scan, scan } from './bytes.ts';
import type { Encoding } from './types.ts';

/** What the whole file says of its encoding. */
export interface Decoded {
  readonly encoding: Encoding;
  /** Bytes of the byte order marks at the start. Excel writes two when it saves a file that had one. */
  readonly bom: number;
  readonly evidence: readonly Diagnostic[];
  readonly hash: string;
  readonly bytes: number;
  /** Wrong bytes under the encoding, in order; the first thousand. */
  readonly bad: readonly BadBytes[];
  /** The first bytes, for finding the delimiter and the header. */
  readonly head: Buffer;
}

const HEAD = 256 * 1024;
const KEPT = 1000;

/** One pass over all bytes: a sheet whose first Chinese character comes late is decided like any other. */
class Tally {
  readonly hash = createHash('sha256');
  bytes = 0;
  /** NUL bytes at even and at odd offsets. */
  readonly nul: [number, number] = [0, 0];
  readonly seen = { 'utf-8': new Count('utf-8'), gb18030: new Count('gb18030') };
  readonly heads: Buffer[] = [];

  add(chunk: Buffer): void {
    this.hash.update(chunk);
    if (this.bytes < HEAD) this.heads.push(chunk.subarray(0, HEAD - this.bytes));
    for (let i = chunk.indexOf(0); i !== -1; i = chunk.indexOf(0, i + 1)) this.nul[((this.bytes + i) & 1) as 0 | 1]++;
    this.seen['utf-8'].add(chunk, this.bytes);
    this.seen.gb18030.add(chunk, this.bytes);
    this.bytes += chunk.length;
  }
}

class Count {
  bad: BadBytes[] = [];
  badTotal = 0;
  multi = 0;
  common = 0;
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly encoding: 'utf-8' | 'gb18030') {}

  add(chunk: Buffer, offset: number): void {
    const begins = offset - this.rest.length;
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    // Plain ASCII is the same in both and needs no walk.
    if (this.rest.length === 0 && isAscii(bytes)) return;
    const found = scan(bytes, this.encoding, false);
    this.take(found, begins);
    this.rest = Buffer.from(bytes.subarray(bytes.length - found.rest));
  }

  end(offset: number): void {
    if (this.rest.length > 0) this.take(scan(this.rest, this.encoding, true), offset - this.rest.length);
    this.rest = Buffer.alloc(0);
  }

  private take(found: Scan, begins: number): void {
    this.multi += found.multi;
    this.common += found.common;
    this.badTotal += found.bad.length;
    for (const one of found.bad) if (this.bad.length < KEPT) this.bad.push({ at: begins + one.at, bytes: one.bytes });
  }
}

/** Decide how a file is encoded, from all of its bytes. Throws `E_ENCODING` when they fit nothing, or are already ruined. */
export async function decide(file: string, forced: Encoding | undefined): Promise<Decoded> {
  const tally = new Tally();
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) tally.add(chunk as Buffer);
  } catch (error) {
    throw unreadable(file, error);
  }
  tally.seen['utf-8'].end(tally.bytes);
  tally.seen.gb18030.end(tally.bytes);
  const head = Buffer.concat(tally.heads);
  const common = { hash: tally.hash.digest('hex'), bytes: tally.bytes, head };
  const mark = markOf(head);
  if (forced) {
    const bad = forced === 'utf-8' || forced === 'gb18030' ? tally.seen[forced].bad : [];
    const bom = mark && (mark.encoding === forced || forced === 'gb18030') ? mark.bytes : 0;
    return {
      ...common,
      encoding: forced,
      bom,
      bad,
      evidence: [note(file, `${forced}: you said so`, `${forced}：由您指定`)],
    };
  }
  if (tally.bytes === 0) throw refusal(file, 'the file is empty', '文件为空', 'E_EMPTY_SHEET');
  if (mark) {
    const bad = mark.encoding === 'utf-8' ? tally.seen['utf-8'].bad : [];
    const marks = mark.count > 1 ? ` (${mark.count} of them)` : '';
    return {
      ...common,
      encoding: mark.encoding,
      bom: mark.bytes,
      bad,
      evidence: [
        note(
          file,
          `${mark.encoding}: it begins with its byte order mark${marks}`,
          `${mark.encoding}：文件以其 BOM 开头`,
        ),
      ],
    };
  }
  const wide = wideOf(tally);
  if (wide) return { ...common, encoding: wide.encoding, bom: 0, bad: [], evidence: [note(file, wide.en, wide.zh)] };
  return { ...common, bom: 0, ...narrowOf(file, tally) };
}

/** UTF-8 or GB 18030, by validity first and by how ordinary the characters are second. */
function narrowOf(file: string, tally: Tally): Pick<Decoded, 'encoding' | 'bad' | 'evidence'> {
  const utf8 = tally.seen['utf-8'];
  const gb = tally.seen.gb18030;
  if (utf8.badTotal === 0) {
    const what = utf8.multi === 0 ? 'plain ASCII' : `every one of ${utf8.multi} multi-byte characters is valid UTF-8`;
    return {
      encoding: 'utf-8',
      bad: [],
      evidence: [note(file, `utf-8: ${what}`, `utf-8：${utf8.multi} 个多字节字符全部有效`)],
    };
  }
  const first = utf8.bad[0];
  const share = gb.multi === 0 ? 0 : gb.common / gb.multi;
  if (gb.badTotal * 100 <= gb.multi && share > 0.5) {
    return {
      encoding: 'gb18030',
      bad: gb.bad,
      evidence: [
        note(
          file,
          `gb18030: not UTF-8 (byte ${first?.at ?? 0}); ${Math.round(share * 100)} % of ${gb.multi} two-byte characters are everyday Chinese`,
          `gb18030：不是 UTF-8（第 ${first?.at ?? 0} 字节）；${gb.multi} 个双字节字符中 ${Math.round(share * 100)}% 为常用汉字`,
        ),
      ],
    };
  }
  if (utf8.multi > 10 * utf8.badTotal) {
    return {
      encoding: 'utf-8',
      bad: utf8.bad,
      evidence: [
        note(
          file,
          `utf-8: ${utf8.multi} multi-byte characters are valid, ${utf8.badTotal} are damaged; the rows they stand in are refused`,
          `utf-8：${utf8.multi} 个多字节字符有效，${utf8.badTotal} 个损坏；所在行将被拒绝`,
        ),
      ],
    };
  }
  throw refusal(
    file,
    `its bytes fit neither UTF-8 (${utf8.badTotal} wrong, first at byte ${first?.at ?? 0}) nor GB 18030 (${gb.badTotal} wrong, ${Math.round(share * 100)} % of its characters everyday Chinese)`,
    `字节既不符合 UTF-8（${utf8.badTotal} 处错误，首处在第 ${first?.at ?? 0} 字节），也不符合 GB 18030（${gb.badTotal} 处错误）`,
  );
}

function markOf(head: Buffer): { encoding: Encoding; bytes: number; count: number } | undefined {
  const marks: readonly [Encoding, readonly number[]][] = [
    ['utf-8', [0xef, 0xbb, 0xbf]],
    ['utf-16le', [0xff, 0xfe]],
    ['utf-16be', [0xfe, 0xff]],
  ];
  for (const [encoding, mark] of marks) {
    let count = 0;
    while (mark.every((byte, i) => head[count * mark.length + i] === byte)) count++;
    if (count > 0) return { encoding, bytes: count * mark.length, count };
  }
  return undefined;
}

/** UTF-16 without a mark: ASCII in it has a NUL in every other byte, and text has none otherwise. */
function wideOf(tally: Tally): { encoding: Encoding; en: string; zh: string } | undefined {
  const [even, odd] = tally.nul;
  const half = tally.bytes / 2;
  if (tally.bytes % 2 !== 0 || even + odd < half / 20) return undefined;
  const encoding = odd > even * 20 ? 'utf-16le' : even > odd * 20 ? 'utf-16be' : undefined;
  const share = Math.round((100 * Math.max(even, odd)) / half);
  return (
    encoding && {
      encoding,
      en: `${encoding}: ${share} % of every other byte is zero`,
      zh: `${encoding}：每隔一字节有 ${share}% 为零`,
    }
  );
}

function note(file: string, en: string, zh: string): Diagnostic {
  return { code: 'I_ENCODING', severity: 'info', message: { en, zh }, place: { file } };
}

function refusal(file: string, en: string, zh: string, code = 'E_ENCODING'): MabangError {
  return new MabangError(
    code,
    EXIT.findings,
    { en, zh },
    {
      place: { file },
      next: {
        en: 'save it as "CSV UTF-8" from the program it is from, or say --encoding if you know it',
        zh: '请从原程序另存为“CSV UTF-8”，或用 --encoding 指定编码',
      },
    },
  );
}

/** Text that was decoded wrongly once before it was saved: what was lost cannot be had back from this file. */
export function refuseRuined(file: string, text: string): void {
  const signs: readonly [RegExp, string, string][] = [
    [
      /锟斤拷|烫烫烫|屯屯屯/,
      'GBK read as UTF-8, saved, and read as GBK again (锟斤拷)',
      'GBK 被当作 UTF-8 保存后又按 GBK 读取（锟斤拷）',
    ],
    [/\uFFFD{2,}/, 'characters were replaced by U+FFFD before this file was saved', '文件保存前字符已被替换为 U+FFFD'],
    [
      /(?:[ÃÂåäæçèé][\u0080-\u00bf\u0152-\u0178\u2013-\u203a]){3,}/,
      'UTF-8 read as Latin-1 or windows-1252 and saved (Ã©, ä¸­)',
      'UTF-8 被当作 Latin-1 读取后保存（Ã©、ä¸­）',
    ],
  ];
  for (const [sign, en, zh] of signs) {
    const found = sign.exec(text);
    if (!found) continue;
    throw refusal(
      file,
      `the text is already ruined: ${en}; for example ${JSON.stringify(found[0].slice(0, 12))}`,
      `文本已损坏：${zh}；例如 ${JSON.stringify(found[0].slice(0, 12))}`,
      'E_TEXT_RUINED',
    );
  }
}

function unreadable(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') return error;
  const words = {
    ENOENT: { en: 'there is no such file', zh: '文件不存在' },
    EISDIR: { en: 'it is a folder', zh: '这是一个目录' },
    EACCES: { en: 'it may not be read', zh: '没有读取权限' },
  }[code];
  return new MabangError('E_NO_SHEET', EXIT.usage, words, {
    place: { file },
    next: { en: 'check the path', zh: '请检查路径' },
  });
}
