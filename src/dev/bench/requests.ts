/** How many writing requests a change of price costs, against the fewest that the platform's published batch sizes allow. */
import { builtIn, loadAdapter, loadEmulator } from '../../engine/registry.ts';
import { gtinOf } from '../../testing/conformance/goods.ts';
import { World } from '../../testing/conformance/world.ts';
import type { Row } from './row.ts';

const LISTINGS = 1000;
const rows: Row[] = [];

for (const id of builtIn.ids) {
  const [adapter, emulator] = [await loadAdapter(id), await loadEmulator(id)];
  if (!emulator.least) continue;
  const world = await World.open({ adapter, emulator });
  const writesOf = async (): Promise<number> => {
    world.settle();
    world.emulator.clearRequests();
    const report = await world.push();
    if (report.exit !== 0) throw new Error(`${id}: ${JSON.stringify(report.error ?? report.findings.slice(0, 3))}`);
    return world.emulator.requests().filter((request) => request.write).length;
  };
  const row = (what: string, writes: number, least: number): Row => ({
    what: `${what} (${id})`,
    value: `${writes} writes`,
    yardstick: 'the least by the published batch sizes',
    against: `${least} writes`,
    ratio: writes / least,
    limit: 1,
  });
  put(world, LISTINGS, 10);
  await writesOf();
  put(world, 1, 11);
  rows.push(row(`one price among ${LISTINGS} listings`, await writesOf(), emulator.least(1).writes));
  put(world, LISTINGS, 12);
  rows.push(row(`${LISTINGS} prices of ${LISTINGS} listings`, await writesOf(), emulator.least(LISTINGS).writes));
  await world.close();
}
process.stdout.write(JSON.stringify(rows));

function put(world: World, count: number, price: number): void {
  world.put(
    ...Array.from({ length: count }, (_, i) => ({
      code: `TEA-${i}`,
      title: `Tea number ${i}`,
      description: 'A tea that is described long enough for everybody.',
      brand: 'Northwind',
      bullets: ['Made to last'],
      category: 'Kitchen > Tea',
      images: ['https://images.example/tea.jpg'],
      skus: [{ sku: `TEA-${i}`, price: world.price(price), quantity: 3, weight: 100, gtin: gtinOf(`tea ${i}`) }],
    })),
  );
}
