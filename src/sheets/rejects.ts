import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { EXIT, MabangError } from '../core/index.ts';
import type { RejectedRow } from './types.ts';

/** Signs that a spreadsheet takes for the beginning of a formula, full-width ones included. */
const FORMULA = '[=+\\-@\\t\\r\\n＝＋－＠]';
const ESCAPE = new RegExp(`^'*${FORMULA}`);
const ESCAPED = new RegExp(`^'+${FORMULA}`);

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front, and so does one that begins with an apostrophe
 * before such a sign: the escape can be undone exactly. Source: OWASP, "CSV Injection", read 2026-11-23.
 */
export function escapeCell(cell: string): string {
  return ESCAPE.test(cell) ? `'${cell}` : cell;
}

export function unescapeCell(cell: string): string {
  return ESCAPED.test(cell) ? cell.slice(1) : cell;
}

/** What a spreadsheet makes a number or a date of: leading zeros, more digits than it keeps, `1E5`, `1-2`, `MAR1`. */
const TAKEN = /^(?:0\d+|\d{12,}|\d+[eE]\d+|\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?|[A-Za-z]{3,9}-?\d{1,2})$/;

/** An identifier that a spreadsheet would change stands as `="0012"`, which an import undoes. */
function identifierCell(cell: string): string {
  return TAKEN.test(cell) ? `="${cell}"` : escapeCell(cell);
}

/**
 * mabang's own columns of a rejects file. They stand first, so that a row with a cell too few or too many comes back exactly
 * as it was, and is refused again until somebody has looked at it.
 */
export const OWN_COLUMNS = ['mabang_row', 'mabang_error'] as const;

export function isOwnColumn(header: string): boolean {
  return OWN_COLUMNS.some((own) => own === header);
}

export interface RejectsWriter {
  write(row: RejectedRow): void;
  /** Everything is on disk under another name; returns whether there is anything. `keep` gives it its name. */
  finish(): boolean;
  keep(): void;
  abort(): void;
}

/**
 * Rows that were refused, as CSV that Excel opens: UTF-8 with BOM, why first, then the sheet's own columns. Correct it and
 * import it. `identifiers` are the columns that it must keep from becoming numbers. Throws `E_REJECTS_FILE` when it cannot be written. Nothing is there when no row was refused.
 */
export function rejectsWriter(
  file: string,
  headers: readonly string[],
  identifiers: readonly string[] = [],
): RejectsWriter {
  const partial = `${file}.partial`;
  let fd: number | undefined;
  let begun = false;
  let pending = '';
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw unwritable(file, error);
    }
  };
  const flush = () => {
    fd ??= openSync(partial, 'w', 0o644);
    for (let bytes = Buffer.from(pending); bytes.length > 0; ) bytes = bytes.subarray(writeSync(fd, bytes));
    pending = '';
  };
  const close = () => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  };
  const codes = new Set(headers.flatMap((header, i) => (identifiers.includes(header) ? [OWN_COLUMNS.length + i] : [])));
  const put = (cells: readonly string[]) => {
    const escaped = cells.map((cell, i) => (codes.has(i) ? identifierCell(cell) : escapeCell(cell)));
    pending += stringify([escaped], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
    if (pending.length > 64 * 1024) guard(flush);
  };
  return {
    write({ row, cells, errors }) {
      if (!begun) {
        pending = '\uFEFF';
        put([...OWN_COLUMNS, ...headers]);
      }
      begun = true;
      const why = errors
        .map(({ code, message, place }) => `${place.column ? `${place.column}: ` : ''}${message.en} (${code})`)
        .join('; ');
      put([String(row), why, ...cells]);
    },
    finish() {
      if (!begun) return false;
      guard(() => {
        flush();
        if (fd !== undefined) fsyncSync(fd);
        close();
      });
      return true;
    },
    keep() {
      if (begun) guard(() => renameSync(partial, file));
    },
    abort() {
      close();
      if (begun) rmSync(partial, { force: true });
    },
  };
}

function unwritable(file: string, error: unknown): MabangError {
  const reason = error instanceof Error ? error.message.split(',')[0] : String(error);
  return new MabangError(
    'E_REJECTS_FILE',
    EXIT.usage,
    { en: `the file for refused rows cannot be written: ${reason}`, zh: `无法写入拒收行文件：${reason}` },
    {
      place: { file },
      next: { en: 'name another place with --rejects', zh: '请用 --rejects 指定其他位置' },
      cause: error,
    },
  );
}
