import type { ExportReport } from '../../engine/index.ts';
import { clean, count, type Lang } from '../../report/index.ts';

export interface Exported {
  readonly report: ExportReport;
  /** Where it went; standard output when absent. */
  readonly file?: string;
  readonly findings?: { readonly file: string; readonly count: number };
}

/** One line: how much was written, and where. */
export function exportText({ report, file, findings }: Exported, lang: Lang): string {
  const parts = [
    count(report.products, lang, 'product', 'products', '个商品'),
    count(report.variants, lang, 'SKU', 'SKUs', '个 SKU'),
  ];
  if (report.leftOut > 0)
    parts.push(
      lang === 'zh'
        ? `${report.leftOut} 个商品不会出现在该渠道`
        : `${count(report.leftOut, lang, 'product', 'products', '')} would not stand there`,
    );
  if (findings)
    parts.push(`${count(findings.count, lang, 'finding', 'findings', '条检查结果')} → ${clean(findings.file)}`);
  const name = file === undefined ? '' : lang === 'zh' ? `${clean(file)}：` : `${clean(file)}: `;
  return `${name}${parts.join(' · ')}`;
}
