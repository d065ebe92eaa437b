import type { DemoEvent, DemoReport } from '../../engine/index.ts';
import { type Lang, type Paint, pick, planText } from '../../report/index.ts';

/** The demo as it goes: a title and the command that does the same by hand, then what it showed. */
export function demoEventText(event: DemoEvent, lang: Lang, paint: Paint): string {
  switch (event.kind) {
    case 'step':
      return `\n${paint.bold(pick(event.title, lang))}\n${event.command ? `  ${paint.cyan(`$ ${event.command}`)}\n` : ''}`;
    case 'plan':
      return planText(event.plan, { lang, paint, listings: 6, skus: 3, values: 2 });
    case 'text':
      return `${pick(event.words, lang)
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n')}\n`;
  }
}

export function demoReportText(report: DemoReport, lang: Lang, paint: Paint): string {
  const lines = report.checks.map((check) => {
    const sign = check.ok ? paint.green('✓') : paint.red('✗');
    return `  ${sign} ${pick(check.name, lang)}${check.detail ? `  ${paint.dim(check.detail)}` : ''}`;
  });
  const verdict = report.ok
    ? paint.green(lang === 'zh' ? '全部成立' : 'all of it held')
    : paint.red(lang === 'zh' ? '有检查未通过' : 'some of it did not hold');
  const where = lang === 'zh' ? `工作区：${report.dir}` : `the workspace: ${report.dir}`;
  return `\n${[...lines, '', verdict, where].join('\n')}\n`;
}
