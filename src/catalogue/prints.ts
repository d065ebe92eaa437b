import type { Connection } from './connection.ts';

/** Numbers of 32 bits for each print: three of its own, the product's id, and a number of the caller's. */
const WORDS = 5;
/** Prints kept in one row of the table: 1.3 MB. */
const PART = 65_536;

/** Prints of a kind of sheet that still hold, `WORDS` numbers each, in memory that threads can share. */
export function loadPrints(connection: Connection, context: string): Int32Array<SharedArrayBuffer> {
  return connection.read(() => {
    const found = connection
      .raw<[number, number]>('SELECT id, import FROM sheet_context WHERE context = ?')
      .get(context);
    if (!found) return new Int32Array(new SharedArrayBuffer(0));
    const [id, asOf] = found;
    const bytes =
      connection
        .raw<[number]>('SELECT coalesce(sum(length(prints)), 0) FROM sheet_print WHERE context = ?')
        .get(id)?.[0] ?? 0;
    const all = new Int32Array(new SharedArrayBuffer(bytes));
    let used = 0;
    const stale = new Set<number>();
    for (const [product] of connection
      .raw<[number]>('SELECT product FROM product_change WHERE import > ?')
      .iterate(asOf) as IterableIterator<[number]>)
      stale.add(product);
    const parts = connection.raw<[Buffer]>('SELECT prints FROM sheet_print WHERE context = ? ORDER BY part');
    for (const [blob] of parts.iterate(id) as IterableIterator<[Buffer]>) {
      // A buffer of SQLite's begins where it likes, and numbers of 32 bits must not.
      const words = new Int32Array(Uint8Array.from(blob).buffer);
      if (stale.size === 0) {
        all.set(words, used);
        used += words.length;
        continue;
      }
      for (let at = 0; at < words.length; at += WORDS) {
        if (stale.has(words[at + 3] as number)) continue;
        all.set(words.subarray(at, at + WORDS), used);
        used += WORDS;
      }
    }
    return all.subarray(0, used);
  });
}

/** Put these in the place of all prints of a kind of sheet, as of an import under way. */
export function storePrints(connection: Connection, context: string, importId: number, prints: Int32Array): void {
  connection
    .statement(
      'INSERT INTO sheet_context (context, import) VALUES (?, ?) ON CONFLICT (context) DO UPDATE SET import = excluded.import',
    )
    .run(context, importId);
  const id = connection.raw<[number]>('SELECT id FROM sheet_context WHERE context = ?').get(context)?.[0];
  connection.statement('DELETE FROM sheet_print WHERE context = ?').run(id);
  const add = connection.statement('INSERT INTO sheet_print (context, part, prints) VALUES (?, ?, ?)');
  for (let from = 0, part = 0; from < prints.length; from += PART * WORDS, part++) {
    const words = prints.subarray(from, from + PART * WORDS);
    add.run(id, part, Buffer.from(words.buffer, words.byteOffset, words.byteLength));
  }
}
