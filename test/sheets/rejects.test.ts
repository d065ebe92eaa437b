import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeCell, openSheet, rejectsWriter, unescapeCell } from '../../src/sheets/index.ts';
import { all, mapping, sheetFile } from './support.ts';

const error = { code: 'E_X', severity: 'error', message: { en: 'why', zh: '原因' }, place: { column: 'sku' } } as const;
const cellsOf = async (file: string) =>
  (await all((await openSheet(file)).rows())).map((event) =>
    event.kind === 'row' ? event.value.cells() : event.kind === 'rejected' ? event.value.cells : 'skipped',
  );

/** The rejects file of these rows. */
function write(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const file = sheetFile('', 'rejects.csv');
  const writer = rejectsWriter(file, headers);
  for (const [i, cells] of rows.entries()) writer.write({ row: i + 2, line: i + 2, cells, errors: [error] });
  writer.finish();
  writer.keep();
  return file;
}

describe('a rejects file', () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'ab,;"\'=+-@\t\r\n |\uFEFF中𠮷＝'), maxLength: 8 }),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );

  it('comes back as the same cells: any text, too few cells, too many', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
        async (rows) => {
          fc.pre(rows.every((row) => row.every((text) => text.isWellFormed())));
          const back = await cellsOf(write(['sku', 'title', 'a note'], rows));
          expect(back).toEqual(rows.map((row) => (row.some((text) => text.trim() !== '') ? row : 'skipped')));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('escapes what a spreadsheet would run, and the escape can be undone', () => {
    for (const text of ['=1+1', '+1', '-1', '@x', '\t=', '\r', "'=1", "''+", '＝1'])
      expect([escapeCell(text), unescapeCell(escapeCell(text))]).toEqual([`'${text}`, text]);
    fc.assert(fc.property(cell, (text) => unescapeCell(escapeCell(text)) === text));
  });

  it('opens in Excel: a mark, CRLF, mabang’s columns first with the reason', () => {
    const file = write(['sku', '=title'], [['A', 'x\ny']]);
    expect(readFileSync(file, 'utf8')).toBe(
      '\uFEFFmabang_row,mabang_error,sku,\'=title\r\n2,sku: why (E_X),A,"x\ny"\r\n',
    );
  });

  it('refuses a ragged row again until somebody has looked at it', async () => {
    const file = write(
      ['sku', 'title', 'stock'],
      [
        ['A', '5'],
        ['B', 'x', '1', '2'],
      ],
    );
    const events = await all((await openSheet(file)).rows());
    expect(events.map((event) => event.kind === 'rejected' && event.value.errors[0]?.code)).toEqual([
      'E_RAGGED',
      'E_RAGGED',
    ]);
  });

  it('is read as it is, whatever the mapping says of the supplier’s own sheets', async () => {
    const file = write(
      ['编号', '价格'],
      [
        ['A', '1,5'],
        ['B', '2,5'],
      ],
    );
    const sheet = await openSheet(file, {
      mapping: mapping(
        'version: 1\nencoding: gb18030\ndelimiter: ";"\nheader: 4\ncurrency: EUR\ncolumns:\n' +
          '  - { column: 编号, field: sku }\n  - { column: 价格, field: price, decimal: "," }\n',
      ),
    });
    expect([sheet.findings, sheet.reading.headers]).toEqual([[], ['编号', '价格']]);
    const events = await all(sheet.rows());
    expect(events.map((event) => event.kind === 'row' && event.value.variant?.price?.minor)).toEqual([150, 250]);
  });

  it('also after a spreadsheet program has saved it with semicolons in its own encoding', async () => {
    const bytes = Buffer.from('mabang_row;mabang_error;sku;title\r\n2;why;A;ok\r\n');
    expect(await cellsOf(sheetFile(bytes))).toEqual([['A', 'ok']]);
  });

  it('leaves nothing behind when there is nothing to write, or when it is given up', () => {
    const file = sheetFile('', 'none.csv').replace('none', 'other');
    const empty = rejectsWriter(file, ['sku']);
    expect(empty.finish()).toBe(false);
    empty.keep();
    const dropped = rejectsWriter(file, ['sku']);
    dropped.write({ row: 2, line: 2, cells: ['A'], errors: [error] });
    dropped.finish();
    dropped.abort();
    expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false]);
  });

  it('says so when it cannot be written', () => {
    const writer = rejectsWriter(`${sheetFile('', 'x')}/no/folder.csv`, ['sku']);
    writer.write({ row: 2, line: 2, cells: ['A'], errors: [error] });
    expect(() => writer.finish()).toThrow(expect.objectContaining({ code: 'E_REJECTS_FILE', exit: 2 }));
  });
});
