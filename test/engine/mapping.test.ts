import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { investigate, restorable, restoration, restore } from '../../src/engine/forensics.ts';
import { mappings } from '../../src/engine/mapping.ts';
import { openUnderstood } from '../../src/engine/mapping-open.ts';
import { parseMapping, proposeMapping, rowReader, withoutGtin } from '../../src/sheets/index.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mabang-mapping-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
};

/** Forty cups with a decimal comma; `rename` changes headers. */
function cups(rename: Readonly<Record<string, string>> = {}, price = (i: number) => `${i},90`): string {
  const headers = ['Artikelnummer', 'Bezeichnung', 'Preis (EUR)', 'Bestand', 'Lager'].map(
    (name) => rename[name] ?? name,
  );
  const rows = Array.from({ length: 40 }, (_, i) => [
    `K${i}`,
    `Kelle aus Edelstahl ${i}`,
    price(i + 1),
    String(i),
    'Nord',
  ]);
  return [headers, ...rows].map((row) => `${row.join(';')}\r\n`).join('');
}

async function made(name: string, sheet: string, answers: Record<string, string> = {}) {
  const proposer = await mappings.open(sheet, {});
  const proposal = await proposer.propose(new Map(Object.entries(answers)));
  expect(proposal.questions).toEqual([]);
  return mappings.save(dir, name, proposal.mapping, false);
}

const errors = (
  findings: readonly {
    readonly severity: string;
    readonly code: string;
    readonly place: { readonly column?: string };
  }[],
) => findings.filter((one) => one.severity === 'error').map((one) => [one.code, one.place.column]);

describe('a mapping made from a sheet', () => {
  it('holds what was decided, what the sheet looks like and its own test', async () => {
    const saved = await made('kellen', file('a.csv', cups()));
    expect(saved).toBe(join('mappings', 'suppliers', 'kellen.yaml'));
    const mapping = parseMapping(readFileSync(join(dir, saved), 'utf8'), saved);
    expect(mapping).toMatchObject({
      delimiter: ';',
      columns: [
        { column: 'Artikelnummer', field: 'sku' },
        { column: 'Bezeichnung', field: 'title' },
        { column: 'Preis (EUR)', field: 'price', currency: 'EUR', decimal: ',' },
        { column: 'Bestand', field: 'quantity', decimal: 'none' },
      ],
      ignore: ['Lager'],
      fingerprint: { headers: ['Artikelnummer', 'Bezeichnung', 'Preis (EUR)', 'Bestand', 'Lager'] },
    });
    expect(mapping.samples?.[0]).toEqual({
      cells: { Artikelnummer: 'K0', Bezeichnung: 'Kelle aus Edelstahl 0', 'Preis (EUR)': '1,90', Bestand: '0' },
      becomes: {
        product: { code: 'K0', title: 'Kelle aus Edelstahl 0' },
        variant: { sku: 'K0', price: { minor: 190, currency: 'EUR' }, quantity: 0 },
      },
    });
    expect(mappings.test(dir, []).map(({ name, rows, findings }) => [name, rows, findings])).toEqual([
      ['kellen', 5, []],
    ]);
  });

  it('fails its test when it reads its samples differently', async () => {
    const saved = await made('kellen', file('a.csv', cups()));
    const path = join(dir, saved);
    writeFileSync(path, readFileSync(path, 'utf8').replace('decimal: ","', 'decimal: "."'));
    const [result] = mappings.test(dir, ['kellen']);
    expect(result?.findings.map((one) => [one.code, one.place.row])).toEqual(
      [1, 2, 3, 4, 5].map((row) => ['E_MAPPING_SAMPLE', row]),
    );
    expect(result?.findings[0]?.message.en).toContain('E_PRICE_FORMAT');
  });

  it('keeps rows that lean on the ones above, and refused ones', async () => {
    const sheet =
      'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Price EUR\nhat,Hat,Size,S,H-S,1.50\nhat,,,M,H-M,2.50\nhat,,,L,H-L,x\n';
    await made('hats', file('h.csv', sheet));
    const samples = mappings.one(dir, 'hats').mapping.samples ?? [];
    expect(samples.map((one) => one.becomes)).toMatchObject([
      { variant: { options: { Size: 'S' } } },
      { variant: { options: { Size: 'M' } } },
      { errors: ['E_PRICE_FORMAT'] },
    ]);
    expect(mappings.test(dir, ['hats'])[0]?.findings).toEqual([]);
  });

  it('asks for what it cannot know, and takes columns that it is told of', async () => {
    const sheet = file('b.csv', 'Was,Nr,Preis\nBecher,B1,"1.234"\nKrug,B2,"2.500"\n');
    const proposer = await mappings.open(sheet, {});
    const open = async (answers: Record<string, string>) =>
      (await proposer.propose(new Map(Object.entries(answers)))).questions.map((question) => question.id);
    expect(await open({})).toEqual(['decimal:Preis', 'currency', 'key']);
    expect(await open({ key: 'Nr', currency: 'EUR', 'decimal:Preis': ',' })).toEqual([]);
    const { mapping } = await proposer.propose(
      new Map([
        ['key', 'Nr'],
        ['currency', 'EUR'],
        ['decimal:Preis', ','],
        ['column:Was', 'title'],
      ]),
    );
    expect(mapping.columns.map(({ column, field }) => [column, field])).toEqual([
      ['Was', 'title'],
      ['Nr', 'sku'],
      ['Preis', 'price'],
    ]);
    expect(mapping.samples?.[0]?.becomes).toMatchObject({ variant: { sku: 'B1', price: { minor: 123400 } } });
  });

  it('is written once under a name', async () => {
    const sheet = file('a.csv', cups());
    await made('kellen', sheet);
    await expect(made('kellen', sheet)).rejects.toMatchObject({ code: 'E_EXISTS', exit: 2 });
    await expect(made('../kellen', sheet)).rejects.toMatchObject({ code: 'E_MAPPING_NAME' });
    expect(() => mappings.one(dir, 'nobody')).toThrow('no mapping nobody');
    expect(['Yiwu 2026-11 stock.csv', '义乌报价单.csv', '2026.csv'].map(mappings.nameFor)).toEqual([
      'yiwu-stock',
      '义乌报价单',
      'supplier',
    ]);
  });
});

