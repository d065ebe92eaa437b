import type { FacetCapability } from '../contract/index.ts';
import { type AdapterFace, limitsOf } from './adapters.ts';
import { FACETS } from './lang.ts';

/** How far the conformance suite has carried an adapter, 0 to 5, and the day it last passed against a real server. */
export interface Level {
  readonly level: number;
  readonly live?: string;
}

/** The platform table of the README, and under it the limits of each adapter with their sources. Generated, never typed. */
export function matrixMarkdown(adapters: readonly AdapterFace[], levels: Readonly<Record<string, Level>>): string {
  const head = ['platform', 'API', ...FACETS, 'reads', 'submits', 'proved to level', 'live'];
  const rows = adapters.map((adapter) => {
    const reached = levels[adapter.id];
    return [
      `[${adapter.title}](adapters/${adapter.id}/README.md) (\`${adapter.id}\`)`,
      `[${adapter.api.name} ${adapter.api.version}](${adapter.api.docs}), ${adapter.api.verified}`,
      ...FACETS.map((facet) => facetCell(adapter.capabilities.facets[facet])),
      { all: 'everything', 'by-sku': 'by SKU', none: 'nothing' }[adapter.capabilities.enumerate],
      { sync: 'at once', async: 'and asks later' }[adapter.capabilities.submission],
      reached ? String(reached.level) : 'none',
      reached?.live ?? 'never',
    ];
  });
  return [
    ...markdownTable(head, rows),
    '',
    '`+` created, `~` updated, `-` ended. `*`: the platform rewrites it. `?`: it cannot be read back. Empty: the platform has no way to do it.',
    '',
  ].join('\n');
}

/** One adapter's numbers with their sources, for its own README. */
export function limitsMarkdown(adapter: AdapterFace): string {
  return [
    ...markdownTable(
      ['limit', 'value', 'source', 'read on'],
      limitsOf(adapter).map(([name, value, from]) => [`\`${name}\``, value, from.source, from.date]),
    ),
    '',
  ].join('\n');
}

function facetCell(capability: FacetCapability | undefined): string {
  if (!capability || capability.verbs.length === 0) return '';
  const signs = { create: '+', update: '~', end: '-' };
  const back = { exact: '', rewritten: '*', none: '?' }[capability.readback];
  return `\`${capability.verbs.map((verb) => signs[verb]).join('')}\`${back}`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
