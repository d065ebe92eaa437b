/** The thread that reads a long sheet. It is an entry of the bundle; nothing imports it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { QuickJob } from './batch.ts';
import { NotQuick, QuickReader } from './quick.ts';
import type { FromWorker } from './quick-sheet.ts';

const { job, ahead } = workerData as { readonly job: QuickJob; readonly ahead: number };
let credit = ahead;
let wake = () => {};
parentPort?.on('message', () => {
  credit++;
  wake();
});

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}

async function read(): Promise<void> {
  const reader = new QuickReader(job);
  for await (const batch of reader.batches()) {
    while (credit === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    credit--;
    parentPort?.postMessage({ batch } satisfies FromWorker, [batch.numbers.buffer]);
  }
  say({ hits: reader.known.hit });
}

try {
  await read();
} catch (error) {
  if (error instanceof NotQuick) say({ notQuick: true });
  else say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
