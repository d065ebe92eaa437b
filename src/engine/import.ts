import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ImportSession } from '../catalogue/index.ts';
import type { Diagnostic } from '../contract/index.ts';
import { EXIT, type Exit, hashOf, isoDate, MabangError } from '../core/index.ts';
import {
  type Encoding,
  type Mapping,
  openSheet,
  parseMapping,
  type RejectsWriter,
  rejectsWriter,
  type Sheet,
  type SheetRow,
} from '../sheets/index.ts';
import { channelNames, openChannel } from './channel.ts';
import type { ImportOptions, ImportReport, ValidateReport } from './types.ts';
import { wantedOn } from './wanted.ts';
import type { Workspace } from './workspace.ts';

/** Findings kept in full; the rest are in the rejects file. */
const SHOWN = 1000;

/**
 * Take a sheet into the catalogue: all of it in one transaction, or, with `skip-row`, all of it but the rows that are wrong.
 * Rows in = rows taken + rejected + skipped, always.
 */
export async function importSheet(ws: Workspace, options: ImportOptions): Promise<ImportReport> {
  const sheet = await open(options);
  const mappingHash = hashOf(sheet.mapping);
  const done = options.again || options.dryRun ? undefined : ws.catalogue.findImport(sheet.reading.hash, mappingHash);
  if (sheet.findings.some((finding) => finding.severity === 'error')) return refused(options, sheet);
  const rejects = options.dryRun ? undefined : (options.rejects ?? `${options.file}.rejects.csv`);
  let idle = false;
  const tally = await take(ws, sheet, { file: options.file, mappingHash, rejects }, (session, sums) => {
    // Another sheet may have been imported since these bytes were: then they have something to say again.
    idle = done !== undefined && !touched(sums);
    if (idle || options.dryRun || (sums.rejected > 0 && options.onError === 'stop')) session.rollback();
    else session.commit();
    return !idle;
  });
  if (idle && done) return nothingNew(options, sheet, tally, done.at);
  const stopped = tally.rejected > 0 && options.onError === 'stop';
  return {
    ...report(options, sheet, tally),
    result: stopped ? 'refused' : options.dryRun ? 'dry-run' : 'committed',
    exit: tally.rejected > 0 ? EXIT.findings : EXIT.done,
  };
}

/** Check the catalogue, or a sheet as it would stand in the catalogue, against the channels' rules. Writes nothing. */
export async function validate(
  ws: Workspace,
  options: { readonly sheet?: string; readonly mapping?: string; readonly channels: readonly string[] },
): Promise<ValidateReport> {
  const channels = await Promise.all(channelNames(ws, options.channels).map((name) => openChannel(ws, name)));
  const findings: Diagnostic[] = [];
  const checked = { products: 0, variants: 0 };
  const check = (codes: readonly string[] | undefined) => {
    for (const product of ws.catalogue.products(codes ? { codes } : undefined)) {
      checked.products++;
      checked.variants += product.variants.length;
      for (const channel of channels)
        findings.push(...wantedOn(channel, product, ws.catalogue.overrides(channel.name).get(product.code)).findings);
    }
  };
  if (options.sheet === undefined) check(undefined);
  else {
    const sheet = await open({
      file: options.sheet,
      ...(options.mapping === undefined ? {} : { mapping: options.mapping }),
    });
    findings.push(...sheet.findings);
    if (!sheet.findings.some((finding) => finding.severity === 'error')) {
      const tally = await take(ws, sheet, { file: options.sheet, mappingHash: '' }, (session, sums) => {
        // The rows stand in the open transaction: the products are checked as they would be, then everything is undone.
        try {
          check([...codesOf(sums)]);
        } finally {
          session.rollback();
        }
        return true;
      });
      findings.push(...tally.findings);
    }
  }
  return {
    checked,
    findings,
    exit: findings.some((finding) => finding.severity === 'error') ? EXIT.findings : EXIT.done,
  };
}

