import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/contract/index.ts';
import {
  csvCell,
  envelope,
  findingRows,
  findingsCsv,
  githubText,
  junitXml,
  ndjson,
  planCsv,
  planRows,
  sarifText,
} from '../../src/report/index.ts';
import { finding, samplePlan } from './samples.ts';

const price = (row: number, part: Partial<Diagnostic> = {}) =>
  finding({ code: 'E_PRICE', place: { file: 'in/sheet.csv', row, line: row + 1, column: '售价' }, ...part });

describe('JSON', () => {
  it('begins every envelope with its version and kind', () => {
    const parsed = JSON.parse(envelope('diff', { plan: samplePlan(), findings: [], failed: [] }));
    expect(Object.keys(parsed)).toEqual(['mabang', 'kind', 'plan', 'findings', 'failed']);
    expect(parsed).toMatchObject({ mabang: 1, kind: 'diff' });
  });

  it('writes ndjson as one envelope line and one line per row', () => {
    const text = ndjson('diff', { exit: 0 }, [...planRows(samplePlan()), ...findingRows([price(2)])]);
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => row.type ?? row.kind)).toEqual([
      'diff',
      'channel',
      'listing',
      'listing',
      'listing',
      'finding',
    ]);
    expect(rows[1]).not.toHaveProperty('listings');
    expect(rows[2]).toMatchObject({ channel: 'shop', code: 'NEW-1' });
  });
});

describe('CSV', () => {
  it('begins with a BOM and ends lines with CRLF', () => {
    const text = findingsCsv([price(2)], 'en');
    expect(text.charCodeAt(0)).toBe(0xfeff);
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.split('\r\n')[1]).toBe('error,E_PRICE,,,,,in/sheet.csv,2,3,售价,E_PRICE happened,');
  });

  it('escapes what a spreadsheet would run, and quotes what would break the row', () => {
    expect(csvCell('=1+1')).toBe("'=1+1");
    expect(csvCell('+49')).toBe("'+49");
    expect(csvCell('-3')).toBe("'-3");
    expect(csvCell('@cmd')).toBe("'@cmd");
    expect(csvCell('＝1+1')).toBe("'＝1+1");
    expect(csvCell('\t=x')).toBe("'\t=x");
    expect(csvCell(-3)).toBe('-3');
    expect(csvCell('a "b", c')).toBe('"a ""b"", c"');
    expect(csvCell('=HYPERLINK("x","y")')).toBe('"\'=HYPERLINK(""x"",""y"")"');
    expect(csvCell('two\nlines')).toBe('"two\nlines"');
  });

  it('has a row per facet of a plan and one for an end', () => {
    const rows = planCsv(samplePlan().channels).slice(1).trimEnd().split('\r\n');
    expect(rows).toContain('shop,live,UPD-1,Enamel mug,U-R,update,stock,7,0,yes');
    expect(rows).toContain('shop,live,UPD-1,Enamel mug,U-R,update,price,12.90,14.50,');
    expect(rows).toContain('shop,live,OLD-1,Old mug,,end,,,,');
  });
});

describe('GitHub annotations', () => {
  it('uses the line of the file and escapes what would end the command', () => {
    const text = githubText([price(2, { message: { en: '100%\nwrong', zh: '' } })], 'en', 'full');
    expect(text).toBe(
      '::error file=in/sheet.csv,line=3,title=E_PRICE::100%25%0Awrong%0Ain/sheet.csv:2:售价 · line 3 of the file\n',
    );
    const windows = githubText([finding({ code: 'E_X', place: { file: 'C:\\a,b.csv' } })], 'en', 'full');
    expect(windows).toContain('file=C%3A\\a%2Cb.csv,');
  });

  it('shows ten of a kind at most, one of each code first, and says how many more there are', () => {
    const errors = [...Array.from({ length: 20 }, (_, i) => price(i + 2)), finding({ code: 'E_RARE' })];
    const warnings = Array.from({ length: 3 }, () => finding({ code: 'W_X', severity: 'warning' }));
    const lines = githubText([...errors, ...warnings], 'en', 'mabang validate --format csv')
      .trimEnd()
      .split('\n');
    const shown = lines.filter((line) => line.startsWith('::error'));
    expect(shown).toHaveLength(10);
    expect(shown.some((line) => line.includes('E_RARE'))).toBe(true);
    expect(shown.at(-1)).toContain('11 more are not shown here: mabang validate --format csv');
    expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(3);
  });
});

describe('JUnit', () => {
  it('fails errors, keeps warnings green, and escapes XML', () => {
    const xml = junitXml(
      [
        finding({ code: 'E_X', message: { en: 'a < b & "c"\u0001', zh: '' }, place: { channel: 'shop', sku: 'S' } }),
        finding({ code: 'W_Y', severity: 'warning', place: { channel: 'shop' } }),
      ],
      { products: 3, variants: 4 },
      'en',
    );
    expect(xml).toContain('<testsuites name="mabang validate" tests="4" failures="1" errors="0">');
    expect(xml).toContain('message="1 × a &lt; b &amp; &quot;c&quot;"');
    expect(xml).toMatch(/name="W_Y"><system-out>/);
    expect(xml).toContain('name="3 products, 4 SKUs"');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    expect(xml).not.toMatch(/\u0001/);
  });
});

describe('SARIF', () => {
  const options = { lang: 'en', version: '1.2.3', file: 'mabang.yaml' } as const;

  it('names each rule once and points every result at a rule and a place', () => {
    const log = JSON.parse(
      sarifText([price(2), price(3), finding({ code: 'W_Y', severity: 'warning', place: { sku: 'S' } })], options),
    );
    const [run] = log.runs;
    expect(log.version).toBe('2.1.0');
    expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(['E_PRICE', 'W_Y']);
    expect(run.results.map((result: { ruleId: string; level: string }) => [result.ruleId, result.level])).toEqual([
      ['E_PRICE', 'error'],
      ['E_PRICE', 'error'],
      ['W_Y', 'warning'],
    ]);
    expect(run.results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'in/sheet.csv' },
      region: { startLine: 3 },
    });
    expect(run.results[2].locations[0].physicalLocation.artifactLocation.uri).toBe('mabang.yaml');
    expect(run.results[2].locations[0].logicalLocations[0].fullyQualifiedName).toBe('S');
  });

  it('keeps a finding’s fingerprint when rows move, and caps the results', () => {
    const print = (row: number) =>
      JSON.parse(sarifText([price(row, { place: { sku: 'S', file: 'a.csv', row, line: row } })], options)).runs[0]
        .results[0].partialFingerprints;
    expect(print(2)).toEqual(print(9));
    const many = JSON.parse(
      sarifText(
        Array.from({ length: 5002 }, (_, i) => price(i)),
        options,
      ),
    ).runs[0];
    expect(many.results).toHaveLength(5000);
    expect(many.invocations[0].toolExecutionNotifications[0].message.text).toContain('2 more findings');
  });

  it('writes paths as URIs', () => {
    const uri = (file: string) =>
      JSON.parse(sarifText([finding({ code: 'E', place: { file } })], options)).runs[0].results[0].locations[0]
        .physicalLocation.artifactLocation.uri;
    expect(uri('表格 1.csv')).toBe('%E8%A1%A8%E6%A0%BC%201.csv');
    expect(uri('C:\\in\\a.csv')).toBe('file:///C:/in/a.csv');
  });
});
