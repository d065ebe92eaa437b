import { describe, expect, it } from 'vitest';
import {
  compare,
  fingerprintOf,
  type Mapping,
  matchMapping,
  missingFinding,
  missingFrom,
  proposeMapping,
  recognised,
  SheetSurvey,
  settleMissing,
} from '../../src/sheets/index.ts';
import type { Encoding, Fingerprint } from '../../src/sheets/types.ts';

const PLACE = { file: 'new.csv', row: 1 };

/** Thirty goods by column name. */
const GOODS: Readonly<Record<string, (i: number) => string>> = {
  货号: (i) => `YW-${1000 + i}`,
  商品名称: (i) => `不锈钢保温杯 ${i} 毫升装`,
  '售价(元)': (i) => `${10 + i}.50`,
  库存: (i) => String(i * 3),
  条码: (i) => ean(i),
  图片: (i) => `https://img.example/${i}.jpg`,
  备注: (i) => (i % 5 === 0 ? '新品' : ''),
};

function ean(i: number): string {
  const body = `69012345${String(6789 + i)}`;
  const sum = [...body].reduce((all, digit, at) => all + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** A sheet whose headers may be other than what fills its columns. */
function sheet(
  columns: readonly (readonly [string, ((i: number) => string) | undefined])[],
  { encoding = 'gb18030', rows = 30 }: { readonly encoding?: Encoding; readonly rows?: number } = {},
): Fingerprint {
  const headers = columns.map(([header]) => header);
  const survey = new SheetSurvey(headers);
  for (let i = 0; i < rows; i++)
    survey.add(
      columns.map(([, make]) => make?.(i) ?? ''),
      i + 2,
    );
  return fingerprintOf({ headers, encoding, delimiter: ',' }, survey);
}

const all = (rename: Readonly<Record<string, string>> = {}) =>
  Object.entries(GOODS).map(([header, make]) => [rename[header] ?? header, make] as const);

function mappingFor(print: Fingerprint): Mapping {
  const { mapping } = proposeMapping(print.headers, { header: 1, file: 'f' });
  const read = new Set(mapping.columns.map((one) => one.column));
  return { ...mapping, ignore: print.headers.filter((header) => !read.has(header)), fingerprint: print };
}

const yiwu = mappingFor(sheet(all()));
const other = mappingFor(
  sheet([
    ['SKU', (i) => `A${i}`],
    ['Title', (i) => `Mug number ${i} of blue glass`],
    ['Price USD', (i) => `${i}.99`],
    ['Stock', String],
  ]),
);
const known = [
  { name: 'other', mapping: other },
  { name: 'yiwu', mapping: yiwu },
];

describe('a sheet is recognised', () => {
  it('by headers, writing and cells, whatever its name or order', () => {
    const [first, ...rest] = matchMapping(sheet(all()), known);
    expect(first).toMatchObject({ name: 'yiwu', headers: 1, alike: 1, written: true, verdict: 'sure' });
    expect(rest).toEqual([]);
    expect(recognised(matchMapping(sheet(all().reverse()), known)).best?.name).toBe('yiwu');
  });

  it('with a renamed column, and with another encoding when the headers are the same', () => {
    expect(recognised(matchMapping(sheet(all({ 库存: '现货数' })), known)).best?.name).toBe('yiwu');
    expect(recognised(matchMapping(sheet(all(), { encoding: 'utf-8' }), known)).best?.name).toBe('yiwu');
  });

  it('not when it only shares some names, or half of its columns hold something else', () => {
    const few = sheet([
      ['货号', GOODS.货号],
      ['商品名称', GOODS.商品名称],
      ['单价', (i) => `${i}.5`],
      ['规格', () => 'XL'],
      ['箱数', String],
    ]);
    expect(recognised(matchMapping(few, known)).best).toBe(undefined);
    const swapped = sheet(all({ 备注: '说明' }).map(([header], i, list) => [header, list[(i + 3) % list.length]?.[1]]));
    expect(recognised(matchMapping(swapped, known)).best).toBe(undefined);
  });

  it('as two suppliers’ when their mappings fit equally well', () => {
    const twins = [...known, { name: 'yiwu-2', mapping: yiwu }];
    const { best, rivals } = recognised(matchMapping(sheet(all()), twins));
    expect([best, rivals.map((match) => match.name)]).toEqual([undefined, ['yiwu', 'yiwu-2']]);
  });
});

describe('a sheet against its mapping', () => {
  const against = (print: Fingerprint, rows?: number) => compare(yiwu, print, PLACE, rows);
  const kinds = (print: Fingerprint, rows?: number) =>
    against(print, rows).differences.map(({ kind, column, now }) => [kind, column, now]);

  it('as before has no differences', () => {
    expect(against(sheet(all()))).toEqual({ differences: [] });
    expect(kinds(sheet(all(), { rows: 200 }))).toEqual([]);
  });

  it('a renamed header is found by its meaning, or by its place and cells, and the repair reads it', () => {
    for (const name of ['库存数量', '仓内']) {
      const { differences, repair } = against(sheet(all({ 库存: name })));
      expect(differences.map(({ kind, column, now, finding }) => [kind, column, now, finding.code])).toEqual([
        ['renamed', '库存', name, 'E_COLUMN_RENAMED'],
      ]);
      expect(repair?.columns.find((one) => one.field === 'quantity')?.column).toBe(name);
      expect(repair && compare(repair, sheet(all({ 库存: name })), PLACE)).toEqual({ differences: [] });
    }
  });

  it('a new header of the same meaning whose cells are something else is not the old column', () => {
    const print = sheet(all().map(([header, make]) => (header === '库存' ? ['库存数量', GOODS.图片] : [header, make])));
    const { differences, repair } = against(print);
    expect([differences.map((one) => one.kind), repair]).toEqual([['gone', 'new'], undefined]);
  });

  it('two new columns that might be the old one are not chosen between', () => {
    const print = sheet([...all({ 库存: '库存数量' }), ['数量', String]]);
    expect(kinds(print)).toEqual([
      ['gone', '库存', undefined],
      ['new', '库存数量', undefined],
      ['new', '数量', undefined],
    ]);
  });

  it('a moved column stops, and the repair knows its new place', () => {
    const moved = sheet([...all().slice(1), all()[0] ?? ['', undefined]]);
    const { differences, repair } = against(moved);
    expect(differences.map(({ kind, finding }) => [kind, finding.severity])).toEqual([['moved', 'error']]);
    expect(repair?.fingerprint?.headers.at(-1)).toBe('货号');
  });

  it('headers that stay while their columns change places are found by their cells', () => {
    const shifted = sheet(
      all().map(([header, make]) => {
        if (header === '售价(元)') return [header, GOODS.条码];
        return header === '条码' ? [header, GOODS['售价(元)']] : [header, make];
      }),
    );
    const { differences, repair } = against(shifted);
    expect(differences.map(({ kind, column, now, finding }) => [kind, column, now, finding.code])).toEqual([
      ['changed', '售价(元)', '条码', 'E_COLUMN_SHAPE'],
      ['changed', '条码', '售价(元)', 'E_COLUMN_SHAPE'],
    ]);
    expect(repair).toBe(undefined);
    // Too few rows to tell.
    expect(kinds(shifted, 5)).toEqual([]);
  });

  it('columns that change places in any way at all are seen', () => {
    const names = ['货号', '商品名称', '售价(元)', '库存', '条码', '图片'];
    const permutations = (list: readonly string[]): readonly (readonly string[])[] =>
      list.length < 2
        ? [list]
        : list.flatMap((one) => permutations(list.filter((other) => other !== one)).map((rest) => [one, ...rest]));
    const before = mappingFor(sheet(names.map((name) => [name, GOODS[name]])));
    const unseen = permutations(names).filter((order) => {
      const print = sheet(names.map((name, i) => [name, GOODS[order[i] ?? '']]));
      return compare(before, print, PLACE).differences.every((one) => one.finding.severity !== 'error');
    });
    expect(unseen).toEqual([names]);
  });

  it('a new column is a warning, and one that is empty now an error', () => {
    expect(against(sheet([...all(), ['产地', () => '义乌']])).differences.map((one) => one.finding.severity)).toEqual([
      'warning',
    ]);
    const empty = sheet(all().map(([header, make]) => [header, header === '库存' ? undefined : make]));
    expect(kinds(empty)).toEqual([['changed', '库存', undefined]]);
  });
});

describe('SKUs that are missing from a new sheet', () => {
  const before = [
    { sku: 'A', code: 'P', quantity: 5, status: 'active' },
    { sku: 'B', code: 'P', quantity: 5, status: 'active' },
    { sku: 'C', code: 'P', quantity: 0, status: 'active' },
    { sku: 'D', code: 'Q', status: 'active' },
    { sku: 'E', code: 'Q', quantity: 1, status: 'ended' },
  ] as const;
  const gone = (what: 'report' | 'zero-stock' | 'end') => [...missingFrom(before, new Set(['A']), what)];

  it('are reported, and nothing more unless the mapping says so', () => {
    expect(gone('report')).toEqual([
      { sku: 'B', code: 'P' },
      { sku: 'C', code: 'P' },
      { sku: 'D', code: 'Q' },
    ]);
    expect(missingFinding(gone('report'), 3, 'report', 's.csv')).toMatchObject({
      code: 'W_MISSING_SKUS',
      message: { en: expect.stringContaining('B, C, D') },
      next: { en: expect.stringContaining('missing: zero-stock') },
    });
  });

  it('get no stock, or end, where it says so; what is so already is left alone', () => {
    expect(gone('zero-stock').map(({ sku, patch }) => [sku, patch?.variant, patch?.field])).toEqual([
      ['B', { sku: 'B', quantity: 0 }, 'quantity'],
      ['D', { sku: 'D', quantity: 0 }, 'quantity'],
    ]);
    expect(gone('end').map(({ patch }) => patch?.variant)).toEqual([
      { sku: 'B', status: 'ended' },
      { sku: 'C', status: 'ended' },
      { sku: 'D', status: 'ended' },
    ]);
  });

  it('are not believed when they are very many, unless that is accepted', () => {
    const many = Array.from({ length: 100 }, (_, i) => ({
      sku: `S${i}`,
      code: 'P',
      quantity: 1,
      status: 'active' as const,
    }));
    const left = (count: number) => new Set(many.slice(0, count).map((one) => one.sku));
    const settle = (count: number, accepted = false) =>
      settleMissing(many, left(count), 'end', { file: 's.csv', accepted });
    const patched = ({ missing }: ReturnType<typeof settle>) => missing.filter((one) => one.patch).length;
    expect([settle(69).finding?.code, patched(settle(69))]).toEqual(['W_MISSING_MANY', 0]);
    expect([settle(70).finding?.code, patched(settle(70))]).toEqual(['W_MISSING_SKUS', 30]);
    expect(patched(settle(10, true))).toBe(90);
    expect(settle(100)).toEqual({ missing: [] });
    const few = many.slice(0, 20);
    expect(settleMissing(few, new Set(), 'zero-stock', { file: 's.csv' }).finding?.code).toBe('W_MISSING_SKUS');
  });
});
