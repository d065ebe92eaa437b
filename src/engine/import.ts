import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Diagnostic } from '../contract/index.ts';
import { EXIT, type Exit, hashOf, MabangError } from '../core/index.ts';
import { type Mapping, openSheet, parseMapping, type ReadOptions } from '../sheets/index.ts';
import { channelNames, openChannel } from './channel.ts';
import { encodingOf } from './encodings.ts';
import { supplierKey } from './mapping-files.ts';
import { openUnderstood, type UnderstoodSheet } from './mapping-open.ts';
import { type Taking, take } from './taking.ts';
import { noTally, type Tally, touched } from './tally.ts';
import type { ImportOptions, ImportReport, ValidateOptions, ValidateReport } from './types.ts';
import { wantedOn } from './wanted.ts';
import type { Workspace } from './workspace.ts';

/**
 * Take a sheet into the catalogue: all of it in one transaction, or, with `skip-row`, all of it but the rows that are wrong.
 * Rows in = rows taken + rejected + skipped, always.
 */
export async function importSheet(ws: Workspace, options: ImportOptions): Promise<ImportReport> {
  const sheet = await open(ws, options);
  const mappingHash = hashOf(sheet.mapping);
  const done = options.again || options.dryRun ? undefined : ws.catalogue.findImport(sheet.reading.hash, mappingHash);
  if (sheet.findings.some((finding) => finding.severity === 'error')) return refused(options, sheet);
  const rejects = options.dryRun ? undefined : (options.rejects ?? `${options.file}.rejects.csv`);
  let idle = false;
  const supplier = sheet.supplier ?? (options.mapping === undefined ? undefined : supplierKey(ws.dir, options.mapping));
  const taking: Taking = {
    file: options.name ?? options.file,
    mappingHash,
    rejects,
    stops: options.onError === 'stop',
    ...(options.accept === undefined ? {} : { accept: options.accept }),
    ...(supplier === undefined ? {} : { supplier }),
  };
  const tally = await take(ws, sheet, taking, (session, sums) => {
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
export async function validate(ws: Workspace, options: ValidateOptions): Promise<ValidateReport> {
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
    const sheet = await open(ws, {
      file: options.sheet,
      ...(options.mapping === undefined ? {} : { mapping: options.mapping }),
      ...(options.sheetName === undefined ? {} : { sheet: options.sheetName }),
    });
    findings.push(...sheet.findings);
    if (!sheet.findings.some((finding) => finding.severity === 'error')) {
      const tally = await take(
        ws,
        sheet,
        { file: options.sheet, mappingHash: '', codes: true, reading: 'full' },
        (session, sums) => {
          // The rows stand in the open transaction: the products are checked as they would be, then everything is undone.
          try {
            check([...(sums.codes ?? [])]);
          } finally {
            session.rollback();
          }
          return true;
        },
      );
      findings.push(...tally.findings);
    }
  }
  return {
    checked,
    findings,
    exit: findings.some((finding) => finding.severity === 'error') ? EXIT.findings : EXIT.done,
  };
}

/** The sheet with the mapping it needs. An export of a catalogue needs none. */
async function open(
  ws: Workspace,
  options: Pick<ImportOptions, 'file' | 'name' | 'mapping' | 'encoding' | 'sheet'>,
): Promise<UnderstoodSheet> {
  const how: ReadOptions = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.mapping === undefined ? {} : { mapping: readMapping(options.mapping) }),
    ...(options.encoding === undefined ? {} : { encoding: encodingOf(options.encoding) }),
    ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
  };
  const sheet = how.mapping ? undefined : await openSheet(options.file, how);
  const opened =
    sheet?.exported === true ? { ...sheet, decisions: [] } : await openUnderstood(ws.dir, options.file, how);
  if (how.sheet !== undefined && opened.reading.sheet === undefined) throw noWorkbook(options.name ?? options.file);
  return opened;
}

function noWorkbook(file: string): MabangError {
  return new MabangError(
    'E_NO_WORKBOOK',
    EXIT.usage,
    { en: 'only a workbook has sheets with names', zh: '只有工作簿才有工作表名称' },
    { place: { file }, next: { en: 'leave out --sheet', zh: '请去掉 --sheet' } },
  );
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

function report(options: ImportOptions, sheet: UnderstoodSheet, tally: Tally): Omit<ImportReport, 'result' | 'exit'> {
  const { columns, ignore } = sheet.mapping;
  return {
    file: options.name ?? options.file,
    reading: { ...sheet.reading, evidence: [...sheet.reading.evidence, ...sheet.decisions] },
    mapping: {
      ...(options.mapping === undefined ? {} : { file: basename(options.mapping) }),
      columns: Object.fromEntries(columns.map((column) => [column.column, column.field])),
      ignored: [
        ...ignore,
        ...sheet.findings.flatMap((f) => (f.code === 'W_UNMAPPED_COLUMN' && f.place.column ? [f.place.column] : [])),
      ],
    },
    rows: tally.rows,
    products: { ...tally.products.counts },
    variants: { ...tally.variants },
    rejected: tally.rejected,
    skipped: tally.skipped,
    ...(tally.rejectsFile === undefined ? {} : { rejectsFile: tally.rejectsFile }),
    findings: [...sheet.findings, ...tally.findings, ...(tally.more > 0 ? [notShown(options, tally.more)] : [])],
  };
}

function refused(options: ImportOptions, sheet: UnderstoodSheet): ImportReport {
  return { ...report(options, sheet, noTally()), result: 'refused', exit: EXIT.findings satisfies Exit };
}

function nothingNew(options: ImportOptions, sheet: UnderstoodSheet, tally: Tally, at: string): ImportReport {
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
    place: { file: options.name ?? options.file },
    next: { en: '--again imports it once more', zh: '--again 可再次导入' },
  };
  return { ...base, findings: [...base.findings, known], result: 'already-imported', exit: EXIT.done };
}

function notShown(options: ImportOptions, more: number): Diagnostic {
  return {
    code: 'I_NOT_SHOWN',
    severity: 'info',
    message: { en: `${more} more findings are not shown`, zh: `另有 ${more} 条问题未显示` },
    place: { file: options.name ?? options.file },
    next: { en: 'the rejects file of an import names them all', zh: '导入时的拒收行文件会列出全部问题' },
  };
}
