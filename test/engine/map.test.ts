import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Json } from '../../src/contract/index.ts';
import { mapChannel, validate } from '../../src/engine/index.ts';
import { Bench, FakePlatform } from './fake.ts';

const benches: Bench[] = [];
afterEach(() => {
  for (const one of benches.splice(0)) one.close();
});

const MUGS: Json[] = [
  { name: 'title', title: 'Title', required: true, filled: true },
  {
    name: 'colour',
    title: 'Colour',
    required: false,
    filled: false,
    values: [
      { id: '11', title: 'Red' },
      { id: '12', title: 'Blue' },
    ],
  },
  { name: 'origin', title: 'Country of origin', required: true, filled: false },
];

function bench(taxonomy?: string): Bench {
  const platform = new FakePlatform({ taxonomy: true });
  platform.documents.set('category/M1', MUGS);
  const made = new Bench(platform);
  benches.push(made);
  if (taxonomy !== undefined) write(made, taxonomy);
  return made;
}

function write(b: Bench, text: string): void {
  mkdirSync(join(b.dir, 'mappings'), { recursive: true });
  writeFileSync(join(b.dir, 'mappings', 'shop.yaml'), text);
}

const file = (b: Bench) => readFileSync(join(b.dir, 'mappings', 'shop.yaml'), 'utf8');
const codes = async (b: Bench) => (await validate(b.workspace, { channels: [] })).findings.map(({ code }) => code);

