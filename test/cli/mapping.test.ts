import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/core/index.ts';
import { mappings } from '../../src/engine/mapping.ts';
import { envelopeSchema } from '../../src/report/index.ts';
import { answering, cli, workspace } from './harness.ts';

const fits = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(
  envelopeSchema(),
);

let dir: string;
let sheet: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mabang-mapping-'));
  sheet = join(dir, '义乌.csv');
  writeFileSync(sheet, '货号,商品名称,单价,库存\nA,水杯,"1,234",有货\nB,水壶,"2,500",3\n');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const run = (line: readonly string[], options: Parameters<typeof cli>[1] = {}) =>
  cli(['mapping', ...line], {
    engine: { mappings, openWorkspace: () => ({ ...workspace(), dir }) },
    cwd: dir,
    ...options,
  });
const yaml = () => readFileSync(join(dir, 'mappings/suppliers/义乌.yaml'), 'utf8');
const ANSWERS = ['decimal:单价=.', 'currency=CNY', 'words:库存:有货=10'].flatMap((answer) => ['--answer', answer]);

describe('mapping new', () => {
  it('without a terminal names every open question and how to answer it, and writes nothing', async () => {
    const { code, out, err } = await run(['new', sheet]);
    expect([code, out]).toEqual([EXIT.usage, '']);
    for (const part of ['3 questions are open', "'decimal:单价=.'  1,234 → 1234", 'currency=…', 'words:库存:有货=…'])
      expect(err).toContain(part);
    expect(existsSync(join(dir, 'mappings'))).toBe(false);
    const wrong = await run(['new', sheet, ...ANSWERS.slice(0, 2), '--answer', 'currency=yuan']);
    expect([wrong.code, wrong.err.includes('(not yuan)')]).toEqual([EXIT.usage, true]);
  });

  it('without a terminal writes what the answers settle', async () => {
    const { code, out } = await run(['new', sheet, ...ANSWERS]);
    expect([code, out.split('\n').at(-2)]).toEqual([EXIT.done, join('mappings', 'suppliers', '义乌.yaml')]);
    expect(yaml()).toContain('currency: CNY');
    expect(yaml()).toContain('有货: "10"');
    expect((await run(['new', sheet, ...ANSWERS])).code).toBe(EXIT.usage);
    expect((await run(['new', sheet, ...ANSWERS, '--replace'])).code).toBe(EXIT.done);
  });

  it('at a terminal asks one question after the other, then whether to write', async () => {
    const prompts = answering('.', '10', 'CNY', true);
    const { code } = await run(['new', sheet], { prompts });
    expect([code, prompts.asked.length]).toEqual([EXIT.done, 4]);
    expect(prompts.asked.at(-1)).toContain('write the mapping 义乌?');
    expect(yaml()).toContain('decimal: .');
    const no = answering('.', 'refuse', 'CNY', false);
    expect((await run(['new', sheet, '--name', 'other'], { prompts: no })).code).toBe(EXIT.findings);
    expect(existsSync(join(dir, 'mappings/suppliers/other.yaml'))).toBe(false);
  });

  it('maps a column that it is told of, and refuses what is no column or field', async () => {
    const tell = (answer: string) => run(['new', sheet, ...ANSWERS, '--answer', answer, '--dry-run']);
    expect((await tell('column:商品名称=attribute:Name')).out).toContain('attribute:Name');
    expect((await tell('column:商品名称=')).out).toContain('columns left out: 商品名称');
    for (const answer of ['column:名=title', 'column:商品名称=titel', 'no answer'])
      expect((await tell(answer)).code).toBe(EXIT.usage);
    expect(existsSync(join(dir, 'mappings'))).toBe(false);
  });

  it('refuses a sheet whose columns hold something else', async () => {
    writeFileSync(sheet, '货号,单价(元)\nA,4006381333931\nB,5901234123457\nC,2041000000018\n');
    const { code, err } = await run(['new', sheet]);
    expect([code, err.includes('E_COLUMN_SHAPE')]).toEqual([EXIT.findings, true]);
  });
});

describe('mapping test, show and repair', () => {
  it('test the samples, and end with 1 when one has become something else', async () => {
    expect((await run(['test'])).out).toContain('no mappings yet');
    await run(['new', sheet, ...ANSWERS]);
    const good = await run(['test']);
    expect([good.code, good.out]).toEqual([EXIT.done, '义乌: ok · 2 sample rows\n']);
    writeFileSync(join(dir, 'mappings/suppliers/义乌.yaml'), yaml().replace('有货: "10"', '有货: "11"'));
    const bad = await run(['test', '义乌', '--format', 'github']);
    expect([bad.code, bad.out.includes('::error')]).toEqual([EXIT.findings, true]);
  });

  it('show all mappings, or one as it stands', async () => {
    await run(['new', sheet, ...ANSWERS]);
    expect((await run(['show'])).out).toMatch(/义乌\s+4\s+4\s+utf-8\s+grouped\s+report/);
    expect((await run(['show', '义乌'])).out).toBe(yaml());
    expect((await run(['show', 'nobody'])).code).toBe(EXIT.usage);
  });

  it('are written as JSON', async () => {
    await run(['new', sheet, ...ANSWERS]);
    const shown = JSON.parse((await run(['show', '--format', 'json'])).out);
    expect(shown).toMatchObject({
      kind: 'mapping',
      action: 'show',
      mappings: [{ name: '义乌', mapping: { version: 1, currency: 'CNY', missing: 'report' } }],
    });
    expect(JSON.parse((await run(['show', '义乌', '--format', 'json'])).out)).toEqual(shown);
    const tested = JSON.parse((await run(['test', '--format', 'json'])).out);
    expect(tested).toMatchObject({
      action: 'test',
      tests: [{ name: '义乌', rows: 2, ok: true }],
      findings: [],
      exit: 0,
    });
    writeFileSync(join(dir, 'mappings/suppliers/义乌.yaml'), yaml().replace('有货: "10"', '有货: "11"'));
    const bad = await run(['test', '--format', 'json']);
    const wrong = JSON.parse(bad.out);
    expect([bad.code, wrong.exit, wrong.tests[0].ok, wrong.findings[0].code]).toEqual([
      1,
      1,
      false,
      'E_MAPPING_SAMPLE',
    ]);
    for (const answer of [shown, tested, wrong]) expect([fits(answer), fits.errors]).toEqual([true, null]);
    expect((await run(['new', sheet, ...ANSWERS, '--replace', '--format', 'json'])).code).toBe(EXIT.usage);
  });

  it('repair what was renamed', async () => {
    await run(['new', sheet, ...ANSWERS]);
    expect((await run(['repair', '义乌', sheet])).out).toContain('as the mapping knows it');
    writeFileSync(sheet, readFileSync(sheet, 'utf8').replace('库存', '库存数量'));
    const before = yaml();
    const dry = await run(['repair', '义乌', sheet, '--dry-run']);
    expect([dry.code, dry.out.includes('E_COLUMN_RENAMED'), yaml()]).toEqual([EXIT.done, true, before]);
    expect((await run(['repair', '义乌', sheet])).code).toBe(EXIT.done);
    expect(yaml()).toContain('column: 库存数量');
    expect((await run(['repair', '义乌'])).code).toBe(EXIT.usage);
  });
});
