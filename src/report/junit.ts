import type { Diagnostic } from '../contract/index.ts';
import { type FindingGroup, groupFindings } from './findings.ts';
import { type Lang, pick } from './lang.ts';
import { placeLine } from './place.ts';

/** What was looked at, for the case that passes. */
export interface Checked {
  readonly products: number;
  readonly variants: number;
}

/**
 * Findings as JUnit XML: a suite per channel, a case per code. Errors fail their case; warnings and notes stand in its
 * output, because a warning must not turn a build red.
 */
export function junitXml(findings: readonly Diagnostic[], checked: Checked, lang: Lang): string {
  const suites = new Map<string, Diagnostic[]>([['catalogue', []]]);
  for (const finding of findings) {
    const name = finding.place.channel ?? 'catalogue';
    const suite = suites.get(name);
    if (suite) suite.push(finding);
    else suites.set(name, [finding]);
  }
  const bodies = [...suites].map(([name, list]) => suiteXml(name, list, checked, lang));
  const tests = bodies.reduce((sum, body) => sum + body.tests, 0);
  const failures = bodies.reduce((sum, body) => sum + body.failures, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mabang validate" tests="${tests}" failures="${failures}" errors="0">`,
    ...bodies.map((body) => body.xml),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteXml(name: string, findings: readonly Diagnostic[], checked: Checked, lang: Lang) {
  const groups = groupFindings(findings);
  const failures = groups.filter((group) => group.severity === 'error').length;
  const looked = `${checked.products} products, ${checked.variants} SKUs`;
  const passed = `    <testcase classname="${attribute(name)}" name="${attribute(looked)}"/>`;
  const cases = [passed, ...groups.map((group) => caseXml(name, group, lang))];
  const head = `  <testsuite name="${attribute(name)}" tests="${cases.length}" failures="${failures}" errors="0">`;
  return { xml: [head, ...cases, '  </testsuite>'].join('\n'), tests: cases.length, failures };
}

function caseXml(suite: string, group: FindingGroup, lang: Lang): string {
  const text = group.findings
    .map((finding) =>
      [placeLine(finding.place, lang), pick(finding.message, lang), finding.next && pick(finding.next, lang)]
        .filter(Boolean)
        .join(' — '),
    )
    .join('\n');
  const first = group.findings[0];
  const message = first ? `${group.findings.length} × ${pick(first.message, lang)}` : '';
  const inner =
    group.severity === 'error'
      ? `<failure type="${attribute(group.code)}" message="${attribute(message)}">${escaped(text)}</failure>`
      : `<system-out>${escaped(text)}</system-out>`;
  return `    <testcase classname="${attribute(suite)}" name="${attribute(group.code)}">${inner}</testcase>`;
}

function attribute(text: string): string {
  return escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}

/** XML 1.0 has no way to write most control characters, so they are left out. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}
