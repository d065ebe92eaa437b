import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { openSheet } from '../../src/sheets/index.ts';
import { eventsOf, outcome, sheetFile } from './support.ts';

/** Ways in which a sheet could have put something wrong into the catalogue without anybody being told. */
describe('text that was read in a wrong encoding and saved', () => {
  const chinese = 'sku,title,描述\nA1,不锈钢马克杯,轻便耐用的不锈钢马克杯\nA2,纯棉短袖,柔软舒适的纯棉短袖上衣\n';

  it('is recognised where UTF-8 was read as GBK; written back as GBK it is the text again', async () => {
    const ruined = iconv.decode(Buffer.from(chinese), 'gbk');
    await expect(openSheet(sheetFile(ruined))).rejects.toMatchObject({ code: 'E_TEXT_RUINED' });
    await expect(openSheet(sheetFile(iconv.encode(ruined, 'gb18030')))).resolves.toMatchObject({
      reading: { encoding: 'utf-8' },
    });
  });

  it('is not seen in Chinese that is whole', async () => {
    const common =
      '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经';
    const rows = Array.from(
      { length: 400 },
      (_, i) =>
        `S${i},${[...common]
          .map((_, k) => common[(i * 7 + k * 13) % common.length])
          .slice(0, 12)
          .join('')}`,
    );
    for (const bytes of [
      Buffer.from(`sku,商品名称\n${rows.join('\n')}\n`),
      iconv.encode(`sku,商品名称\n${rows.join('\n')}\n`, 'gbk'),
    ])
      expect((await eventsOf(bytes)).filter(({ kind }) => kind === 'row')).toHaveLength(400);
  });
});

it.each([
  ['price usd', '①', 'E_PRICE_FORMAT'],
  ['price usd', '1²', 'E_PRICE_FORMAT'],
  ['stock', '①', 'E_QUANTITY'],
  ['weight (g)', '0.3', 'E_WEIGHT'],
])('%s %s is no number', async (column, cell, code) => {
  expect(outcome((await eventsOf(`sku,${column}\nA,${cell}\n`))[0])).toEqual([[code, column]]);
});

it.each([
  ['price usd', '１２．５０'],
  ['price usd', '12.50\u00a0'],
  ['stock', '１０'],
  ['ean', '="4006381333931"'],
])('%s %s is one', async (column, cell) => {
  const text = `sku,${column}\nA,"${cell.replaceAll('"', '""')}"\n`;
  expect(outcome((await eventsOf(text))[0])).toBe('A');
});

describe('rows that would become products of their own', () => {
  it('a line of totals is no SKU: skipped where all else in it are numbers, refused where not', async () => {
    const events = await eventsOf('sku,title,stock\nA,x,3\n合计,,3\nTotal:,,3\n小计,cups,3\nB,Total,3\n');
    expect(events.map(outcome)).toEqual(['A', 'total', 'total', [['E_SKU_TOTAL', 'sku']], 'B']);
  });

  it('a row below a merged cell is asked for its product code', async () => {
    const events = await eventsOf('货号,sku编码,颜色\nP,P-1,Red\n,P-2,Blue\n');
    expect(events.map(outcome)).toEqual(['P', [['E_NO_CODE', undefined]]]);
  });

  it('a SKU with a character that cannot be seen is refused, and the character is named', async () => {
    const [event] = await eventsOf('sku,title\nA\u200b1,x\n');
    expect(outcome(event)).toEqual([['E_SKU_FORMAT', 'sku']]);
    expect(event?.kind === 'rejected' && event.value.errors[0]?.message.en).toContain('A\\u200b1');
  });
});

it('two columns for one price stop the sheet', async () => {
  const sheet = await openSheet(sheetFile('sku,售价(元),价格(元)\nA,1,2\n'));
  expect(sheet.findings.map(({ code, severity }) => [code, severity])).toEqual([['E_SECOND_COLUMN', 'error']]);
});
