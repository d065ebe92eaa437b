import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CUT, cellText, ODD, Records } from '../../src/sheets/records.ts';
import { CSV } from '../../src/sheets/sniff.ts';

/** All records of a text, cut in pieces of `chunk` bytes; `undefined` where it is left to the other parser. */
function cut(
  bytes: Buffer,
  encoding: 'utf-8' | 'gb18030',
  chunk: number,
): { rows: string[][]; breaks: number[] } | undefined {
  const records = new Records(','.charCodeAt(0));
  const text = cellText(encoding);
  const rows: string[][] = [];
  const breaks: number[] = [];
  let at = 0;
  let end = Math.min(chunk, bytes.length);
  for (;;) {
    const last = end === bytes.length;
    if (at === bytes.length) return { rows, breaks };
    records.clear();
    const next = records.cut(bytes, at, end, last);
    if (next === ODD) return undefined;
    if (next === CUT) {
      if (last) throw new Error('cut at the end');
      end = Math.min(end + chunk, bytes.length);
      continue;
    }
    const { starts, ends, flags, used } = records;
    rows.push(Array.from({ length: used }, (_, i) => text(bytes, starts[i] ?? 0, ends[i] ?? 0, flags[i] ?? 0)));
    breaks.push(records.breaks);
    at = next;
  }
}

const piece = fc.constantFrom(
  'a',
  '1',
  ' ',
  ',',
  ',',
  '"',
  '""',
  '\n',
  '\r\n',
  '\r',
  '锟',
  '😀',
  '??',
  'x,y',
  '"a"',
  ',"b"\n',
);

describe('records cut from bytes', () => {
  it.each(['utf-8', 'gb18030'] as const)('are those of the other parser, wherever chunks end (%s)', (encoding) => {
    let plain = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), fc.integer({ min: 1, max: 9 }), (parts, chunk) => {
        const text = parts.join('').replaceAll('锟', encoding === 'utf-8' ? '锟' : 'x');
        const ascii = encoding === 'utf-8' ? text : text.replace(/[^\p{ASCII}]/gu, 'x');
        const own = cut(Buffer.from(ascii), encoding, chunk);
        if (!own) return;
        plain++;
        expect(own.rows).toEqual(parse(ascii, CSV));
        expect(own.breaks).toEqual(
          own.rows.map((row) => row.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0)),
        );
      }),
      { numRuns: 3000 },
    );
    expect(plain).toBeGreaterThan(1000);
  });

  it('keeps the two bytes of a character together that look like a delimiter', () => {
    // 0x8C 0x7C in GB 18030 ends in the byte of a pipe; quotes and commas are never part of a character.
    const bytes = Buffer.from([0x8c, 0x7c, 0x2c, 0xb9, 0xfa, 0x0a]);
    const own = cut(bytes, 'gb18030', 100);
    expect(own?.rows).toEqual([[new TextDecoder('gb18030').decode(bytes.subarray(0, 2)), '国']]);
  });
});
