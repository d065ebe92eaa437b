import type { RelistReport } from '../../engine/index.ts';
import { clean, type Lang, type Paint, pick } from '../../report/index.ts';

/** What was taken off a channel without our doing, and what of it may be listed again. */
export function relistText({ channel, removals }: RelistReport, lang: Lang, paint: Paint): string {
  const zh = lang === 'zh';
  const lines: string[] = [paint.bold(channel)];
  for (const { code, sku, why, at, allowed } of removals) {
    const unit = clean(sku === undefined ? code : `${code} / ${sku}`);
    const fate =
      allowed === undefined
        ? paint.yellow(zh ? '不会重新上架' : 'left alone')
        : paint.green(zh ? `已于 ${allowed} 允许重新上架` : `may be listed again, said ${allowed}`);
    lines.push(`  ${paint.bold(unit)} · ${at} · ${fate}`, `      ${clean(pick(why, lang))}`);
  }
  if (removals.length === 0) lines.push(zh ? '  没有被移除的商品' : '  nothing is remembered as removed');
  return `${lines.join('\n')}\n`;
}
