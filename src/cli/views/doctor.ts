import type { Check, CheckState, DoctorReport } from '../../engine/index.ts';
import { clean, type Lang, type Paint, pick } from '../../report/index.ts';

const STATES: Readonly<Record<CheckState, { readonly en: string; readonly zh: string }>> = {
  ok: { en: 'ok', zh: '正常' },
  warn: { en: 'warn', zh: '注意' },
  error: { en: 'ERROR', zh: '错误' },
  skipped: { en: 'skipped', zh: '跳过' },
};

/** What was looked at, one line each, and below it what to do. */
export function doctorText(report: DoctorReport, lang: Lang, paint: Paint): string {
  const lines = report.checks.flatMap((check) => linesOf(check, lang, paint));
  const { ok, warn, error, skipped } = report.counts;
  const sum =
    lang === 'zh'
      ? `正常 ${ok}，注意 ${warn}，错误 ${error}，跳过 ${skipped}`
      : `${ok} ok, ${warn} to look at, ${error} wrong, ${skipped} skipped`;
  return `${[...lines, '', paint.bold(sum)].join('\n')}\n`;
}

function linesOf(check: Check, lang: Lang, paint: Paint): readonly string[] {
  const colour = { ok: paint.green, warn: paint.yellow, error: paint.red, skipped: paint.dim }[check.state];
  const where = [check.check, check.channel].filter((part) => part !== undefined).join(' ');
  const [first = '', ...more] = pick(check.message, lang).split('\n').map(clean);
  return [
    `${colour(pick(STATES[check.state], lang))}  ${paint.bold(clean(where))}  ${first}`,
    ...more.map((line) => `      ${line}`),
    ...(check.next
      ? pick(check.next, lang)
          .split('\n')
          .map((line) => `      → ${clean(line)}`)
      : []),
  ];
}