describe('categories of the platform’s own', () => {
  it('an unmapped one is a finding, and nothing of it is sent', async () => {
    const b = bench();
    b.put('P', 'Mug', { 'P-1': '1.00' }, 'active', { category: 'Kitchen > Mugs' });
    expect(await codes(b)).toEqual(['E_UNMAPPED_CATEGORY']);
    expect(await b.push()).toMatchObject({ exit: 1, counts: { planned: 0 } });
    expect(b.platform.store.size).toBe(0);
  });

  it('are searched for by the seller’s words, and decided in the file', async () => {
    const b = bench();
    b.put('P', 'Mug', { 'P-1': '1.00' }, 'active', { category: 'Kitchen > Mugs' });
    b.put('Q', 'Fork', { 'Q-1': '1.00' }, 'active', { category: 'Kitchen > Forks' });
    const open = await mapChannel(b.workspace, 'shop', { offline: false, write: true });
    expect(open.categories).toMatchObject([
      { path: 'Kitchen > Mugs', products: 1, suggestions: [{ id: 'M1', title: 'Home > Mugs' }] },
      { path: 'Kitchen > Forks', suggestions: [] },
    ]);
    expect(file(b)).toContain('# M1  Home > Mugs');
    write(b, `# mine\n${file(b)}`);
    const exact = await mapChannel(b.workspace, 'shop', { offline: false, write: true, acceptExact: true });
    expect(exact.decided).toEqual({ 'Kitchen > Mugs': 'M1' });
    expect(exact.categories.map(({ path }) => path)).toEqual(['Kitchen > Forks']);
    expect(exact.missing).toMatchObject([{ category: 'M1', name: 'origin', products: 1 }]);
    expect(file(b)).toMatch(/# mine\n(.|\n)*Kitchen > Mugs: M1/);
  });

  it('a path with a star speaks for what lies below it', async () => {
    const b = bench('version: 1\ncategories: { "Kitchen > *": M1 }\nset: { origin: CN }\n');
    b.put('P', 'Mug', { 'P-1': '1.00' }, 'active', { category: 'Kitchen > Mugs > Small' });
    await b.push();
    expect(b.platform.store.size).toBe(1);
  });

  it('without a file on a platform that takes the seller’s own there is nothing to map', async () => {
    const own = new Bench(new FakePlatform());
    benches.push(own);
    expect(await mapChannel(own.workspace, 'shop', { offline: true, write: true })).toMatchObject({
      own: true,
      written: false,
    });
    expect(existsSync(join(own.dir, 'mappings', 'shop.yaml'))).toBe(false);
  });
});

describe('attributes of the platform’s own', () => {
  const mapped = (rest: string) => `version: 1\ncategories: { Mugs: { to: M1, set: { origin: CN } } }\n${rest}`;
  const put = (b: Bench, colour: string) =>
    b.put('P', 'Mug', { 'P-1': '1.00' }, 'active', { category: 'Mugs', attributes: { 颜色: colour } });

  it('take a listed value by the platform’s exact name or the seller’s word for it, and no other', async () => {
    const b = bench(mapped('attributes: { 颜色: { to: colour, values: { 红: Red } } }'));
    put(b, '红');
    await b.plan();
    expect(await codes(b)).toEqual([]);
    put(b, 'blue');
    expect(await codes(b)).toEqual([]);
    put(b, '粉');
    const { findings } = await validate(b.workspace, { channels: [] });
    expect(findings).toMatchObject([
      { code: 'E_UNMAPPED_VALUE', place: { code: 'P', field: 'colour', channel: 'shop' } },
    ]);
    expect(findings[0]?.message.en).toContain('Red, Blue');
    const { values } = await mapChannel(b.workspace, 'shop', { offline: true, write: false });
    expect(values).toMatchObject([{ attribute: 'colour', value: '粉', products: 1 }]);
  });

  it('that are wanted and said by nothing are named, also without a connection', async () => {
    const b = bench('version: 1\ncategories: { Mugs: M1 }\n');
    put(b, '红');
    expect(await codes(b)).toEqual(['W_NO_DEFINITION']);
    await b.plan();
    const { findings } = await validate(b.workspace, { channels: [] });
    expect(findings).toMatchObject([{ code: 'E_MISSING_ATTRIBUTE', place: { field: 'origin' } }]);
  });

  it('of the seller that go nowhere are listed with what is near', async () => {
    const b = bench(mapped(''));
    b.put('P', 'Mug', { 'P-1': '1.00' }, 'active', { category: 'Mugs', attributes: { 'Colour name': 'x' } });
    await b.plan();
    const { attributes } = await mapChannel(b.workspace, 'shop', { offline: true, write: false });
    expect(attributes).toMatchObject([{ name: 'Colour name', suggestions: [{ name: 'colour' }] }]);
  });
});

describe('documents of the platform', () => {
  it('are read once, kept over runs, and asked for again when they are old', async () => {
    const b = bench('version: 1\ncategories: { Mugs: M1 }\nset: { origin: CN }\n');
    b.put('P', 'Mug', { 'P-1': '1.00' }, 'active', { category: 'Mugs' });
    await b.plan();
    await b.plan();
    b.restart();
    await b.plan();
    expect(b.platform.fetched).toEqual(['category/M1']);
    b.now += 25 * 3_600_000;
    await b.plan();
    await b.plan();
    expect(b.platform.fetched).toHaveLength(2);
    b.platform.documents.set('category/M1', [...MUGS, { name: 'care', title: 'Care', required: true, filled: false }]);
    b.now += 25 * 3_600_000;
    await b.plan();
    expect(await codes(b)).toEqual(['E_MISSING_ATTRIBUTE']);
  });

  it('that the platform does not have are not asked for again and again', async () => {
    const b = bench('version: 1\ncategories: { Plates: P1 }\n');
    b.put('P', 'Plate', { 'P-1': '1.00' }, 'active', { category: 'Plates' });
    await b.plan();
    await b.plan();
    expect(b.platform.fetched).toEqual(['category/P1']);
  });
});

describe('the mapping file', () => {
  it('that is wrong stops the channel with the line', async () => {
    const b = bench('version: 1\ncategories:\n  Mugs: { too: M1 }\n');
    await expect(mapChannel(b.workspace, 'shop', { offline: true, write: false })).rejects.toMatchObject({
      code: 'E_TAXONOMY',
    });
  });
});
