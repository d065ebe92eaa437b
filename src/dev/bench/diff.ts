/**
 * A diff of 100,000 unchanged variants against reading the same rows from SQLite and parsing their JSON, with the most memory
 * that the process ever had. Snapshots are stored first; the platform is not asked.
 */
import { canonical } from '../../core/index.ts';
import { openChannel, planChannel } from '../../engine/index.ts';
import { wantedOn } from '../../engine/wanted.ts';
import { median, ms, type Row } from './row.ts';
import { fill, openShop } from './shop.ts';
import { openRows } from './yardstick.ts';

const PRODUCTS = 10_000;
const VARIANTS = 10;
const ROUNDS = 5;
const MEGABYTE = 1024 * 1024;

const rows: Row[] = [];
for (const id of process.argv.slice(2)) {
  const shop = await openShop(id);
  fill(shop.ws, shop.emulator.currency, PRODUCTS, VARIANTS);
  const channel = await openChannel(shop.ws, 'shop');
  const { ledger } = channel;
  const read = ledger.beginRead();
  let n = 0;
  for (const product of shop.ws.catalogue.products()) {
    const snapshot = wantedOn(channel, product).snapshot;
    if (!snapshot)
      throw new Error(
        `${id}: no snapshot of ${product.code}: ${JSON.stringify(wantedOn(channel, product).findings.slice(0, 2))}`,
      );
    const remoteId = { id: ++n };
    ledger.saw(read, { code: product.code, remoteId, mark: 'ours', snapshot }, '2026-01-01T00:00:00.000Z');
    ledger.put({
      code: product.code,
      remoteId,
      origin: 'made',
      sent: canonical(snapshot),
      echo: canonical(snapshot),
      ended: false,
      at: '2026-01-01T00:00:00.000Z',
    });
  }
  ledger.endRead(read, 'all');

  const yardstick = openRows(shop.ws.catalogue.file);
  const times = { diff: [] as number[], rows: [] as number[] };
  let peak = 0;
  for (let round = 0; round < ROUNDS; round++) {
    times.rows.push(timed(() => yardstick.readAll()));
    globalThis.gc?.();
    times.diff.push(
      timed(() => {
        const plan = planChannel(channel, { allow: [] });
        if (plan.listings.length > 0 || plan.counts.same !== PRODUCTS) throw new Error('the diff is not empty');
      }),
    );
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  yardstick.close();
  await shop.close();
  const [value, against] = [median(times.diff), median(times.rows)];
  rows.push(
    {
      what: `diff of ${PRODUCTS * VARIANTS} unchanged variants (${id})`,
      value: ms(value),
      yardstick: 'the same rows read and parsed',
      against: ms(against),
      ratio: value / against,
      limit: 2,
      note: `median of ${ROUNDS}`,
    },
    {
      what: `  its memory (${id})`,
      value: `${(peak / MEGABYTE).toFixed(0)} MB`,
      yardstick: 'the most it may take',
      against: '250 MB',
      ratio: peak / MEGABYTE / 250,
      limit: 1,
      note: 'resident set of the whole process, emulator and yardstick in it',
    },
  );
}
process.stdout.write(JSON.stringify(rows));

function timed(work: () => void): number {
  const began = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - began) / 1e6;
}