describe('a sheet that is opened in a workspace', () => {
  const open = async (name: string, text: string) => openUnderstood(dir, file(name, text));

  it('is read with the mapping that was made for such sheets, whatever it is called', async () => {
    await made('kellen', file('a.csv', cups()));
    const sheet = await open(
      'other-name.csv',
      cups({}, (i) => `1.${String(100 + i)},50`),
    );
    expect([sheet.supplier, errors(sheet.findings), sheet.findings]).toEqual(['kellen', [], []]);
    expect(sheet.decisions[0]?.message.en).toContain('mapping kellen: 100 % of the headers');
    expect(sheet.mapping.columns[2]?.decimal).toBe(',');
  });

  it('stops when a header was renamed, and goes on after the repair', async () => {
    await made('kellen', file('a.csv', cups()));
    const next = cups({ Bestand: 'Lagerbestand' });
    const sheet = await open('b.csv', next);
    expect([sheet.supplier, errors(sheet.findings)]).toEqual(['kellen', [['E_COLUMN_RENAMED', 'Lagerbestand']]]);
    const { differences, file: written } = await mappings.repair(dir, 'kellen', join(dir, 'b.csv'), true);
    expect([differences.length, written]).toEqual([1, join('mappings', 'suppliers', 'kellen.yaml')]);
    expect(errors((await open('c.csv', next)).findings)).toEqual([]);
    expect(mappings.test(dir, ['kellen'])[0]?.findings).toEqual([]);
  });

  it('stops when a column holds something else than before', async () => {
    await made('kellen', file('a.csv', cups()));
    const eans = cups({}, (i) => ['4006381333931', '5901234123457', '2041000000018'][i % 3] ?? '');
    expect(errors((await open('b.csv', eans)).findings)).toContainEqual(['E_COLUMN_SHAPE', 'Preis (EUR)']);
    await expect(mappings.repair(dir, 'kellen', join(dir, 'b.csv'), true)).rejects.toMatchObject({
      code: 'E_NO_REPAIR',
    });
  });

  it('that nobody knows is decided from all of its cells', async () => {
    const sheet = await open('new.csv', cups());
    expect([sheet.supplier, sheet.mapping.columns[2]?.decimal, errors(sheet.findings)]).toEqual([undefined, ',', []]);
    expect(sheet.findings.map((one) => [one.code, one.place.column])).toEqual([['W_UNMAPPED_COLUMN', 'Lager']]);
    const rows = [];
    for await (const event of sheet.rows()) rows.push(event.kind);
    expect(rows).toEqual(Array.from({ length: 40 }, () => 'row'));
  });

  it('stops with a question when its cells do not say how they are read', async () => {
    const sheet = await open(
      'new.csv',
      cups({}, (i) => `${i}.000`),
    );
    expect(errors(sheet.findings)).toEqual([['E_DECIMAL_UNDECIDED', 'Preis (EUR)']]);
    expect(sheet.findings.find((one) => one.severity === 'error')?.message.en).toContain('1.000');
  });

  it('that looks a little like another supplier’s is not read with their mapping', async () => {
    await made('kellen', file('a.csv', cups()));
    const sheet = await open(
      'b.csv',
      'Artikelnummer;Bezeichnung;Preis (EUR);Farbe;Gewicht (kg)\r\nX;Krug;1,50;rot;2,5\r\n',
    );
    expect([sheet.supplier, sheet.findings.map((one) => one.code)]).toEqual([undefined, ['W_MAPPING_SIMILAR']]);
  });
});

