import { afterEach, expect, it } from 'vitest';
import { override } from '../../src/engine/index.ts';
import { Bench, FakePlatform } from './fake.ts';

const open: Bench[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
function bench(): Bench {
  const made = new Bench(new FakePlatform());
  open.push(made);
  made.put('P', 'Mug', { A: '1.00', B: '2.00' });
  return made;
}

it('lets one channel say something else, and the catalogue speak again', async () => {
  const b = bench();
  await b.push();
  expect(override(b.workspace, 'shop', 'A', 'price', '7.77')).toEqual({
    code: 'P',
    sku: 'A',
    field: 'price',
    value: '7.77',
  });
  override(b.workspace, 'shop', 'P', 'title', 'Cup');
  await b.push();
  expect(b.platform.listing('P')?.snapshot).toMatchObject({
    product: { content: 'Cup' },
    variants: { A: { price: 777 }, B: { price: 200 } },
  });
  override(b.workspace, 'shop', 'A', 'price', undefined);
  override(b.workspace, 'shop', 'P', 'title', undefined);
  await b.push();
  expect(b.platform.listing('P')?.snapshot).toMatchObject({
    product: { content: 'Mug' },
    variants: { A: { price: 100 } },
  });
});

it.each([
  ['A', 'price', '7,77', 'E_VALUE'],
  ['A', 'price', '0', 'E_VALUE'],
  ['A', 'quantity', '-1', 'E_VALUE'],
  ['P', 'price', '1.00', 'E_WHICH_SKU'],
  ['P', 'status', 'gone', 'E_VALUE'],
  ['P', 'title', ' ', 'E_VALUE'],
  ['X', 'price', '1.00', 'E_NO_PRODUCT'],
] as const)('refuses %s %s %j', (key, field, value, code) => {
  const b = bench();
  expect(() => override(b.workspace, 'shop', key, field, value)).toThrow(expect.objectContaining({ code, exit: 2 }));
});

it('ends one product on one channel', async () => {
  const b = bench();
  await b.push();
  override(b.workspace, 'shop', 'P', 'status', 'ended');
  await b.push();
  expect(b.platform.store.size).toBe(0);
});
