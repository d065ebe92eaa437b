import { canonical } from '../../core/index.ts';
import type { AdoptReport } from '../../engine/index.ts';
import { clean, count, FACET_WORDS, type Lang, number, type Paint, pick } from '../../report/index.ts';

/** Listings that could be taken over, or were. */
export function adoptText(report: AdoptReport, lang: Lang, paint: Paint): string {
  const zh = lang === 'zh';
  const lines: string[] = [paint.bold(report.channel)];
  for (const match of report.matches) {
    lines.push(`  ${paint.bold(clean(match.code))}  ${clean(match.title)}  ${paint.dim(canonical(match.remoteId))}`);
    lines.push(`      SKU: ${match.skus.map(clean).join(', ')}`);
    if (match.extra.length > 0)
      lines.push(
        `      ${paint.yellow(zh ? `目录中没有的 SKU（不会改动）：${match.extra.map(clean).join('、')}` : `SKUs the catalogue does not have (left alone): ${match.extra.map(clean).join(', ')}`)}`,
      );
    const facets = match.differs.map((facet) => pick(FACET_WORDS[facet], lang)).join(zh ? '、' : ', ');
    if (facets) lines.push(`      ${zh ? `下次推送将更改：${facets}` : `the next push would change: ${facets}`}`);
    if (match.mark === 'ours')
      lines.push(
        `      ${paint.dim(zh ? '带有 mabang 的标记：由另一个工作区创建' : 'carries mabang’s mark: made by another workspace')}`,
      );
  }
  for (const { code, remoteIds } of report.ambiguous)
    lines.push(
      `  ${paint.yellow('?')} ${clean(code)}  ${zh ? `SKU 分布在 ${number(remoteIds.length)} 个商品上，不处理：` : `its SKUs stand in ${number(remoteIds.length)} listings, left alone: `}${remoteIds.map((id) => canonical(id)).join(', ')}`,
    );
  lines.push(`  ${summary(report, lang)}`);
  return `${lines.join('\n')}\n`;
}

function summary(report: AdoptReport, lang: Lang): string {
  const zh = lang === 'zh';
  if (report.adopted > 0)
    return zh
      ? `已接管 ${number(report.adopted)} 个商品`
      : `${count(report.adopted, lang, 'listing', 'listings', '')} taken over`;
  if (report.matches.length === 0) return zh ? '没有可接管的商品' : 'nothing to take over';
  return zh
    ? `可接管 ${number(report.matches.length)} 个商品；尚未接管`
    : `${count(report.matches.length, lang, 'listing', 'listings', '')} could be taken over; none was`;
}
