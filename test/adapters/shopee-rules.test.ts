import type { Listing } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import { documentKey, LOGISTICS } from '../../adapters/shopee/documents.ts';
import { needed, requirements } from '../../adapters/shopee/needed.ts';
import { rules } from '../../adapters/shopee/rules.ts';
import { attributesBody, brandsBody, channelsBody, limitsBody } from './shopee-documents.ts';
import { listing, place, type Somewhere, shirt, variant } from './shopee-reading.ts';

/** A product that nothing is wrong with: what a test changes is what is found. */
const fine = (change: Partial<Listing> = {}): Listing =>
  listing({
    brand: 'Northwind',
    variants: [variant('MUG-S', { dimensions: { length: 100, width: 80, height: 90 } })],
    target: { category: '100101', attributes: { 100134: '678' }, names: {} },
    ...change,
  });

function shop(change: { limits?: object; settings?: object; facts?: object; currency?: string } = {}): Somewhere {
  const facts = { region: 'SG', cnsc: false, ...change.facts };
  const at = place({ ...change.settings }, facts, change.currency ?? 'SGD');
  const global = facts.cnsc;
  const limits = { ...(limitsBody() as object), ...change.limits };
  for (const side of [false, true]) at.documents.set(documentKey('limits', '100101', side), limits);
  at.documents.set(documentKey('attributes', '100101', global), attributesBody());
  at.documents.set(documentKey('brands', '100101', global), brandsBody());
  at.documents.set(LOGISTICS, channelsBody());
  return at;
}

const codes = (one: Listing, at: Somewhere = shop()) =>
  rules.flatMap((rule) => rule.check(one, at).map(() => rule.code));

const messages = (one: Listing, at: Somewhere = shop()) =>
  rules.flatMap((rule) => rule.check(one, at).map(({ message }) => message.en)).join('\n');

const say = (attributes: Record<string, string>) =>
  fine({ target: { category: '100101', attributes: { 100134: '678', ...attributes }, names: {} } });

const withVariant = (change: object) => fine({ variants: [{ ...fine().variants[0], ...change }] });

