import { createHash } from 'node:crypto';
import { type Decoded, decide, type Said } from './decode.ts';
import { formatOf } from './format.ts';
import { OWN_COLUMNS } from './rejects.ts';
import { type SaidOfShape, type Shape, shapeOf, sniff } from './sniff.ts';
import { chunksOf } from './source.ts';
import { openWorkbook } from './workbook.ts';

/** A file of whatever kind, looked through once: what is decided about it, and its rows when they are not to be cut out of text. */
export interface Source {
  readonly decoded: Decoded;
  readonly shape: Shape;
  /** Of a workbook: the name of the sheet that is read. */
  readonly sheet?: string;
  /** Of a workbook: every row from the first on, one after the other; the number of a row is its place, and so is its line. */
  rows?(): AsyncGenerator<readonly string[]>;
}

export interface SourceOptions {
  readonly said: Said;
  /** What is said of the shape, by a mapping or by the beginning of the file itself. */
  readonly shape: (known: Pick<Decoded, 'top' | 'returned'>) => SaidOfShape;
  /** The sheet of a workbook to read. */
  readonly sheet?: string | undefined;
  readonly chunk?: number | undefined;
}

/** Decide what a file is by its bytes, and how it is written. Throws what `formatOf`, `decide`, `sniff` and `openWorkbook` throw. */
export async function openSource(path: string, file: string, options: SourceOptions): Promise<Source> {
  if ((await formatOf(path, file)) === 'xlsx') return workbook(path, file, options);
  const decoded = await decide(file, chunksOf(path, file, 0, options.chunk), options.said);
  return { decoded, shape: sniff(decoded.top, file, options.shape(decoded)) };
}

async function workbook(path: string, file: string, options: SourceOptions): Promise<Source> {
  const { hash, bytes } = await hashed(path, file, options.chunk);
  const book = await openWorkbook(path, file, options.sheet);
  const returned = book.top.some((cells) => OWN_COLUMNS.every((own, i) => cells[i] === own));
  const top = book.top.map((cells) => cells.join('\t')).join('\n');
  return {
    decoded: {
      encoding: 'utf-8',
      skip: 0,
      clean: true,
      evidence: book.evidence,
      hash,
      bytes,
      top,
      returned,
    },
    shape: {
      delimiter: '',
      quote: '"',
      skip: 0,
      ...shapeOf(book.top, file, options.shape({ top, returned }), book.merges),
    },
    sheet: book.name,
    rows: book.rows,
  };
}

async function hashed(path: string, file: string, chunk: number | undefined): Promise<{ hash: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of chunksOf(path, file, 0, chunk)) {
    hash.update(part);
    bytes += part.length;
  }
  return { hash: hash.digest('hex'), bytes };
}
