/** How many writing requests a change costs, against the fewest that the platform's own batch size allows. */
import { FULL_CONSENT } from '../../core/index.ts';
import { builtIn, loadAdapter, push } from '../../engine/index.ts';
import type { Row } from './row.ts';
import { fill, openShop } from './shop.ts';

const LISTINGS = 1000;
const rows: Row[] = [];

for (const id of builtIn.ids) {
  const shop = await openShop(id);
  const batch = (await loadAdapter(id)).limits.batchSize?.value ?? 1;
  const writesOf = async (): Promise<number> => {
    shop.emulator.clearRequests();
    const report = await push(shop.ws, { channels: [], dryRun: false, consent: async () => FULL_CONSENT, open: 'all' });
    if (report.exit !== 0)
      throw new Error(JSON.stringify(report.channels[0]?.error ?? report.channels[0]?.findings.slice(0, 3)));
    return shop.emulator.requests().filter((request) => request.write).length;
  };
  const row = (what: string, writes: number, least: number): Row => ({
    what: `${what} (${id})`,
    value: `${writes} writes`,
    yardstick: `the least with batches of ${batch}`,
    against: `${least} writes`,
    ratio: writes / least,
    limit: 1,
  });

  fill(shop.ws, shop.emulator.currency, LISTINGS, 1);
  await writesOf();
  fill(shop.ws, shop.emulator.currency, LISTINGS, 1, 77);
  rows.push(row(`one price among ${LISTINGS} listings`, await writesOf(), 1));
  repriceAll();
  rows.push(row(`${LISTINGS} prices`, await writesOf(), Math.ceil(LISTINGS / batch)));
  await shop.close();

  function repriceAll(): void {
    const { catalogue } = shop.ws;
    const session = catalogue.beginImport({
      file: 'bench.csv',
      hash: 'reprice',
      mappingHash: '',
      columns: {},
      at: '2026-01-02T00:00:00.000Z',
    });
    for (const product of [...catalogue.products()]) {
      for (const variant of product.variants) {
        const minor = (variant.price?.minor ?? 0) + 1;
        session.put({
          row: 2,
          product: { code: product.code },
          variant: { sku: variant.sku, price: { minor, currency: shop.emulator.currency } },
          fields: ['price'],
        });
      }
    }
    session.commit();
  }
}
process.stdout.write(JSON.stringify(rows));
