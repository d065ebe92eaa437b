import type { ImportSession } from '../catalogue/index.ts';
import { isoDate } from '../core/index.ts';
import { type Acceptance, type Mapping, NotQuick, rejectsWriter, type Sheet } from '../sheets/index.ts';
import { QuickTaking } from './quick-taking.ts';
import { RowTaking } from './row-taking.ts';
import { Supplied } from './supplied.ts';
import { noTally, type Tally } from './tally.ts';
import type { Workspace } from './workspace.ts';

export interface Taking {
  /** What is accepted for this run, beside what the mapping accepts. */
  readonly accept?: readonly Acceptance[];
  /** Whose sheet it is, where the mapping says what becomes of missing SKUs. */
  readonly supplier?: string;
  /** One refused row undoes everything. */
  readonly stops?: boolean;
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
  const asked = ways.indexOf(taking.reading ?? 'quick');
  // A restored row must be held against the others of its product.
  const first = sheet.quick && !accepts(sheet, taking, 'gtin') ? asked : 2;
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
  taking: Taking,
  end: (session: ImportSession, tally: Tally) => boolean,
): Promise<Tally | undefined> {
  const { file, mappingHash, rejects: rejectsFile, codes = false, reading } = taking;
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
    const supplied = suppliedOf(ws, sheet, session, tally, taking);
    const rows = new RowTaking(ws, sheet, session, tally, rejects, supplied);
    if (reading === 'plain' || !sheet.quick) await rows.all(accepts(sheet, taking, 'gtin'));
    else await new QuickTaking(ws, sheet, sheet.quick, session, tally, rows).all(reading === 'quick');
    if (!taking.stops || tally.rejected === 0) supplied?.settle();
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

function accepts(sheet: Sheet, taking: Taking, what: Acceptance): boolean {
  return [...(sheet.mapping.accept ?? []), ...(taking.accept ?? [])].includes(what);
}

function supplierOf(sheet: Sheet, { supplier }: Taking): string | undefined {
  return sheet.mapping.missing === undefined || sheet.exported ? undefined : supplier;
}

function suppliedOf(
  ws: Workspace,
  sheet: Sheet,
  session: ImportSession,
  tally: Tally,
  taking: Taking,
): Supplied | undefined {
  const supplier = supplierOf(sheet, taking);
  const what = sheet.mapping.missing;
  if (supplier === undefined || what === undefined) return undefined;
  const accepted = accepts(sheet, taking, 'missing');
  return new Supplied(ws, sheet, session, tally, { supplier, what, file: taking.file, accepted });
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
