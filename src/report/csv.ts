import type { Diagnostic } from '../contract/index.ts';
import { type ChannelPlan, canonical } from '../core/index.ts';
import { groupFindings } from './findings.ts';
import { type Lang, pick } from './lang.ts';

/** Excel takes a CSV without it for the system's old encoding. */
const BOM = '\uFEFF';

export type Cell = string | number | boolean | undefined | null;

/** UTF-8 with BOM, CRLF, and no cell that a spreadsheet would run as a formula. */
export function csvText(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return BOM + [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * A cell that begins with `= + - @` (or their full-width twins, which East Asian Excel runs as well), a tab or a line
 * break gets a leading apostrophe. Source: OWASP "CSV Injection", read 2026-11-23.
 */
export function csvCell(value: Cell): string {
  if (value === undefined || value === null) return '';
  const raw = String(value);
  const text = typeof value === 'string' && /^[=+\-@\t\r\n＝＋－＠]/.test(raw) ? `'${raw}` : raw;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const FINDING_COLUMNS = [
  'severity',
  'code',
  'channel',
  'product',
  'sku',
  'facet',
  'file',
  'row',
  'line',
  'column',
  'message',
  'next',
];

/** Every finding on a row of its own, worst first. Column names do not change with the language. */
export function findingsCsv(findings: readonly Diagnostic[], lang: Lang): string {
  return csvText(
    FINDING_COLUMNS,
    groupFindings(findings)
      .flatMap((group) => group.findings)
      .map(({ severity, code, place, message, next }) => [
        severity,
        code,
        place.channel,
        place.code,
        place.sku,
        place.facet ?? place.field,
        place.file,
        place.row,
        place.line,
        place.column,
        pick(message, lang),
        next && pick(next, lang),
      ]),
  );
}

const PLAN_COLUMNS = [
  'channel',
  'environment',
  'product',
  'title',
  'sku',
  'change',
  'facet',
  'before',
  'after',
  'edited_on_platform',
];

/** A row for each facet of each change; values that are not plain text stand as canonical JSON. */
export function planCsv(channels: readonly ChannelPlan[]): string {
  const rows: Cell[][] = [];
  for (const channel of channels) {
    for (const listing of channel.listings) {
      for (const change of listing.changes) {
        const lead = [channel.channel, channel.environment, listing.code, listing.title, change.sku, change.verb];
        const facets = Object.entries(change.facets);
        if (facets.length === 0) rows.push([...lead, undefined, undefined, undefined, undefined]);
        for (const [facet, step] of facets) {
          const drift = (change.drift as readonly string[]).includes(facet);
          rows.push([...lead, facet, asCell(step.seen), asCell(step.to), drift ? 'yes' : '']);
        }
      }
    }
  }
  return csvText(PLAN_COLUMNS, rows);
}

function asCell(value: unknown): Cell {
  if (value === undefined) return undefined;
  return typeof value === 'string' || typeof value === 'number' ? value : canonical(value);
}
