import { note, type Verdict } from './verdict.ts';

/**
 * UTF-16 without a mark. Every sheet has line ends and delimiters, and those are ASCII: a byte and a zero beside it. The zeros
 * alone would not do: 一 (U+4E00) has one on the other side.
 */
export function wide(file: string, head: Buffer): Verdict | undefined {
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
        `${encoding}, confidence high: no byte order mark; ${count} line ends and delimiters of two bytes at its beginning`,
        `${encoding}，可信度高：无 BOM；开头有 ${count} 个双字节的换行符和分隔符`,
      ),
    ],
  };
}

/** Tab, line ends, quote, comma, semicolon, pipe. */
function isMark(byte: number): boolean {
  return byte === 9 || byte === 10 || byte === 13 || byte === 34 || byte === 44 || byte === 59 || byte === 124;
}
