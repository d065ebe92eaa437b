import type { Diagnostic, Severity } from '../contract/index.ts';
import { groupFindings } from './findings.ts';
import { type Lang, pick } from './lang.ts';
import { placeLine } from './place.ts';

/**
 * Annotations GitHub shows per step and kind; further ones are dropped without a word.
 * Source: GitHub Docs, "Workflow commands", annotation limits, read 2026-11-23.
 */
export const ANNOTATION_LIMIT = 10;

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Findings as workflow commands: at most ten per kind, one of each code before a second of any, and the last one says
 * how many more there are.
 */
export function githubText(findings: readonly Diagnostic[], lang: Lang, full: string): string {
  const lines: string[] = [];
  for (const severity of ['error', 'warning', 'info'] as const) {
    const all = findings.filter((finding) => finding.severity === severity);
    const shown = roundRobin(groupFindings(all).map((group) => group.findings)).slice(0, ANNOTATION_LIMIT);
    const hidden = all.length - shown.length;
    shown.forEach((finding, i) => {
      const last = i === shown.length - 1 && hidden > 0;
      const more = lang === 'zh' ? `另有 ${hidden} 条未显示：${full}` : `${hidden} more are not shown here: ${full}`;
      lines.push(annotation(finding, lang, last ? more : undefined));
    });
  }
  return lines.map((line) => `${line}\n`).join('');
}

function annotation(finding: Diagnostic, lang: Lang, more: string | undefined): string {
  const { place } = finding;
  const line = place.line ?? place.row;
  const properties = [
    place.file === undefined ? '' : `file=${property(place.file)}`,
    place.file === undefined || line === undefined ? '' : `line=${line}`,
    `title=${property(finding.code)}`,
  ].filter(Boolean);
  const text = [pick(finding.message, lang), placeLine(place, lang), finding.next && pick(finding.next, lang), more]
    .filter(Boolean)
    .join('\n');
  return `::${COMMAND[finding.severity]} ${properties.join(',')}::${data(text)}`;
}

function roundRobin<T>(groups: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...groups.map((group) => group.length));
  const items: T[] = [];
  for (let i = 0; i < longest; i++) for (const group of groups) if (i < group.length) items.push(group[i] as T);
  return items;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