function open(options: Pick<ImportOptions, 'file' | 'mapping' | 'encoding'>): Promise<Sheet> {
  const mapping = options.mapping === undefined ? undefined : readMapping(options.mapping);
  return openSheet(options.file, {
    ...(mapping ? { mapping } : {}),
    ...(options.encoding === undefined ? {} : { encoding: options.encoding as Encoding }),
  });
}

function readMapping(file: string): Mapping {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new MabangError(
      'E_NO_MAPPING',
      EXIT.usage,
      { en: 'the mapping file cannot be read', zh: '无法读取映射文件' },
      {
        place: { file },
        next: { en: 'check the path given with --mapping', zh: '请检查 --mapping 的路径' },
        cause: error,
      },
    );
  }
  return parseMapping(text, file);
}

interface Tally {
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

interface Taking {
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
async function take(
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

function touched({ products, variants }: Tally): boolean {
  return products.new.size + products.changed.size + variants.new + variants.changed > 0;
}

function codesOf(tally: Tally): ReadonlySet<string> {
  return new Set([...tally.products.new, ...tally.products.changed, ...tally.products.same]);
}

/** A product counts once, by the most that happened to it: several rows speak of one product. */
function productCounts({ products }: Tally): ImportReport['products'] {
  let changed = 0;
  for (const code of products.changed) if (!products.new.has(code)) changed++;
  let same = 0;
  for (const code of products.same) if (!products.new.has(code) && !products.changed.has(code)) same++;
  return { new: products.new.size, changed, same };
}

function report(options: ImportOptions, sheet: Sheet, tally: Tally): Omit<ImportReport, 'result' | 'exit'> {
  const { columns, ignore } = sheet.mapping;
  return {
    file: options.file,
    reading: sheet.reading,
    mapping: {
      ...(options.mapping === undefined ? {} : { file: basename(options.mapping) }),
      columns: Object.fromEntries(columns.map((column) => [column.column, column.field])),
      ignored: [
        ...ignore,
        ...sheet.findings.flatMap((f) => (f.code === 'W_UNMAPPED_COLUMN' && f.place.column ? [f.place.column] : [])),
      ],
    },
    rows: tally.rows,
    products: productCounts(tally),
    variants: tally.variants,
    rejected: tally.rejected,
    skipped: tally.skipped,
    ...(tally.rejectsFile === undefined ? {} : { rejectsFile: tally.rejectsFile }),
    findings: [...sheet.findings, ...tally.findings, ...(tally.more > 0 ? [notShown(options, tally.more)] : [])],
  };
}

function noTally(): Tally {
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

function refused(options: ImportOptions, sheet: Sheet): ImportReport {
  return { ...report(options, sheet, noTally()), result: 'refused', exit: EXIT.findings satisfies Exit };
}

function nothingNew(options: ImportOptions, sheet: Sheet, tally: Tally, at: string): ImportReport {
  const base = report(options, sheet, {
    ...noTally(),
    rows: tally.rows,
    rejected: tally.rejected,
    skipped: tally.skipped,
  });
  const known: Diagnostic = {
    code: 'I_IMPORTED_BEFORE',
    severity: 'info',
    message: {
      en: `these bytes were imported with this mapping on ${at}; nothing to do`,
      zh: `此文件已于 ${at} 以相同映射导入；无需操作`,
    },
    place: { file: options.file },
    next: { en: '--again imports it once more', zh: '--again 可再次导入' },
  };
  return { ...base, findings: [...base.findings, known], result: 'already-imported', exit: EXIT.done };
}

function notShown(options: ImportOptions, more: number): Diagnostic {
  return {
    code: 'I_NOT_SHOWN',
    severity: 'info',
    message: { en: `${more} more findings are not shown`, zh: `另有 ${more} 条问题未显示` },
    place: { file: options.file },
    next: { en: 'the rejects file of an import names them all', zh: '导入时的拒收行文件会列出全部问题' },
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
