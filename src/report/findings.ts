import type { Diagnostic, Severity } from '../contract/index.ts';
import { canonical } from '../core/index.ts';
import { count, type Lang, pick, SEVERITY_WORDS } from './lang.ts';
import { type Paint, PLAIN } from './paint.ts';
import { placeLine } from './place.ts';
import { clean } from './width.ts';

/** Findings of one code and one severity. */
export interface FindingGroup {
  readonly code: string;
  readonly severity: Severity;
  readonly findings: readonly Diagnostic[];
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** By code, worst first: errors before warnings, then what happens most often. */
export function groupFindings(findings: readonly Diagnostic[]): readonly FindingGroup[] {
  const groups = new Map<string, Diagnostic[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.code}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()]
    .flatMap((group): FindingGroup[] =>
      group[0] ? [{ code: group[0].code, severity: group[0].severity, findings: group }] : [],
    )
    .sort(
      (a, b) =>
        RANK[a.severity] - RANK[b.severity] ||
        b.findings.length - a.findings.length ||
        (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
    );
}

/** The same finding told twice (by a plan and by the report that holds it) is one finding. */
export function distinctFindings(...lists: readonly (readonly Diagnostic[])[]): readonly Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const finding of lists.flat()) {
    const key = canonical({ code: finding.code, place: finding.place, message: finding.message });
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}

export function countSeverities(findings: readonly Diagnostic[]): Readonly<Record<Severity, number>> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) counts[finding.severity]++;
  return counts;
}

/** `3 errors, 12 warnings`; empty when there are none. */
export function severityLine(findings: readonly Diagnostic[], lang: Lang): string {
  const { error, warning, info } = countSeverities(findings);
  return [
    error > 0 && count(error, lang, 'error', 'errors', '个错误'),
    warning > 0 && count(warning, lang, 'warning', 'warnings', '个警告'),
    info > 0 && count(info, lang, 'note', 'notes', '条提示'),
  ]
    .filter(Boolean)
    .join(lang === 'zh' ? '，' : ', ');
}

export interface FindingsOptions {
  readonly lang: Lang;
  readonly paint?: Paint;
  /** Places shown per group. Default 5. */
  readonly places?: number;
}

/** Findings for reading: grouped by code with counts, worst first, each with where and what to do. */
export function findingsText(findings: readonly Diagnostic[], options: FindingsOptions): string {
  return groupFindings(findings)
    .flatMap((group) => groupLines(group, options))
    .map((line) => `${line}\n`)
    .join('');
}

function groupLines(group: FindingGroup, options: FindingsOptions): readonly string[] {
  const { lang, paint = PLAIN, places = 5 } = options;
  const colour = { error: paint.red, warning: paint.yellow, info: paint.cyan }[group.severity];
  const shared = sharedText(group, (finding) => pick(finding.message, lang));
  const next = sharedText(group, (finding) => (finding.next ? pick(finding.next, lang) : ''));
  const times = group.findings.length > 1 ? ` × ${group.findings.length}` : '';
  const head = `${colour(pick(SEVERITY_WORDS[group.severity], lang))} ${paint.bold(group.code)}${times}`;
  const lines = [shared === undefined ? head : `${head}  ${multiline(shared, '    ')}`];
  for (const finding of group.findings.slice(0, places)) {
    const place = placeLine(finding.place, lang);
    const message = shared === undefined ? multiline(pick(finding.message, lang), '      ') : '';
    const text = [place && paint.dim(place), message].filter(Boolean).join('  ');
    if (text) lines.push(`    ${text}`);
    if (next === undefined && finding.next) lines.push(`      → ${multiline(pick(finding.next, lang), '        ')}`);
  }
  const more = group.findings.length - places;
  if (more > 0) lines.push(`    ${paint.dim(lang === 'zh' ? `…另有 ${more} 处` : `… ${more} more`)}`);
  if (next) lines.push(`    → ${multiline(next, '      ')}`);
  return lines;
}

/** The text that all findings of the group share, or `undefined`. */
function sharedText(group: FindingGroup, text: (finding: Diagnostic) => string): string | undefined {
  const texts = new Set(group.findings.map(text));
  return texts.size === 1 ? [...texts][0] : undefined;
}

/** Line breaks of a message are kept and indented; every other control character is written out. */
function multiline(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => clean(line))
    .join(`\n${indent}`);
}

/** One diagnostic as an error message: what, where, what to do now. */
export function errorText(error: Diagnostic, lang: Lang, paint: Paint = PLAIN): string {
  const colour = error.severity === 'error' ? paint.red : paint.yellow;
  const place = placeLine(error.place, lang);
  const lines = [
    `${colour(pick(SEVERITY_WORDS[error.severity], lang))} ${paint.bold(error.code)}${lang === 'zh' ? '：' : ': '}${multiline(pick(error.message, lang), '  ')}`,
  ];
  if (place) lines.push(`  ${lang === 'zh' ? '位置：' : 'where: '}${place}`);
  if (error.next)
    lines.push(`  ${lang === 'zh' ? '下一步：' : 'next:  '}${multiline(pick(error.next, lang), '         ')}`);
  return lines.map((line) => `${line}\n`).join('');
}
