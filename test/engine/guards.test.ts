import { afterEach, expect, it } from 'vitest';
import { EXIT } from '../../src/core/index.ts';
import { Bench, FakePlatform } from './fake.ts';

const open: Bench[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
function bench(settings: Record<string, unknown> = {}): Bench {
  const made = new Bench(new FakePlatform(), undefined, settings);
  open.push(made);
  return made;
}

it('a shifted comma is stopped though everything was agreed to, and goes through when its guards are opened by name', async () => {
  const b = bench();
  b.put('P', 'T', { A: '19.90' });
  await b.push();
  b.put('P', 'T', { A: '1.99' });
  const stopped = await b.push({ open: [] });
  expect([stopped.exit, stopped.error?.code, b.platform.applied]).toEqual([EXIT.guard, 'E_GUARD', 1]);
  expect(stopped.plan.guards.map(({ guard }) => guard)).toEqual(['price-drop', 'price-power']);
  expect(stopped.error?.next?.en).toContain('--open price-drop --open price-power');
  expect((await b.push({ open: ['price-drop'] })).exit).toBe(EXIT.guard);
  expect((await b.push({ open: ['price-drop', 'price-power'] })).exit).toBe(EXIT.done);
  expect(b.platform.listing('P')?.snapshot.variants.A?.price).toBe(199);
});

it('a sheet that lost half its rows ends nothing by itself', async () => {
  const b = bench({ when_missing: 'end' });
  for (let i = 0; i < 10; i++) b.put(`P${i}`, 'T', { [`S${i}`]: '1.00' });
  await b.push();
  const config = b.workspace.config.channels.shop;
  if (!config) throw new Error('no channel');
  config.except = { codes: ['P0', 'P1', 'P2', 'P3', 'P4'] };
  expect((await b.push({ open: [] })).plan.guards.map(({ guard }) => guard)).toEqual(['ended']);
  expect(b.platform.store.size).toBe(10);
  await b.push({ open: ['ended'] });
  expect(b.platform.store.size).toBe(5);
});

it('takes its limits from mabang.yaml', async () => {
  const b = bench({ guards: { price_drop: '95%', floor: '5.00' } });
  b.put('P', 'T', { A: '19.90' });
  await b.push();
  b.put('P', 'T', { A: '6.00' });
  expect((await b.push({ open: [] })).exit).toBe(EXIT.done);
  b.put('P', 'T', { A: '4.99' });
  expect((await b.push({ open: [] })).plan.guards.map(({ guard }) => guard)).toEqual(['below-floor']);
});

it('shows what it would trip in a diff and a dry run, and stops neither', async () => {
  const b = bench();
  b.put('P', 'T', { A: '19.90' });
  await b.push();
  b.put('P', 'T', { A: '1.99' });
  expect((await b.plan()).channels[0]?.guards.map(({ guard }) => guard)).toEqual(['price-drop', 'price-power']);
  expect((await b.push({ dryRun: true, open: [] })).exit).toBe(EXIT.done);
});