describe('ruined GTINs', () => {
  const KNOWN = '4260123456788';
  it.each([
    ['4,26E+12', 'scientific'],
    ['4.26012E+12', 'scientific'],
    ['4.2601235E+12', 'scientific'],
    ['4260120000000', 'zeroed'],
    ['4260123456780', 'check-digit'],
    ['4260123465788', 'check-digit'],
  ])('%s is explained by what the catalogue knows: %s', (cell, kind) => expect(restore(cell, KNOWN)?.kind).toBe(kind));

  it.each([
    ['4,27E+12', KNOWN],
    ['4,26E+11', KNOWN],
    ['4.2601234E+12', '4260123556788'],
    ['4006381333931', KNOWN],
    [KNOWN, KNOWN],
    ['4270120000000', KNOWN],
    ['4260123456987', KNOWN],
    ['n/a', KNOWN],
    ['4,26E+12', '4260123456789'],
  ])('%s is not explained by %s', (cell, known) => expect(restore(cell, known)).toBe(undefined));

  it('lost zeros come back, and every column of the row must be explained', () => {
    expect(restore('12345678905', '0012345678905')).toMatchObject({ kind: 'zeros-lost', known: '0012345678905' });
    const error = (code: string, column: string) => ({
      code,
      severity: 'error' as const,
      message: { en: '', zh: '' },
      place: { column },
    });
    const cells: Readonly<Record<string, string>> = { EAN: '12345678905', Preis: 'x' };
    const of = (...list: ReturnType<typeof error>[]) => restorable(list, (column) => cells[column], '0012345678905');
    expect(of(error('E_GTIN_ZEROS', 'EAN'))?.kind).toBe('zeros-lost');
    expect(of(error('E_GTIN_ZEROS', 'EAN'), error('E_PRICE_FORMAT', 'Preis'))).toBe(undefined);
    expect([of(), restorable([error('E_GTIN_ZEROS', 'EAN')], () => '12345678905', undefined)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('of a whole row: proposed, and left to the catalogue when accepted', () => {
    const [headers, cells] = [
      ['sku', 'title', 'ean'],
      ['A', 'Glue', '4,26E+12'],
    ];
    const read = rowReader(proposeMapping(headers, { header: 1, file: 'f' }).mapping, headers)(cells, {
      file: 'f',
      row: 2,
    });
    const otherwise = withoutGtin(read);
    expect(otherwise).toEqual({
      product: { code: 'A', title: 'Glue' },
      variant: { sku: 'A' },
      fields: ['sku', 'title'],
    });
    const refused = { row: 2, line: 2, cells, errors: read.errors, ...(otherwise ? { otherwise } : {}) };
    const known = (sku: string) => (sku === 'A' ? KNOWN : undefined);
    expect(investigate(refused, headers, known, false)).toMatchObject({
      finding: { code: 'W_GTIN_PROPOSED', place: { row: 2, column: 'ean', sku: 'A' } },
    });
    expect(investigate(refused, headers, known, false)?.take).toBe(undefined);
    expect(investigate(refused, headers, known, true)).toMatchObject({
      finding: { code: 'I_GTIN_RESTORED' },
      take: otherwise,
    });
    expect(investigate(refused, headers, () => undefined, true)).toBe(undefined);
    const two = rowReader(proposeMapping([...headers, 'price eur'], { header: 1, file: 'f' }).mapping, [
      ...headers,
      'price eur',
    ]);
    expect(withoutGtin(two([...cells, 'x'], { row: 2 }))).toBe(undefined);
  });

  it('are proposed with the evidence, and never applied by that', () => {
    const found = restore('1,23E+10', '012345678905');
    expect(found && restoration(found, { row: 2 }, false)).toMatchObject({
      code: 'W_GTIN_PROPOSED',
      message: {
        en: 'the catalogue has 012345678905 for this SKU: 012345678905, rounded to 3 digits, is shown as 1,23E+10',
      },
      next: { en: expect.stringContaining('--accept gtin') },
    });
    expect(found && restoration(found, { row: 2 }, true)).toMatchObject({ code: 'I_GTIN_RESTORED', severity: 'info' });
  });
});
