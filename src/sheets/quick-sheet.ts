import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { hashOf } from '../core/index.ts';
import type { Batch, QuickJob } from './batch.ts';
import type { Decoded } from './decode.ts';
import { NotQuick, QuickReader } from './quick.ts';
import { isOwnColumn } from './rejects.ts';
import type { Shape } from './sniff.ts';
import type { Encoding, Mapping } from './types.ts';

/** The rows of a sheet product by product, without those that are recognised. */
export interface QuickSheet {
  readonly job: QuickJob;
  /** What two sheets must have in common for the rows of one to be recognised in the other, by the same version of mabang. */
  readonly context: string;
  /** Read it. `known` are prints of rows that need not be read. Throws `NotQuick` when the sheet is to be read as `rows` does. */
  open(known: Int32Array<ArrayBufferLike>): QuickRun;
}

export interface QuickRun {
  batches(): AsyncGenerator<Batch>;
  /** After the last batch: which of the known prints the sheet has. */
  hits(): Uint8Array;
}

/** Bytes below which a thread of its own takes longer to begin than the sheet to read. */
const ALONE = 4 * 1024 * 1024;
/** Batches under way between the threads: enough that neither waits, few enough to be nothing beside the rest. */
const AHEAD = 3;

/** Encodings in which quote, delimiter and line end are never part of another character. Source: WHATWG Encoding Standard, read 2026-11-23. */
const PLAIN_ENCODINGS: readonly Encoding[] = [
  ...(['utf-8', 'gb18030', 'big5', 'shift_jis', 'euc-kr', 'windows-1252', 'macintosh'] as const),
];
/** What a mapping may say. A new key is for the reader that knows it. */
const MAPPING_KEYS = [
  'version',
  'encoding',
  'delimiter',
  'header',
  'currency',
  'columns',
  'ignore',
  'fingerprint',
  'samples',
  'sheet',
  'missing',
  'accept',
];
const FIELDS =
  /^(code|sku|title|description|bullet|brand|category|image|variantImage|price|listPrice|cost|quantity|gtin|weight|length|width|height|status|(option|attribute):.+)$/;

export interface Found {
  readonly decoded: Decoded;
  readonly shape: Shape;
  readonly headers: readonly string[];
  readonly mapping: Mapping;
  readonly chunk: number | undefined;
}

export function quickSheet(path: string, file: string, found: Found): QuickSheet | undefined {
  const { decoded, shape, headers, mapping, chunk } = found;
  if (!decoded.clean || !PLAIN_ENCODINGS.includes(decoded.encoding)) return undefined;
  if (!/^[\t,;|]$/.test(shape.delimiter) || (shape.delimiter === '|' && decoded.encoding !== 'utf-8')) return undefined;
  // A header of two rows may be repeated in part.
  if (shape.quote !== '"' || shape.raw.length > 1) return undefined;
  if (headers.some(isOwnColumn) || !isQuick(mapping)) return undefined;
  const job: Omit<QuickJob, 'known'> = {
    path,
    file,
    encoding: decoded.encoding,
    delimiter: shape.delimiter,
    from: decoded.skip + Buffer.byteLength(decoded.top.slice(0, shape.skip)),
    line: shape.skip > 0 ? 2 : 1,
    headerRow: shape.header,
    headers,
    raw: shape.raw,
    mapping,
    bytes: decoded.bytes,
    rows: rowsIn(decoded),
    ...(chunk === undefined ? {} : { chunk }),
  };
  const { encoding, delimiter } = job;
  const { fingerprint: _f, samples: _s, ...meaning } = mapping;
  return {
    job: { ...job, known: new Int32Array(0) },
    context: hashOf({ encoding, delimiter, headers, mapping: meaning }),
    open: (known) => {
      const whole: QuickJob = { ...job, known };
      const worker = decoded.bytes < ALONE ? undefined : workerFile();
      return worker === undefined ? here(whole) : elsewhere(worker, whole);
    },
  };
}

/** As many as fit in the file if all are as long as those at its beginning, and a tenth more. */
function rowsIn({ top, bytes }: Decoded): number {
  const lines = top.split(/\r\n|\n|\r/).length;
  return Math.ceil((1.1 * bytes * lines) / Math.max(1, Buffer.byteLength(top)));
}

function isQuick(mapping: Mapping): boolean {
  const { layout } = mapping;
  const coded = mapping.columns.some((column) => column.field === 'code');
  if (layout !== undefined && layout !== (coded ? 'grouped' : 'flat')) return false;
  const others = Object.entries(mapping).filter(
    ([key, value]) => value !== undefined && key !== 'layout' && !MAPPING_KEYS.includes(key),
  );
  return others.length === 0 && mapping.columns.every((column) => FIELDS.test(column.field));
}

/** In the thread that asks. */
function here(job: QuickJob): QuickRun {
  const reader = new QuickReader(job);
  return { batches: () => reader.batches(), hits: () => reader.known.hit };
}

/** The bundle has the worker beside its entries; TypeScript that runs from source has none. */
function workerFile(): string | undefined {
  if (!import.meta.url.endsWith('.js')) return undefined;
  const file = fileURLToPath(new URL('../sheets-worker.js', import.meta.url));
  return existsSync(file) ? file : undefined;
}

export type FromWorker =
  | { readonly batch: Batch }
  | { readonly hits: Uint8Array }
  | { readonly notQuick: true }
  | { readonly error: string };

/** In a thread of its own, so that reading and writing go on side by side. */
function elsewhere(file: string, job: QuickJob): QuickRun {
  let hits = new Uint8Array(0);
  return {
    hits: () => hits,
    async *batches() {
      const worker = new Worker(file, {
        workerData: { job, ahead: AHEAD },
        // A thread's young generation is 48 MB unless said; what it makes here lives as long as a batch.
        resourceLimits: { maxYoungGenerationSizeMb: 3 },
      });
      const inbox: FromWorker[] = [];
      let wake = () => {};
      worker.on('message', (message: FromWorker) => {
        inbox.push(message);
        wake();
      });
      worker.on('error', (error) => {
        inbox.push({ error: error.message });
        wake();
      });
      try {
        for (;;) {
          const message = inbox.shift();
          if (message === undefined) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            continue;
          }
          if ('notQuick' in message) throw new NotQuick();
          if ('error' in message) throw new Error(message.error);
          if ('hits' in message) {
            hits = message.hits as typeof hits;
            return;
          }
          worker.postMessage('more');
          yield message.batch;
        }
      } finally {
        await worker.terminate();
      }
    },
  };
}
