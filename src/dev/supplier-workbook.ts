import { crc32, deflateRawSync } from 'node:zlib';

/** A cell of a workbook that is written for a test: text, a number, or what a spreadsheet can hold besides. */
export type WorkbookCell =
  | string
  | number
  | undefined
  | { readonly number: number | string; readonly format: string }
  | { readonly inline: string }
  | { readonly error: string }
  | { readonly formula: string; readonly value?: string | number };

export interface WorkbookSheet {
  readonly name: string;
  readonly hidden?: boolean;
  readonly rows: readonly (readonly WorkbookCell[])[];
  /** `A1:C1` */
  readonly merges?: readonly string[];
  /** Row numbers, from 1. */
  readonly hiddenRows?: readonly number[];
}

/**
 * An .xlsx file with exactly these cells, part by part as ECMA-376 describes them and by no library, so that what reads it is held
 * against something else. The bytes are the same each time.
 */
export function workbook(sheets: readonly WorkbookSheet[], options: { readonly date1904?: boolean } = {}): Buffer {
  const texts: string[] = [];
  const formats: string[] = [];
  const parts: [string, string][] = sheets.map((sheet, i) => [
    `xl/worksheets/sheet${i + 1}.xml`,
    sheetXml(sheet, texts, formats),
  ]);
  const sheetList = sheets.map(
    ({ name, hidden }, i) =>
      `<sheet name="${xml(name)}" sheetId="${i + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`,
  );
  const types = sheets.map(
    (_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${MAIN}.worksheet+xml"/>`,
  );
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;
  return zip([
    [
      '[Content_Types].xml',
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${MAIN}.sheet.main+xml"/>${types.join('')}</Types>`,
    ],
    ['_rels/.rels', relations(relation(1, 'officeDocument', 'xl/workbook.xml'))],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${SPREADSHEET}" xmlns:r="${RELATIONS}"><workbookPr${options.date1904 ? ' date1904="1"' : ''}/><sheets>${sheetList.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      relations(
        [
          ...sheets.map((_, i) => relation(i + 1, 'worksheet', `worksheets/sheet${i + 1}.xml`)),
          relation(sheets.length + 1, 'styles', 'styles.xml'),
          relation(sheets.length + 2, 'sharedStrings', 'sharedStrings.xml'),
        ].join(''),
      ),
    ],
    [
      'xl/styles.xml',
      `<styleSheet xmlns="${SPREADSHEET}"><numFmts count="${formats.length}">${formats.map((code, i) => `<numFmt numFmtId="${170 + i}" formatCode="${xml(code)}"/>`).join('')}</numFmts><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="${formats.length + 1}"><xf numFmtId="0"/>${formats.map((_, i) => `<xf numFmtId="${170 + i}" applyNumberFormat="1"/>`).join('')}</cellXfs></styleSheet>`,
    ],
    [
      'xl/sharedStrings.xml',
      `<sst xmlns="${SPREADSHEET}">${texts.map((text) => `<si><t xml:space="preserve">${xml(text)}</t></si>`).join('')}</sst>`,
    ],
    ...parts,
  ]);
}

const SPREADSHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function relations(inner: string): string {
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;
}

function sheetXml({ rows, merges = [], hiddenRows = [] }: WorkbookSheet, texts: string[], formats: string[]): string {
  const body = rows.map((cells, r) => {
    const inner = cells.map((cell, c) => cellXml(cell, `${letter(c)}${r + 1}`, texts, formats)).join('');
    // Rows without cells are left out, as spreadsheet programs do.
    return inner === '' ? '' : `<row r="${r + 1}"${hiddenRows.includes(r + 1) ? ' hidden="1"' : ''}>${inner}</row>`;
  });
  const merged = merges.map((range) => `<mergeCell ref="${range}"/>`).join('');
  return `<worksheet xmlns="${SPREADSHEET}"><sheetData>${body.join('')}</sheetData>${merged === '' ? '' : `<mergeCells count="${merges.length}">${merged}</mergeCells>`}</worksheet>`;
}

function cellXml(cell: WorkbookCell, at: string, texts: string[], formats: string[]): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return `<c r="${at}" t="s"><v>${indexIn(texts, cell)}</v></c>`;
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if ('inline' in cell) return `<c r="${at}" t="inlineStr"><is><t>${xml(cell.inline)}</t></is></c>`;
  if ('error' in cell) return `<c r="${at}" t="e"><v>${cell.error}</v></c>`;
  if ('number' in cell) return `<c r="${at}" s="${indexIn(formats, cell.format) + 1}"><v>${cell.number}</v></c>`;
  const value = cell.value === undefined ? '' : `<v>${xml(String(cell.value))}</v>`;
  return `<c r="${at}"${typeof cell.value === 'string' ? ' t="str"' : ''}><f>${xml(cell.formula)}</f>${value}</c>`;
}

function indexIn(list: string[], item: string): number {
  const known = list.indexOf(item);
  return known >= 0 ? known : list.push(item) - 1;
}

function letter(index: number): string {
  return String.fromCharCode(65 + index);
}

function xml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16; dates of 1980-01-01. */
export function zip(parts: readonly (readonly [string, string])[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of parts) {
    const plain = Buffer.from(text);
    // OpenDocument wants this part as it is, so that a file can be told by it.
    const stored = name === 'mimetype';
    const packed = stored ? plain : deflateRawSync(plain);
    const label = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(plain.length, 18);
    common.writeUInt16LE(label.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, label, packed]);
    const listed = Buffer.alloc(14);
    listed.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, listed, label]));
    locals.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, list, Buffer.from('PK\x05\x06'), end]);
}
