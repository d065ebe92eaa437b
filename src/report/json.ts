import type { Diagnostic } from '../contract/index.ts';
import type { Plan } from '../core/index.ts';

/** Version of the envelope. It rises when a key changes its meaning or goes away, never when one is added. */
export const ENVELOPE_VERSION = 1;

/** What an answer is about; the second key of every envelope. */
export type Kind =
  | 'adapters'
  | 'adopt'
  | 'auth'
  | 'backup'
  | 'config'
  | 'demo'
  | 'diff'
  | 'doctor'
  | 'emulate'
  | 'error'
  | 'exit-codes'
  | 'history'
  | 'import'
  | 'init'
  | 'map'
  | 'mapping'
  | 'override'
  | 'push'
  | 'relist'
  | 'show'
  | 'status'
  | 'validate';

/** One JSON document: `{ "mabang": 1, "kind": "diff", … }`. */
export function envelope(kind: Kind, body: object): string {
  return `${JSON.stringify({ mabang: ENVELOPE_VERSION, kind, ...body }, null, 2)}\n`;
}

/** The envelope on the first line, then one line per row, each with its `type`. */
export function ndjson(kind: Kind, head: object, rows: Iterable<{ readonly type: string }>): string {
  const lines = [JSON.stringify({ mabang: ENVELOPE_VERSION, kind, ...head })];
  for (const row of rows) lines.push(JSON.stringify(row));
  return `${lines.join('\n')}\n`;
}

export function* findingRows(findings: readonly Diagnostic[]): Generator<{ readonly type: 'finding' } & Diagnostic> {
  for (const finding of findings) yield { type: 'finding', ...finding };
}

/** A row per channel, then a row per listing that changes. */
export function* planRows(plan: Plan): Generator<{ readonly type: 'channel' | 'listing'; readonly channel: string }> {
  for (const { listings, findings: _, ...channel } of plan.channels) {
    yield { type: 'channel', ...channel };
    for (const listing of listings) yield { type: 'listing', channel: channel.channel, ...listing };
  }
}
