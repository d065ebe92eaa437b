import type { ImportSession } from '../catalogue/index.ts';
import type { Diagnostic } from '../contract/index.ts';
import { EXIT, isoDate, MabangError } from '../core/index.ts';
import { type Mapping, type RejectsWriter, rejectsWriter, type Sheet, type SheetRow } from '../sheets/index.ts';
import type { Workspace } from './workspace.ts';

/** Findings kept in full; the rest are in the rejects file. */
const SHOWN = 1000;

/** What became of the rows of a sheet. */
export interface Tally {
  rows: number;
  rejected: number;
  skipped: number;
  readonly products: Record<'new' | 'changed' | 'same', Set<string>>;
  readonly variants: Record<'new' | 'changed' | 'same', number>;
  readonly findings: Diagnostic[];
  /** Findings beyond those that are kept. */
  more: number;
  /** Products of which a row ended a SKU, with the last such row. */
  readonly ended: Map<string, number>;
  rejectsFile?: string;
}

export interface Taking {
  /** As the user named it: findings and provenance show it. */
  readonly file: string;
  readonly mappingHash: string;
  /** Where refused rows go; nowhere when absent. */
  readonly rejects?: string | undefined;
}

/**
 * Read every row into one open session, then let `end` decide what becomes of it, and whether the refused rows are worth a
 * file. Whatever throws undoes everything.
 */
export async function take(
  ws: Workspace,
  sheet: Sheet,
  { file, mappingHash, rejects: rejectsFile }: Taking,
  end: (session: ImportSession, tally: Tally) => boolean,
): Promise<Tally> {
  const { reading, mapping } = sheet;
  const tally = noTally();
  const rejects = rejectsFile === undefined ? undefined : rejectsWriter(rejectsFile, reading.headers);
  const session = ws.catalogue.beginImport({
    file,
    hash: reading.hash,
    mappingHash,
    columns: columnsByField(mapping),
    at: isoDate(ws.host.clock.now()),
  });
  try {
    await takeRows(ws, sheet, session, tally, rejects);
    endWhole(ws, session, tally);
    // Refused rows are on disk before the others are in the catalogue: nothing is in neither.
    const refused = rejects?.finish();
    if (!end(session, tally)) rejects?.abort();
    else if (refused && rejectsFile !== undefined) tally.rejectsFile = rejectsFile;
  } catch (error) {
    session.rollback();
    rejects?.abort();
    throw error;
  }
  if (tally.rejectsFile !== undefined) rejects?.keep();
  return tally;
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

async function takeRows(
  ws: Workspace,
  sheet: Sheet,
  session: ImportSession,
  tally: Tally,
  rejects: RejectsWriter | undefined,
): Promise<void> {
  const coded = sheet.mapping.columns.some((column) => column.field === 'code');
  for await (const event of sheet.rows()) {
    tally.rows++;
    if (tally.rows % 1000 === 0) {
      ws.host.progress?.({ phase: 'import', done: tally.rows });
      if (ws.host.signal?.aborted) throw stopped();
    }
    if (event.kind === 'skipped') {
      tally.skipped++;
      continue;
    }
    const errors = event.kind === 'rejected' ? event.value.errors : put(ws, session, event.value, coded, tally);
    if (errors.length === 0) continue;
    tally.rejected++;
    for (const error of errors)
      if (tally.findings.length < SHOWN) tally.findings.push(error);
      else tally.more++;
    const cells = event.kind === 'rejected' ? event.value.cells : event.value.cells();
    rejects?.write({ ...event.value, cells, errors });
  }
}

/** Put one good row into the catalogue; what the catalogue says against it. */
function put(
  ws: Workspace,
  session: ImportSession,
  row: SheetRow,
  coded: boolean,
  tally: Tally,
): readonly Diagnostic[] {
  const said = {
    row: row.row,
    product: row.product,
    ...(row.variant ? { variant: row.variant } : {}),
    fields: row.fields,
  };
  let code = row.product.code;
  let result = session.put(said);
  if ('severity' in result && result.code === 'E_SKU_MOVED' && !coded) {
    // A sheet of SKUs without product codes speaks of each SKU where it stands.
    const owner = ownerOf(ws, row);
    if (owner !== undefined) {
      code = owner;
      result = session.put({ ...said, product: { code } });
    }
  }
  if ('severity' in result) return [{ ...result, place: { ...result.place, ...row.place } }];
  tally.products[result.product].add(code);
  if (result.variant) tally.variants[result.variant]++;
  if (row.variant?.status === 'ended') tally.ended.set(code, row.row);
  return [];
}

/** The product that has the row's SKU, when the row says nothing of the product itself. */
function ownerOf(ws: Workspace, row: SheetRow): string | undefined {
  const { code: _code, status, ...rest } = row.product;
  if (!row.variant || Object.keys(rest).length > 0 || status === 'paused') return undefined;
  return ws.catalogue.productOf(row.variant.sku)?.code;
}

/** A product ends when the last of its SKUs has. */
function endWhole(ws: Workspace, session: ImportSession, tally: Tally): void {
  for (const [code, row] of tally.ended) {
    const product = ws.catalogue.product(code);
    if (!product?.variants.every((variant) => variant.status === 'ended')) continue;
    const result = session.put({ row, product: { code, status: 'ended' }, fields: ['status'] });
    if (!('severity' in result)) tally.products[result.product].add(code);
  }
}

export function touched({ products, variants }: Tally): boolean {
  return products.new.size + products.changed.size + variants.new + variants.changed > 0;
}

export function codesOf(tally: Tally): ReadonlySet<string> {
  return new Set([...tally.products.new, ...tally.products.changed, ...tally.products.same]);
}

export function noTally(): Tally {
  return {
    rows: 0,
    rejected: 0,
    skipped: 0,
    products: { new: new Set(), changed: new Set(), same: new Set() },
    variants: { new: 0, changed: 0, same: 0 },
    findings: [],
    more: 0,
    ended: new Map(),
  };
}

function stopped(): MabangError {
  return new MabangError(
    'E_INTERRUPTED',
    EXIT.busy,
    { en: 'stopped on request; the catalogue is as it was', zh: '已按请求停止；目录保持原样' },
    { next: { en: 'run the same command again', zh: '重新运行同一命令' } },
  );
}
