import type { PushReport } from '../../engine/index.ts';
import { clean, FACET_WORDS, type Lang, number, type Paint, pick } from '../../report/index.ts';

type Row = NonNullable<PushReport['channels'][number]['undone']>[number];

const TITLES = {
  reversed: { en: 'goes back', zh: '恢复' },
  kept: { en: 'is kept', zh: '保留' },
  cannot: { en: 'cannot be undone', zh: '无法撤销' },
  same: { en: 'is as it was already', zh: '已与之前相同' },
} as const;

/** Every single thing that the runs had done, by what becomes of it. */
export function undoText(report: PushReport, lang: Lang, paint: Paint): string {
  const lines: string[] = [];
  for (const { channel, undone = [] } of report.channels) {
    lines.push(paint.bold(channel));
    for (const fate of ['kept', 'cannot', 'reversed', 'same'] as const) {
      const rows = undone.filter((row) => row.fate === fate);
      if (rows.length === 0) continue;
      lines.push(`  ${pick(TITLES[fate], lang)}: ${number(rows.length)}`);
      // What does not go back is what a person has to look at: all of it.
      const shown = fate === 'kept' || fate === 'cannot' ? rows : rows.slice(0, 10);
      for (const row of shown) lines.push(`    ${rowText(row, lang)}  ${paint.dim(pick(row.why, lang))}`);
      if (shown.length < rows.length)
        lines.push(paint.dim(`    … ${number(rows.length - shown.length)} ${lang === 'zh' ? '项未显示' : 'more'}`));
    }
    if (undone.length === 0) lines.push(lang === 'zh' ? '  没有可撤销的内容' : '  nothing to undo');
  }
  return `${lines.join('\n')}\n\n`;
}

function rowText({ code, sku, facet }: Row, lang: Lang): string {
  return `${clean(sku ?? code)}${facet ? `  ${pick(FACET_WORDS[facet], lang)}` : ''}`;
}