describe('rules', () => {
  it('find nothing wrong with a product that is right', () => {
    expect(codes(fine())).toEqual([]);
  });

  it('judge nothing by a document that is not at hand', () => {
    const at = place();
    expect(codes(fine({ title: 'x', images: fine().images }), at)).toEqual([]);
  });

  it.each(rules.map((rule) => [rule.code, rule] as const))('%s has words in both languages and a source', (_, rule) => {
    expect(rule.source).not.toBe('');
    expect(rule.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(rule.severity).toBe(rule.code.startsWith('E_') ? 'error' : 'warning');
  });

  it('hold text against the limits of the category', () => {
    expect(codes(fine({ title: 'Mug' }))).toEqual(['E_SHOPEE_NAME']);
    expect(codes(fine({ title: 'x'.repeat(101) }))).toEqual(['E_SHOPEE_NAME']);
    expect(codes(fine({ title: '\u{1f600}'.repeat(100) }))).toEqual([]);
    expect(codes(fine({ description: '' }))).toEqual(['E_SHOPEE_DESCRIPTION']);
    expect(codes(fine({ description: 'short' }))).toEqual(['E_SHOPEE_DESCRIPTION']);
    expect(codes(fine({ description: `<p>${'x'.repeat(2001)}</p>` }))).toEqual(['E_SHOPEE_DESCRIPTION']);
    const tags = Array.from({ length: 19 }, (_, i) => `#tag${i}`).join(' ');
    expect(codes(fine({ description: tags }))).toEqual(['E_SHOPEE_HASHTAGS']);
    expect(codes(fine({ description: 'A mug with <img src="https://i.example/a.jpg">' }))).toEqual(['W_SHOPEE_HTML']);
  });

  it('count a Chinese character of a global product for more', () => {
    const at = shop({ facts: { cnsc: true }, limits: { chinese: 2.44, name: { min: 1, max: 50 } }, currency: 'CNY' });
    expect(codes(fine({ title: '搪'.repeat(21) }), at)).toContain('E_SHOPEE_NAME');
    expect(codes(fine({ title: '搪'.repeat(20) }), at)).not.toContain('E_SHOPEE_NAME');
    expect(codes(fine({ title: '搪瓷杯 enamel' }), at)).toContain('W_SHOPEE_GLOBAL_TEXT');
    expect(codes(fine({ title: 'Кружка' }), at)).toContain('W_SHOPEE_GLOBAL_TEXT');
  });

  it('leave no option, model or picture out: too many is an error', () => {
    const three = fine({ axes: ['A', 'B', 'C'], variants: [variant('X', { options: { A: '1', B: '2', C: '3' } })] });
    expect(codes(three)).toContain('E_SHOPEE_TIERS');
    const letters = (count: number) => Array.from({ length: count }, (_, i) => `L${i}`);
    expect(codes(shirt(letters(10), letters(5)))).not.toContain('E_SHOPEE_MODELS');
    expect(codes(shirt(letters(17), letters(3)))).toContain('E_SHOPEE_MODELS');
    // 51 combinations, of which half are sold.
    const few = shirt(letters(17), letters(3));
    const ends = few.variants.filter((_, i) => i % 2 === 0);
    expect(codes({ ...few, variants: ends as never })).toContain('E_SHOPEE_MODELS');
    const images = letters(10).map((name) => ({ url: `https://i.example/${name}.jpg` }));
    expect(codes(fine({ images }))).toEqual(['E_SHOPEE_IMAGES']);
    expect(codes(fine({ images: [] }))).toEqual(['E_SHOPEE_IMAGES']);
    expect(codes(fine({ images: [{ url: 'https://i.example/a.webp?v=1' }] }))).toEqual(['W_SHOPEE_IMAGE_TYPE']);
  });

  it('tell of pictures that are not shown', () => {
    const photo = (name: string) => [{ url: `https://i.example/${name}.jpg` }];
    const dressed = (pictures: readonly (string | undefined)[]) => {
      const one = shirt(['Black', 'White'], ['S', 'M'], { images: photo('front') });
      const variants = one.variants.map((each, i) => ({ ...each, images: pictures[i] ? photo(pictures[i]) : [] }));
      return codes({ ...one, variants: variants as never }).filter((code) => /IMAGES/.test(code));
    };
    expect(dressed(['b', 'b', 'w', 'w'])).toEqual([]);
    expect(dressed(['b', 'b', undefined, undefined])).toEqual(['W_SHOPEE_TIER_IMAGES']);
    expect(dressed(['b', 'b2', 'w', 'w'])).toEqual(['W_SHOPEE_SKU_IMAGES']);
  });

  it('hold names of options against their limits', () => {
    const named = (axis: string, value: string) =>
      codes(fine({ axes: [axis], variants: [variant('X', { options: { [axis]: value } })] })).filter((code) =>
        /TIER_NAME|OPTION/.test(code),
      );
    expect(named('Color', 'Red')).toEqual([]);
    expect(named('Color of the handle', 'Red')).toEqual(['E_SHOPEE_TIER_NAME']);
    expect(named('Color', 'x'.repeat(21))).toEqual(['E_SHOPEE_OPTION']);
    expect(named('Color', ' ')).toEqual(['E_SHOPEE_OPTION']);
  });

  it('refuse a price that the market would round', () => {
    const priced = (minor: number, currency: string) => withVariant({ price: { minor, currency } });
    const thai = shop({ facts: { region: 'TH' }, currency: 'THB' });
    expect(codes(priced(129_50, 'THB'), thai)).toEqual(['E_SHOPEE_PRICE_DECIMALS']);
    expect(codes(priced(129_00, 'THB'), thai)).toEqual([]);
    expect(codes(priced(129_50, 'SGD'))).toEqual([]);
    expect(codes(priced(549, 'SGD'))).toEqual(['E_SHOPEE_PRICE_RANGE']);
    expect(codes(priced(550, 'SGD'))).toEqual([]);
  });

  it('refuse prices too far apart for the market', () => {
    const two = (high: number) =>
      fine({
        axes: ['C'],
        variants: [
          { ...variant('A', { options: { C: 'A' } }, 1000), dimensions: { length: 10, width: 10, height: 10 } },
          variant('B', { options: { C: 'B' } }, high),
        ],
      });
    expect(codes(two(5000))).toEqual([]);
    expect(codes(two(5001))).toEqual(['E_SHOPEE_PRICE_RATIO']);
    expect(codes(two(7000), shop({ facts: { cnsc: true } }))).not.toContain('E_SHOPEE_PRICE_RATIO');
    expect(codes(two(7001), shop({ facts: { cnsc: true } }))).toContain('E_SHOPEE_PRICE_RATIO');
    expect(codes(two(9000), shop({ facts: { region: 'PL' } }))).toEqual([]);
  });

  it('want a rate where shops of global products set their own prices', () => {
    const settings = { sync: { price: false } };
    expect(codes(fine(), shop({ facts: { cnsc: true }, settings }))).toContain('E_SHOPEE_GLOBAL_RATE');
    const rated = shop({ facts: { cnsc: true }, settings: { ...settings, globalRate: '5.3' } });
    expect(codes(fine(), rated)).not.toContain('E_SHOPEE_GLOBAL_RATE');
  });

  it('warn of what is not sent', () => {
    expect(codes(withVariant({ listPrice: { minor: 1990, currency: 'SGD' } }))).toEqual(['W_SHOPEE_LIST_PRICE']);
    expect(codes(withVariant({ quantity: 10_000_001 }))).toEqual(['E_SHOPEE_STOCK']);
    // A product that is sold out is never held back for it.
    expect(codes(withVariant({ quantity: 0 }))).toEqual(['W_SHOPEE_STOCK']);
    const strict = shop({ limits: { gtin: 'Mandatory' } });
    expect(codes(fine(), strict)).toEqual(['E_SHOPEE_GTIN']);
    expect(codes(withVariant({ gtin: '4006381333931' }), strict)).toEqual([]);
  });

  it('want a weight and the size of the parcel', () => {
    const { weight: _none, ...light } = fine().variants[0];
    expect(codes(fine({ variants: [light] }))).toContain('E_SHOPEE_WEIGHT');
    const { dimensions: _size, ...flat } = fine().variants[0];
    expect(codes(fine({ variants: [flat] }))).toEqual(['E_SHOPEE_DIMENSION']);
    expect(codes(withVariant({ dimensions: { length: 101, width: 80, height: 90 } }))).toEqual(['W_SHOPEE_DIMENSION']);
    expect(messages(withVariant({ dimensions: { length: 101, width: 80, height: 90 } }))).toContain('11 × 8 × 9 cm');
  });

  it('want a channel that carries the parcel', () => {
    expect(codes(withVariant({ weight: 31_000 }))).toEqual([]);
    const small = shop();
    small.documents.set(LOGISTICS, [(channelsBody() as never[])[0] ?? null]);
    expect(codes(withVariant({ weight: 31_000 }), small)).toEqual(['E_SHOPEE_LOGISTICS']);
    expect(codes(withVariant({ dimensions: { length: 1010, width: 80, height: 90 } }), small)).toEqual([
      'E_SHOPEE_LOGISTICS',
    ]);
    expect(messages(say({ logistics: '18066' }))).toContain('it wants a fee');
    expect(messages(say({ logistics: '18077#3' }))).toContain('it wants a size');
    expect(messages(say({ logistics: '18025' }))).toContain('part of another channel');
    expect(messages(say({ logistics: '18099' }))).toContain('switched off');
    expect(messages(say({ logistics: '18055' }))).toContain('too light');
    expect(messages(say({ logistics: '1' }))).toContain('no such channel');
    expect(messages(say({ logistics: 'courier' }))).toContain('not a shipping channel: courier');
    expect(codes(say({ logistics: '18028 | 18066=2.50 | 18077#2' }))).toEqual([]);
  });

  it('hold days and condition against what there is', () => {
    expect(codes(say({ days_to_ship: '5' }))).toEqual(['E_SHOPEE_DAYS']);
    expect(codes(say({ days_to_ship: 'soon' }))).toEqual(['E_SHOPEE_DAYS']);
    expect(codes(say({ days_to_ship: '3' }))).toEqual([]);
    expect(codes(say({ days_to_ship: '30' }))).toEqual([]);
    expect(codes(say({ condition: 'mint' }))).toEqual(['E_SHOPEE_CONDITION']);
  });

  it('tell of a brand that the category has not, and insist where it wants one', () => {
    expect(codes(fine({ brand: 'Unheard' }))).toEqual(['W_SHOPEE_BRAND']);
    const { brand: _none, ...nameless } = fine();
    expect(codes(nameless)).toEqual([]);
    const strict = shop();
    strict.documents.set(documentKey('brands', '100101', false), { ...(brandsBody() as object), mandatory: true });
    expect(codes(nameless, strict)).toEqual(['E_SHOPEE_BRAND']);
    expect(codes(fine({ brand: '阿尔卑斯' }), strict)).toEqual([]);
  });

  it('judge values of attributes that the core cannot', () => {
    expect(codes(say({ 100193: 'last year' }))).toEqual(['E_SHOPEE_ATTRIBUTE']);
    expect(codes(say({ 100193: '2023-02-30' }))).toEqual(['E_SHOPEE_ATTRIBUTE']);
    expect(codes(say({ 100192: '5' }))).toEqual(['E_SHOPEE_ATTRIBUTE']);
    expect(codes(say({ 100192: '5 gal' }))).toEqual(['E_SHOPEE_ATTRIBUTE']);
    expect(codes(say({ 100192: 'five ml' }))).toEqual(['E_SHOPEE_ATTRIBUTE']);
    expect(codes(say({ 100192: '0.5 L' }))).toEqual([]);
    expect(codes(say({ 100194: 'A | B | C' }))).toEqual(['E_SHOPEE_ATTRIBUTE']);
    expect(messages(say({ 100190: '811' }))).toContain('Plug Type');
    expect(codes(say({ 100190: '811', 100191: 'Type G' }))).toEqual([]);
    // An attribute that only another value asks for.
    expect(codes(say({ 100190: '812', 100191: 'Type G' }))).toEqual(['W_SHOPEE_ATTRIBUTE']);
    expect(codes(say({ 999: 'x' }))).toEqual(['W_SHOPEE_ATTRIBUTE']);
    // The core tells of a single value of a closed list, with what to write in the mapping file.
    expect(codes(say({ 100190: 'Wind' }))).toEqual([]);
  });

  it('know the forms of Brazilian tax codes', () => {
    const brazil = shop({ facts: { region: 'BR' }, currency: 'BRL' });
    expect(codes(say({ 'tax_info.ncm': '6912' }), brazil)).toEqual(['E_SHOPEE_TAX']);
    expect(codes(say({ 'tax_info.ncm': '69120000', 'tax_info.cest': '00' }), brazil)).toEqual([]);
  });
});

describe('documents', () => {
  it('are those of the category, and of the shop beside the global product', () => {
    expect(needed(fine(), place())).toEqual(['limits/100101', 'attributes/100101', 'brands/100101', 'logistics']);
    expect(needed(fine(), place({ merchantId: 9 }, {}))).toEqual([
      'global/limits/100101',
      'global/attributes/100101',
      'global/brands/100101',
      'limits/100101',
      'logistics',
    ]);
    expect(needed(listing({ target: { attributes: {}, names: {} } }), place())).toEqual(['logistics']);
  });

  it('say what a category asks for, by the ids of its attributes', () => {
    const wanted = requirements('100101', shop()) ?? [];
    const by = (name: string) => wanted.find((one) => one.name === name);
    expect(by('100134')).toMatchObject({ title: 'Material', required: true, open: true });
    expect(by('100134')?.values).toContainEqual({ id: '678', title: 'Steel' });
    expect(by('100190')).not.toHaveProperty('open');
    expect(by('100191')).toMatchObject({ title: 'Power Source: Mains > Plug Type', required: false });
    expect(by('100192')?.title).toBe('Capacity (ml, L)');
    expect(by('brand')?.values?.map(({ id }) => id)).toEqual(['0', '1078', '1079']);
    expect(by('logistics')?.values?.map(({ id }) => id)).toEqual(['18028', '18055', '18066', '18077']);
    expect(by('tax_info.ncm')).toBeUndefined();
    expect(requirements('100101', place())).toBeUndefined();
  });
});
