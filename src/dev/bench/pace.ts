/** How long many price changes take under a platform's limits, in its own time, against the least that the limits allow. */
import { loadAdapter, loadEmulator } from '../../engine/index.ts';
import { builtIn } from '../../engine/registry.ts';
import { gtinOf } from '../../testing/conformance/goods.ts';
import { World } from '../../testing/conformance/world.ts';
import type { Row } from './row.ts';

const PRICES = 10_000;
/** The emulator's clock stands nearly still while work is done and jumps over what is only waited for: its time is the platform's. */
const SPEED = 0.001;
const rows: Row[] = [];

for (const id of builtIn.ids) {
  const [adapter, emulator] = [await loadAdapter(id), await loadEmulator(id)];
  const least = emulator.least?.(PRICES);
  if (least?.seconds === undefined) continue;
  const world = await World.open({ adapter, emulator }, { speed: SPEED });
  put(world, 10);
  await settled(world);
  put(world, 20);
  world.emulator.clearRequests();
  const report = await settled(world);
  const first = world.emulator.requests().find((request) => request.write && !request.grant);
  const seconds = (world.clock.now() - (first?.at ?? 0)) / 1000;
  rows.push({
    what: `${PRICES} prices seen live (${id})`,
    value: `${seconds.toFixed(0)} s`,
    yardstick: 'the least that the limits allow',
    against: `${least.seconds.toFixed(0)} s`,
    ratio: seconds / least.seconds,
    limit: 1.1,
  });
  if (report.counts.landed !== PRICES) throw new Error(`${id}: ${report.counts.landed} of ${PRICES} landed`);
  await world.close();
}
process.stdout.write(JSON.stringify(rows));

function put(world: World, from: number): void {
  world.put(
    ...Array.from({ length: PRICES }, (_, i) => ({
      code: `TEA-${i}`,
      title: `Tea number ${i}`,
      description: 'A tea that is long enough described for everybody.',
      brand: 'Northwind',
      bullets: ['Made to last'],
      category: 'Kitchen > Tea',
      images: ['https://images.example/tea.jpg'],
      skus: [
        { sku: `TEA-${i}`, price: world.price(from + (i % 5)), quantity: 3, weight: 100, gtin: gtinOf(`tea ${i}`) },
      ],
    })),
  );
}

async function settled(world: World) {
  const report = await world.push();
  if (report.exit === 0) return report;
  throw new Error(JSON.stringify(report.error ?? report.findings.slice(0, 3)));
}
