import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync, type WriteStream } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import type { RejectedRow } from './types.ts';

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front, and so does one that begins with an apostrophe
 * before such a sign: the escape can be undone exactly. Source: OWASP, "CSV Injection", read 2026-11-23.
 */
export function escapeCell(cell: string): string {
  return /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

export function unescapeCell(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

export interface RejectsWriter {
  write(row: RejectedRow): Promise<void>;
  /** Rename into place; nothing is there when no row was written. Returns whether a file was made. */
  commit(): Promise<boolean>;
  abort(): Promise<void>;
}

/** Rows that were refused, as CSV that Excel opens: UTF-8 with BOM, the sheet's own columns, then why. Correct it and import it. */
export function rejectsWriter(file: string, headers: readonly string[]): RejectsWriter {
  const partial = `${file}.partial`;
  let stream: WriteStream | undefined;
  const put = async (cells: readonly string[]) => {
    stream ??= createWriteStream(partial, { encoding: 'utf8' });
    const line = stringify([cells.map(escapeCell)], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
    if (!stream.write(stream.bytesWritten === 0 && !begun ? `\uFEFF${line}` : line)) await once(stream, 'drain');
    begun = true;
  };
  let begun = false;
  const close = async () => {
    if (!stream) return;
    stream.end();
    await once(stream, 'close');
  };
  return {
    async write({ row, cells, errors }) {
      if (!begun) await put([...headers, 'mabang_row', 'mabang_error']);
      const padded = [...cells, ...Array<string>(Math.max(0, headers.length - cells.length)).fill('')];
      const why = errors
        .map(({ code, message, place }) => `${place.column ? `${place.column}: ` : ''}${message.en} (${code})`)
        .join('; ');
      // A row with too many cells keeps them all in the last of its own columns, so that nothing of it is lost.
      const own = [...padded.slice(0, headers.length - 1), padded.slice(headers.length - 1).join(' | ')];
      await put([...own, String(row), why]);
    },
    async commit() {
      await close();
      if (!begun) return false;
      renameSync(partial, file);
      return true;
    },
    async abort() {
      await close();
      rmSync(partial, { force: true });
    },
  };
}
