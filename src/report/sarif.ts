import type { Diagnostic, Severity } from '../contract/index.ts';
import { hashOf } from '../core/index.ts';
import { type FindingGroup, groupFindings } from './findings.ts';
import { type Lang, pick } from './lang.ts';
import { placeLine } from './place.ts';

/** Results GitHub keeps per run. Source: GitHub Docs, "SARIF support for code scanning", limits, read 2026-11-23. */
export const RESULT_LIMIT = 5000;

const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

export interface SarifOptions {
  readonly lang: Lang;
  /** Of mabang. */
  readonly version: string;
  /** Where a finding without a file is shown: a result without a location is refused by code scanning. */
  readonly file: string;
}

/** Findings as SARIF 2.1.0, worst first; beyond the limit only counted, and said so. */
export function sarifText(findings: readonly Diagnostic[], options: SarifOptions): string {
  const groups = groupFindings(findings);
  const rules = distinctRules(groups);
  const all = groups.flatMap((group) => group.findings);
  const hidden = Math.max(0, all.length - RESULT_LIMIT);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'mabang', version: options.version, rules: rules.map((rule) => ruleOf(rule, options.lang)) },
        },
        columnKind: 'unicodeCodePoints',
        invocations: [
          {
            executionSuccessful: true,
            ...(hidden > 0
              ? {
                  toolExecutionNotifications: [
                    { level: 'warning', message: { text: `${hidden} more findings are not in this file` } },
                  ],
                }
              : {}),
          },
        ],
        results: all.slice(0, RESULT_LIMIT).map((finding) => resultOf(finding, rules, options)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A code that is found with two severities is one rule. */
function distinctRules(groups: readonly FindingGroup[]): readonly FindingGroup[] {
  return groups.filter((group, i) => groups.findIndex((other) => other.code === group.code) === i);
}

function ruleOf(group: FindingGroup, lang: Lang): object {
  const first = group.findings[0];
  return {
    id: group.code,
    shortDescription: { text: first ? pick(first.message, lang) : group.code },
    ...(first?.next ? { help: { text: pick(first.next, lang) } } : {}),
    defaultConfiguration: { level: LEVEL[group.severity] },
  };
}

function resultOf(finding: Diagnostic, rules: readonly FindingGroup[], options: SarifOptions): object {
  const { place } = finding;
  const line = place.file === undefined ? 1 : (place.line ?? place.row ?? 1);
  const name = place.sku ?? place.code;
  const text = [
    pick(finding.message, options.lang),
    placeLine(place, options.lang),
    finding.next && pick(finding.next, options.lang),
  ];
  return {
    ruleId: finding.code,
    ruleIndex: rules.findIndex((rule) => rule.code === finding.code),
    level: LEVEL[finding.severity],
    message: { text: text.filter(Boolean).join('\n') },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(place.file ?? options.file) },
          region: { startLine: Math.max(1, line) },
        },
        ...(name === undefined
          ? {}
          : {
              logicalLocations: [
                { name, fullyQualifiedName: [place.channel, place.code, place.sku].filter(Boolean).join('/') },
              ],
            }),
      },
    ],
    partialFingerprints: { 'mabang/v1': hashOf({ code: finding.code, place: { ...place, row: null, line: null } }) },
  };
}

function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/');
  const encoded = path
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%3A', ':'))
    .join('/');
  if (/^[A-Za-z]:\//.test(path)) return `file:///${encoded}`;
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}
