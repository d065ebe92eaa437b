import type { ImportReport } from '../../engine/index.ts';
import { clean, count, findingsText, type Lang, number, type Paint, pick, severityLine } from '../../report/index.ts';

/** What became of a sheet: how it was read, what it changed, what was refused. */
export function importText(report: ImportReport, lang: Lang, paint: Paint, quiet: boolean): string {
  const lines = [headLine(report, lang, paint)];
  if (quiet && report.exit === 0) return `${lines[0]}\n`;
  lines.push(...report.reading.evidence.map((item) => `  ${paint.dim(pick(item.message, lang))}`));
  lines.push(...columnLines(report, lang, paint));
  if (report.rejected > 0) {
    const where = report.rejectsFile ? ` → ${clean(report.rejectsFile)}` : '';
    lines.push(
      lang === 'zh'
        ? `  拒收 ${number(report.rejected)} 行${where}`
        : `  ${count(report.rejected, lang, 'row', 'rows', '')} rejected${where}`,
    );
  }
  if (report.skipped > 0)
    lines.push(
      lang === 'zh'
        ? `  跳过 ${number(report.skipped)} 行（空行或重复表头）`
        : `  ${count(report.skipped, lang, 'row', 'rows', '')} skipped: blank, or the header again`,
    );
  const severity = severityLine(report.findings, lang);
  if (severity) lines.push('', `${severity}:`, findingsText(report.findings, { lang, paint }).trimEnd());
  return `${lines.join('\n')}\n`;
}

function headLine(report: ImportReport, lang: Lang, paint: Paint): string {
  const what = {
    committed: { en: 'imported', zh: '已导入' },
    'dry-run': { en: 'dry run, nothing written', zh: '试运行，未写入' },
    'already-imported': {
      en: 'imported before, nothing to do (--again imports it anyway)',
      zh: '此前已导入，无需处理（--again 可再次导入）',
    },
    refused: { en: 'refused, nothing written', zh: '已拒绝，未写入' },
  }[report.result];
  const colour = report.result === 'refused' ? paint.red : report.result === 'committed' ? paint.green : paint.bold;
  const parts = [
    `${paint.bold(clean(report.file))}${lang === 'zh' ? '：' : ': '}${colour(pick(what, lang))}`,
    count(report.rows, lang, 'row', 'rows', '行'),
    countsText(report.products, lang, 'product', 'products', '个商品'),
    countsText(report.variants, lang, 'SKU', 'SKUs', '个 SKU'),
  ];
  return (report.result === 'already-imported' ? parts.slice(0, 1) : parts).join(' · ');
}

function countsText(
  counts: Readonly<Record<'new' | 'changed' | 'same', number>>,
  lang: Lang,
  one: string,
  many: string,
  zh: string,
): string {
  const total = counts.new + counts.changed + counts.same;
  const parts = (
    [
      ['new', 'new', '新增'],
      ['changed', 'changed', '变更'],
      ['same', 'unchanged', '未变'],
    ] as const
  ).flatMap(([key, en, cn]) =>
    counts[key] > 0 ? [lang === 'zh' ? `${cn} ${number(counts[key])}` : `${number(counts[key])} ${en}`] : [],
  );
  const detail = parts.length ? (lang === 'zh' ? `（${parts.join('，')}）` : ` (${parts.join(', ')})`) : '';
  return `${count(total, lang, one, many, zh)}${detail}`;
}

function columnLines(report: ImportReport, lang: Lang, paint: Paint): readonly string[] {
  const columns = Object.entries(report.mapping.columns).map(([column, field]) => `${clean(column)} → ${field}`);
  const from = report.mapping.file ? ` (${clean(report.mapping.file)})` : '';
  const lines = [`  ${paint.dim(`${lang === 'zh' ? '列' : 'columns'}${from}:`)} ${columns.join(', ')}`];
  if (report.mapping.ignored.length > 0)
    lines.push(
      `  ${paint.dim(lang === 'zh' ? '未使用的列:' : 'columns left out:')} ${report.mapping.ignored.map(clean).join(', ')}`,
    );
  return columns.length > 0 ? lines : lines.slice(1);
}
