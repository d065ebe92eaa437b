import { describe, expect, it } from 'vitest';
import { builtIn, loadAdapter, loadEmulator } from '../../src/engine/index.ts';
import { mug } from '../../src/testing/conformance/goods.ts';
import { World } from '../../src/testing/conformance/world.ts';

describe('undo on every platform', () => {
  it.each(builtIn.ids)('%s: prices go back, what somebody edited since is kept', async (id) => {
    const world = await World.open({ adapter: await loadAdapter(id), emulator: await loadEmulator(id) });
    try {
      const goods = [1, 2, 3].map((n) => mug(world, n));
      const sku = (n: number) => goods[n]?.skus[0]?.sku ?? '';
      const at = (units: number) =>
        goods.map((one) => ({ ...one, skus: one.skus.map((variant) => ({ ...variant, price: world.price(units) })) }));
      world.put(...at(20));
      await world.push();
      world.settle();
      const before = world.emulator.inspect(sku(0))?.price;
      world.put(...at(24));
      const raised = await world.push();
      expect(raised.exit).toBe(0);
      world.settle();
      world.emulator.edit(sku(2), { price: world.price(29) });
      world.settle();
      const report = await world.push({ undo: [raised.run as number] });
      const fates = (report.undone ?? []).map(({ code, facet, fate }) => `${code} ${facet} ${fate}`);
      expect(fates).toEqual([
        `${goods[0]?.code} price reversed`,
        `${goods[1]?.code} price reversed`,
        `${goods[2]?.code} price kept`,
      ]);
      world.settle();
      expect([0, 1].map((n) => world.emulator.inspect(sku(n))?.price)).toEqual([before, before]);
      expect(world.emulator.inspect(sku(2))?.price).toBe(world.price(29));
    } finally {
      await world.close();
    }
  });
});
