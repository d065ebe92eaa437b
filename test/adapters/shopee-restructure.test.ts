import type { Change } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import type { Parts, Unit } from '../../adapters/shopee/bodies.ts';
import { isLaidOut, layoutOf, structureOf } from '../../adapters/shopee/restructure.ts';
import type { Tier } from '../../adapters/shopee/terms.ts';

const tier = (name: string, ...options: string[]): Tier => ({ name, options: options.map((one) => ({ name: one })) });
const unit = (sku: string, ...options: string[]): Unit => ({ sku, variation: { home: 'shop', options } });
const model = (id: string, sku: string, ...tier_index: number[]) => ({ model_id: id, model_sku: sku, tier_index });
const parts = (tiers: readonly Tier[], units: readonly Unit[], models: ReturnType<typeof model>[] = []): Parts => ({
  variation: { home: 'shop', tiers: [...tiers], models },
  units,
});
const change = (verb: Change['verb'], sku: string): Change => ({ id: `P/${sku}`, verb, sku, facets: {} });

const seen = parts(
  [tier('Color', 'Red', 'Blue')],
  [unit('R', 'Red'), unit('B', 'Blue')],
  [model('1', 'R', 0), model('2', 'B', 1)],
);

describe('what becomes of models', () => {
  it('one that is none of ours stays, with its option behind the wanted ones', () => {
    const wanted = parts([tier('Color', 'Green', 'Red')], [unit('G', 'Green'), unit('R', 'Red')]);
    const structure = structureOf(seen, wanted, [change('create', 'G')]);
    expect(structure.kept.map((one) => one.model.model_id)).toEqual(['1', '2']);
    const layout = layoutOf(seen.variation.tiers, wanted.variation.tiers, structure.kept);
    expect(layout?.tiers).toEqual([tier('Color', 'Green', 'Red', 'Blue')]);
    expect(layout?.models).toEqual([
      { id: '1', index: [1] },
      { id: '2', index: [2] },
    ]);
  });

  it('a new SKU takes over the model with its options', () => {
    const wanted = parts([tier('Color', 'Red', 'Blue')], [unit('R2', 'Red'), unit('B', 'Blue')]);
    const structure = structureOf(seen, wanted, [change('create', 'R2'), change('end', 'R')]);
    expect(structure.renamed.map((one) => [one.model.model_id, one.unit.sku])).toEqual([['1', 'R2']]);
    expect([structure.added, structure.removed]).toEqual([[], []]);
  });

  it('when all of them go the first new SKU takes one over, since an item cannot be without', () => {
    const wanted = parts([tier('Size', 'S', 'M')], [unit('S', 'S'), unit('M', 'M')]);
    const all = [change('create', 'S'), change('create', 'M'), change('end', 'R'), change('end', 'B')];
    const structure = structureOf(seen, wanted, all);
    expect(structure.renamed.map((one) => [one.model.model_id, one.unit.sku])).toEqual([['1', 'S']]);
    expect(structure.removed.map((one) => one.model.model_id)).toEqual(['2']);
    expect(structure.added.map((one) => one.unit.sku)).toEqual(['M']);
  });

  it('another number of tiers makes all of them anew', () => {
    const wanted = parts([tier('Color', 'Red'), tier('Size', 'S')], [unit('R', 'Red', 'S')]);
    expect(structureOf(seen, wanted, []).kind).toBe('another');
  });
});

describe('what is laid out already', () => {
  const stay = structureOf(seen, seen, []).kept;

  it('needs no call', () => {
    const layout = layoutOf(seen.variation.tiers, [tier('Color', 'Red', 'Blue')], stay);
    expect(layout && isLaidOut(seen.variation.tiers, layout, stay)).toBe(true);
  });

  it('is not when only the order is another', () => {
    const layout = layoutOf(seen.variation.tiers, [tier('Color', 'Blue', 'Red')], stay);
    expect(layout && isLaidOut(seen.variation.tiers, layout, stay)).toBe(false);
    expect(layout?.models.map(({ index }) => index)).toEqual([[1], [0]]);
  });

  it("keeps the platform's ids of names that it has standardised", () => {
    const known = [
      { name: 'Color', variation_id: 9, options: [{ name: 'Red', variation_option_id: 91 }, { name: 'Blue' }] },
    ];
    const layout = layoutOf(known, [tier('Color', 'Red', 'Blue')], stay);
    expect(layout?.tiers).toEqual([
      { name: 'Color', variation_id: 9, options: [{ name: 'Red', variation_option_id: 91 }, { name: 'Blue' }] },
    ]);
  });
});
