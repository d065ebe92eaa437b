/** What the tests run as a process of its own: to be killed in the middle of a write, or to race for a lock. */
import { appendFileSync, readFileSync } from 'node:fs';
import { type LedgerRow, openCatalogue } from '../../src/catalogue/index.ts';
import { MabangError } from '../../src/core/index.ts';

const [task, file = '', more = ''] = process.argv.slice(2);
const AT = '2026-11-23T08:00:00.000Z';
const catalogue = openCatalogue(file);

const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still alive');
};

const ledgerRow = (code: string): LedgerRow => ({
  code,
  remoteId: { id: code },
  origin: 'made',
  sent: '{}',
  echo: '{}',
  ended: false,
  at: AT,
});

/** Long values, so that the transaction spills from memory into the file before it is killed. */
function killedImport(): void {
  const session = catalogue.beginImport({ file: 'b.csv', hash: 'b', mappingHash: 'm', columns: {}, at: AT });
  for (let i = 0; i < 20_000; i++) {
    const code = `P${i}`;
    session.put({
      row: i + 2,
      product: { code, title: `changed ${i}`, description: 'x'.repeat(4_000) },
      variant: { sku: `${code}-1`, price: { minor: 1, currency: 'EUR' } },
      fields: ['title', 'description', 'price'],
    });
  }
  die();
}

function killedRecord(): void {
  const { journal } = catalogue;
  const run = journal.beginRun({ command: 'push', channel: 'shop', at: AT });
  const codes = Array.from({ length: 50 }, (_, i) => `P${i}`);
  const ids = journal.intend(
    run,
    'shop',
    AT,
    codes.map((code) => ({ changeId: code, code, verb: 'create' as const, facets: {} })),
  );
  const outcomes = codes.map((code) => ({
    entry: ids.get(code) ?? 0,
    outcome: { changeId: code, status: 'applied' as const },
  }));
  const rows = codes.map(ledgerRow);
  const trap = {
    ...ledgerRow('P25'),
    get remoteId() {
      return die();
    },
  };
  journal.record('shop', AT, outcomes, [...rows.slice(0, 25), trap, ...rows.slice(26)]);
}

/** Once both are up, take the lock twenty times and write down when it is held: two holders at a time would show. */
function race(log: string): void {
  const both = `${log}.ready`;
  appendFileSync(both, '.');
  while (readFileSync(both, 'utf8').length < 2) pause();
  for (let taken = 0; taken < 20; pause()) {
    let lock: { release(): void };
    try {
      lock = catalogue.lock('shop', {
        pid: process.pid,
        bootId: 'boot',
        host: 'here',
        command: 'push',
        at: AT,
        alive: () => true,
      });
    } catch (error) {
      if (error instanceof MabangError && error.code === 'E_LOCKED') continue;
      throw error;
    }
    taken++;
    appendFileSync(log, `in ${process.pid}\n`);
    pause();
    appendFileSync(log, `out ${process.pid}\n`);
    lock.release();
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}

if (task === 'import') killedImport();
if (task === 'record') killedRecord();
if (task === 'race') race(more);
catalogue.close();
