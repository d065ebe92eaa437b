import type { AnyAdapter, Json } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import shopee from '../../adapters/shopee/index.ts';
import { nameOf, openShop } from './shopee-harness.ts';

const { taxonomy, definitions }: AnyAdapter = shopee;
if (!taxonomy || !definitions) throw new Error('not declared');

describe('categories', () => {
  it.each([
    ['mugs', '100101', 'Kitchen > Mugs'],
    ['Enamel mug for the kitchen', '100101', 'Kitchen > Mugs'],
    ['silk SCARF', '100202', 'Clothing > Scarves'],
  ])('"%s" is near %s', async (words, id, title) => {
    const { world } = await openShop();
    const found = await world.connected(({ context }) => taxonomy.search(words, context));
    expect(found[0]).toEqual({ id, title });
  });

  it('are leaves alone, and none for words that no name has', async () => {
    const { world } = await openShop();
    await world.connected(async ({ context }) => {
      const found = await taxonomy.search('Kitchen', context);
      expect(found.map(({ id }) => id).sort()).toEqual(['100101', '100102', '100103', '100104']);
      expect(await taxonomy.search('gnomes', context)).toEqual([]);
    });
  });

  it("are the merchant's in an upgraded shop", async () => {
    const { world, emulator } = await openShop({ cnsc: true });
    await world.diff();
    emulator.clearRequests();
    await world.connected(({ context }) => taxonomy.search('mugs', context));
    const paths = emulator.requests().map(({ path }) => nameOf(path));
    expect(paths).toContain('global_product/get_category');
  });
});

describe('documents', () => {
  it.each([false, true])('are fetched by key, and told to be the same; upgraded: %s', async (cnsc) => {
    const { world } = await openShop({ cnsc });
    await world.diff();
    await world.connected(async ({ context }) => {
      const at = { ...context.at, facts: { cnsc } };
      const keys = taxonomy.needed('100104', at);
      expect(keys.length).toBeGreaterThan(2);
      const bodies = new Map<string, Json>();
      for (const key of keys) {
        const first = await definitions.fetch(key, undefined, context);
        if (first === undefined || first === 'same') throw new Error(`no ${key}`);
        bodies.set(key, first.body);
        expect(await definitions.fetch(key, first.checksum, context)).toBe('same');
        expect(await definitions.fetch(key, 'another', context)).toEqual(first);
      }
      const names = taxonomy.attributes('100104', { ...at, definition: (key) => bodies.get(key) });
      expect(names?.find(({ name }) => name === '100190')).toMatchObject({ title: 'Power Source', required: true });
    });
  });

  it('of a category that is gone are none, and no key of another version is asked for', async () => {
    const { world } = await openShop();
    await world.connected(async ({ context }) => {
      expect(await definitions.fetch('attributes/999999', undefined, context)).toBeUndefined();
      expect(await definitions.fetch('sizes/100101', undefined, context)).toBeUndefined();
    });
  });
});
