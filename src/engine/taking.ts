import type { ImportSession } from '../catalogue/index.ts';
import { isoDate } from '../core/index.ts';
import { type Mapping, NotQuick, rejectsWriter, type Sheet } from '../sheets/index.ts';
import { QuickTaking } from './quick-taking.ts';
import { RowTaking } from './row-taking.ts';
import { noTally, type Tally } from './tally.ts';
import type { Workspace } from './workspace.ts';

export interface Taking {
  /** As the user named it: findings and provenance show it. */
  readonly file: string;
  readonly mappingHash: string;
  /** Where refused rows go; nowhere when absent. */
  readonly rejects?: string | undefined;
  /** Keep the codes of all products that the sheet speaks of. */
  readonly codes?: boolean;
  /**
   * How the rows are read. `full`: product by product, where the sheet is of a kind that can be read so, but none of them
   * recognised; `plain`: one after the other by the parser that knows every kind. Changes nothing of what is taken.
   */
  readonly reading?: 'quick' | 'full' | 'plain';
}

/**
 * Read every row into one open session, then let `end` decide what becomes of it, and whether the refused rows are worth a
 * file. Whatever throws undoes everything.
 */
export async function take(
  ws: Workspace,
  sheet: Sheet,
  taking: Taking,
  end: (session: ImportSession, tally: Tally) => boolean,
): Promise<Tally> {
  const ways = ['quick', 'full', 'plain'] as const;
  const first = sheet.quick ? ways.indexOf(taking.reading ?? 'quick') : 2;
  for (const reading of ways.slice(first)) {
    const tally = await attempt(ws, sheet, { ...taking, reading }, end);
    if (tally) return tally;
  }
  throw new Error('a sheet was left unread');
}

/** One way of reading; `undefined` when the sheet is not for this one, and then everything is undone. */
async function attempt(
  ws: Workspace,
  sheet: Sheet,
  { file, mappingHash, rejects: rejectsFile, codes = false, reading }: Taking,
  end: (session: ImportSession, tally: Tally) => boolean,
): Promise<Tally | undefined> {
  const tally = noTally(codes);
  const rejects =
    rejectsFile === undefined
      ? undefined
      : rejectsWriter(rejectsFile, sheet.reading.headers, identifiersOf(sheet.mapping));
  const session = ws.catalogue.beginImport({
    file,
    hash: sheet.reading.hash,
    mappingHash,
    columns: columnsByField(sheet.mapping),
    at: isoDate(ws.host.clock.now()),
  });
  try {
    const rows = new RowTaking(ws, sheet, session, tally, rejects);
    if (reading === 'plain' || !sheet.quick) await rows.all();
    else await new QuickTaking(ws, sheet, sheet.quick, session, tally, rows).all(reading === 'quick');
    endWhole(ws, session, tally);
    // Refused rows are on disk before the others are in the catalogue: nothing is in neither.
    const refused = rejects?.finish();
    if (!end(session, tally)) rejects?.abort();
    else if (refused && rejectsFile !== undefined) tally.rejectsFile = rejectsFile;
  } catch (error) {
    session.rollback();
    rejects?.abort();
    if (error instanceof NotQuick) return undefined;
    throw error;
  }
  if (tally.rejectsFile !== undefined) rejects?.keep();
  return tally;
}

function identifiersOf(mapping: Mapping): readonly string[] {
  const fields: readonly string[] = ['code', 'sku', 'gtin', 'id', 'parent'];
  return mapping.columns.flatMap(({ field, column }) => (fields.includes(field) ? [column] : []));
}

/** `{ price: '售价', image: '图1, 图2' }` */
function columnsByField(mapping: Mapping): Readonly<Record<string, string>> {
  const columns = new Map<string, string>();
  for (const { field, column } of mapping.columns) {
    const before = columns.get(field);
    columns.set(field, before === undefined ? column : `${before}, ${column}`);
  }
  return Object.fromEntries(columns);
}

/** A product ends when the last of its SKUs has. */
function endWhole(ws: Workspace, session: ImportSession, tally: Tally): void {
  for (const [code, row] of tally.ended) {
    const product = ws.catalogue.product(code);
    if (!product?.variants.every((variant) => variant.status === 'ended')) continue;
    const result = session.put({ row, product: { code, status: 'ended' }, fields: ['status'] });
    if (!('severity' in result)) tally.products.add(session.last.product, result.product);
  }
}
