import type { Diagnostic } from '../../contract/index.ts';
import type { MappingProposal, MappingTest } from '../../engine/index.ts';
import { clean, findingsText, type Lang, type Paint, pick, textTable } from '../../report/index.ts';

type Mapping = MappingProposal['mapping'];

/** Which column feeds what, and why: what a person must look at before it is written down. */
export function proposalText({ mapping, evidence, findings }: MappingProposal, lang: Lang, paint: Paint): string {
  const zh = lang === 'zh';
  const rows = mapping.columns.map(({ column, field, ...rest }) => [clean(column), field, clean(detailsOf(rest))]);
  const lines = [
    ...textTable(
      [{ title: zh ? '列' : 'column' }, { title: zh ? '字段' : 'field' }, { title: zh ? '读法' : 'read as' }],
      rows,
      { head: paint.bold },
    ),
    `${zh ? '行的关系' : 'rows'}: ${layoutText(mapping)}${mapping.options ? ` (${mapping.options.join(', ')})` : ''}`,
  ];
  if (mapping.currency) lines.push(`${zh ? '货币' : 'currency'}: ${mapping.currency}`);
  if (mapping.ignore.length > 0)
    lines.push(`${zh ? '未使用的列' : 'columns left out'}: ${mapping.ignore.map(clean).join(', ')}`);
  lines.push(...evidence.map((item) => `  ${paint.dim(clean(pick(item.message, lang)))}`));
  const worth = findings.filter(({ code }) => code !== 'W_UNMAPPED_COLUMN');
  if (worth.length > 0) lines.push('', findingsText(worth, { lang, paint }).trimEnd());
  return `${lines.join('\n')}\n`;
}

function detailsOf(rest: Readonly<Record<string, unknown>>): string {
  return Object.entries(rest)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value.replace('\n', '\\n') : JSON.stringify(value)}`)
    .join(', ');
}

/** As `Mapping.layout` says it when nothing is said. */
function layoutText({ layout, columns }: Mapping): string {
  return layout ?? (columns.some((column) => column.field === 'code') ? 'grouped' : 'flat');
}

export function mappingList(all: readonly { readonly name: string; readonly mapping: Mapping }[], lang: Lang): string {
  const zh = lang === 'zh';
  if (all.length === 0)
    return zh ? '没有映射。新建：mabang mapping new sheet.csv\n' : 'no mappings yet: mabang mapping new sheet.csv\n';
  const rows = all.map(({ name, mapping }) => [
    clean(name),
    String(mapping.columns.length),
    String(mapping.fingerprint?.headers.length ?? '—'),
    mapping.encoding ?? '—',
    layoutText(mapping),
    mapping.missing ?? 'report',
  ]);
  const titles = zh
    ? ['名称', '已映射', '总列数', '编码', '行的关系', '缺失的 SKU']
    : ['name', 'mapped', 'columns', 'encoding', 'rows', 'missing SKUs'];
  return `${textTable(
    titles.map((title) => ({ title })),
    rows,
  ).join('\n')}\n`;
}

export function testText(results: readonly MappingTest[], lang: Lang, paint: Paint): string {
  const zh = lang === 'zh';
  const lines = results.map(({ name, rows, findings }) => {
    const bad = findings.filter((finding) => finding.severity === 'error').length;
    const verdict = bad > 0 ? paint.red(zh ? `${bad} 行不符` : `${bad} wrong`) : paint.green(zh ? '通过' : 'ok');
    return `${clean(name)}: ${verdict} · ${zh ? `${rows} 行样例` : `${rows} sample rows`}`;
  });
  const findings = results.flatMap((result) => result.findings);
  if (findings.length > 0) lines.push('', findingsText(findings, { lang, paint }).trimEnd());
  return lines.length === 0 ? mappingList([], lang) : `${lines.join('\n')}\n`;
}

export function repairText(differences: readonly { readonly finding: Diagnostic }[], lang: Lang, paint: Paint): string {
  if (differences.length === 0) return lang === 'zh' ? '表格与映射一致\n' : 'the sheet is as the mapping knows it\n';
  return findingsText(
    differences.map((one) => one.finding),
    { lang, paint },
  );
}
