import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ImportOptions, importSheet, validate } from '../../src/engine/index.ts';
import { Bench, FakePlatform } from './fake.ts';

let bench: Bench | undefined;
afterEach(() => {
  bench?.close();
  bench = undefined;
});

function workspace() {
  bench = new Bench(new FakePlatform());
  const { dir } = bench;
  const own = bench;
  const file = (text: string, name = 'sheet.csv') => {
    const path = join(dir, name);
    writeFileSync(path, text);
    return path;
  };
  return {
    dir,
    file,
    catalogue: () => own.workspace.catalogue,
    take: (text: string, options: Partial<ImportOptions> = {}, name?: string) =>
      importSheet(own.workspace, { file: file(text, name), dryRun: false, onError: 'stop', ...options }),
    validate: (path: string) => validate(own.workspace, { sheet: path, channels: [] }),
    restart: () => own.restart(),
  };
}

const SHEET = 'sku,title,price eur,stock\nA,Mug,2.00,5\nB,Cup,3.00,6\n';
const WITH_ERRORS = 'sku,title,price eur,stock\nA,Mug,2.00,5\nB,=Cup,three,6\nC,Pot,4.00\nD,Jug,5.00,1\n';

describe('an import', () => {
  it('with one wrong row takes nothing, and leaves a file with the wrong rows', async () => {
    const { take, catalogue } = workspace();
    const report = await take(WITH_ERRORS);
    expect([report.result, report.exit, report.rejected]).toEqual(['refused', 1, 2]);
    expect([catalogue().counts().products, catalogue().revision()]).toEqual([0, 0]);
    expect(readFileSync(report.rejectsFile ?? '', 'utf8').split('\r\n')).toHaveLength(4);
    expect(catalogue().findImport(report.reading.hash, '')).toBe(undefined);
  });

  it('takes the good rows when told to, and the others once they are corrected', async () => {
    const { take, catalogue } = workspace();
    const report = await take(WITH_ERRORS, { onError: 'skip-row' });
    expect([report.result, report.exit, report.variants.new, report.rejected]).toEqual(['committed', 1, 2, 2]);
    const rejects = readFileSync(report.rejectsFile ?? '', 'utf8');
    expect((await take(rejects, {}, 'again.csv')).result).toBe('refused');
    const corrected = rejects.replaceAll('three', '3.00').replace('4.00', '4.00,9');
    expect(await take(corrected, {}, 'corrected.csv')).toMatchObject({ result: 'committed', rejected: 0, rows: 2 });
    expect(catalogue().counts().variants).toBe(4);
    expect(catalogue().productOf('B')).toMatchObject({
      title: '=Cup',
      variants: [{ price: { minor: 300 }, quantity: 6 }],
    });
    expect(catalogue().productOf('C')?.variants[0]?.quantity).toBe(9);
  });

  it('writes nothing on a dry run, and says what it would do', async () => {
    const { take, catalogue, dir } = workspace();
    expect(await take(WITH_ERRORS, { dryRun: true, onError: 'skip-row' })).toMatchObject({
      result: 'dry-run',
      rejected: 2,
      variants: { new: 2 },
    });
    expect([catalogue().counts().products, existsSync(join(dir, 'sheet.csv.rejects.csv'))]).toEqual([0, false]);
  });

  it('of a sheet that was there before another one has its say again', async () => {
    const { take, catalogue } = workspace();
    await take(SHEET);
    await take(SHEET.replace('5\n', '1\n'), {}, 'tuesday.csv');
    expect(catalogue().productOf('A')?.variants[0]?.quantity).toBe(1);
    expect(await take(SHEET)).toMatchObject({ result: 'committed', variants: { changed: 1, same: 1 } });
    expect(catalogue().productOf('A')?.variants[0]?.quantity).toBe(5);
    expect(await take(SHEET)).toMatchObject({ result: 'already-imported', exit: 0 });
  });

  it('of bytes that were imported with refused rows writes their file no second time', async () => {
    const { take, dir } = workspace();
    await take(WITH_ERRORS, { onError: 'skip-row' });
    const second = await take(WITH_ERRORS, { onError: 'skip-row', rejects: join(dir, 'second.csv') });
    expect([second.result, second.rejectsFile, existsSync(join(dir, 'second.csv'))]).toEqual([
      'already-imported',
      undefined,
      false,
    ]);
  });

  it('of SKUs alone finds their products, and changes nothing of them', async () => {
    const { take, catalogue } = workspace();
    await take('货号,sku,title,尺码,price eur,stock\nP,P-S,Shirt,S,9.00,5\nP,P-L,Shirt,L,9.00,5\n');
    expect(await take('sku,stock,status\nP-S,0,ended\nP-L,7,active\nNEW,1,active\n', {}, 'stock.csv')).toMatchObject({
      result: 'committed',
      products: { new: 1 },
      variants: { new: 1, changed: 2 },
    });
    expect(catalogue().product('P')).toMatchObject({
      status: 'active',
      variants: [
        { quantity: 0, status: 'ended' },
        { quantity: 7, status: 'active' },
      ],
    });
    const report = await take('sku,title\nP-S,Another title\n', {}, 'titles.csv');
    expect(report.findings.map(({ code, place }) => [code, place.row, place.sku])).toEqual([['E_SKU_MOVED', 2, 'P-S']]);
  });

  it('ends a product with the last of its SKUs, and brings it back', async () => {
    const { take, catalogue } = workspace();
    const sheet = (a: string, b: string) => `货号,sku,title,尺码,status\nP,P-S,Shirt,S,${a}\nP,P-L,Shirt,L,${b}\n`;
    const states = () => [
      catalogue().product('P')?.status,
      ...(catalogue()
        .product('P')
        ?.variants.map((v) => v.status) ?? []),
    ];
    await take(sheet('ended', 'active'));
    expect(states()).toEqual(['active', 'ended', 'active']);
    await take(sheet('ended', 'ended'));
    expect(states()).toEqual(['ended', 'ended', 'ended']);
    expect((await take(sheet('ended', 'ended'), { again: true })).products).toEqual({ new: 0, changed: 0, same: 1 });
    await take(sheet('active', 'ended'));
    expect(states()).toEqual(['active', 'active', 'ended']);
  });

  it('that cannot write its rejects file takes nothing', async () => {
    const { take, catalogue, dir } = workspace();
    mkdirSync(join(dir, 'r.csv'));
    await expect(take(WITH_ERRORS, { onError: 'skip-row', rejects: join(dir, 'no/r.csv') })).rejects.toMatchObject({
      code: 'E_REJECTS_FILE',
    });
    expect(catalogue().counts().products).toBe(0);
  });

  it('of a sheet that cannot be read to its end takes nothing, and the next one goes in', async () => {
    const { take, catalogue } = workspace();
    await expect(take(`${SHEET}C,"Pot\n`)).rejects.toMatchObject({ code: 'E_CSV' });
    expect(catalogue().counts().products).toBe(0);
    expect((await take(SHEET)).result).toBe('committed');
  });

  it('keeps a thousand findings and says how many more there are', async () => {
    const { take } = workspace();
    const report = await take(`sku,price eur\n${Array.from({ length: 1200 }, (_, i) => `S${i},x\n`).join('')}`);
    expect([report.rejected, report.findings.length]).toEqual([1200, 1001]);
    expect(report.findings.at(-1)).toMatchObject({
      code: 'I_NOT_SHOWN',
      message: { en: '200 more findings are not shown' },
    });
  });
});

describe('validate', () => {
  it('checks a sheet as it would stand in the catalogue, names its file, and writes nothing', async () => {
    const own = workspace();
    const path = own.file('sku,title,price eur,stock\nA,Mug,x,5\nB,Cup,3.00,6\n');
    const report = await own.validate(path);
    expect(report.checked).toEqual({ products: 1, variants: 1 });
    expect(
      report.findings.filter((f) => f.severity === 'error').map(({ code, place }) => [code, place.file, place.row]),
    ).toEqual([['E_PRICE_FORMAT', path, 2]]);
    expect([own.catalogue().counts().products, existsSync(`${path}.rejects.csv`)]).toEqual([0, false]);
  });
});

describe('kill -9 in the middle of an import', () => {
  const dist = join(import.meta.dirname, '../../dist/mabang.js');

  it('leaves the catalogue as it was, and the same command finishes the work', async () => {
    const own = workspace();
    await own.take(SHEET);
    const before = [...own.catalogue().products()];
    const bad = Array.from({ length: 300 }, (_, i) => `X${i},${'words '.repeat(80)},three,3`);
    const good = Array.from({ length: 40_000 }, (_, i) => `N${i},Title ${i},${i % 90}.50,3`);
    const big = own.file(`sku,title,price eur,stock\n${[...bad, ...good].join('\n')}\n`, 'big.csv');
    const rejects = `${big}.rejects.csv`;
    own.catalogue().close();
    const run = (kill: boolean) =>
      new Promise<number | string | null>((resolve, reject) => {
        const args = [dist, 'import', big, '--on-error', 'skip-row'];
        const child = spawn(process.execPath, args, { cwd: own.dir, stdio: 'ignore' });
        child.on('error', reject).on('exit', (code, signal) => resolve(signal ?? code));
        // The first refused rows reach the disk while most of the good ones are still to come: the transaction is open.
        const watch = setInterval(() => {
          if (kill && existsSync(`${rejects}.partial`)) child.kill('SIGKILL');
        }, 2);
        child.on('exit', () => clearInterval(watch));
      });
    expect(await run(true)).toBe('SIGKILL');
    own.restart();
    expect([...own.catalogue().products()]).toEqual(before);
    expect([own.catalogue().check(), existsSync(rejects)]).toEqual([[], false]);
    own.catalogue().close();
    expect(await run(false)).toBe(1);
    own.restart();
    expect(own.catalogue().counts().products).toBe(before.length + 40_000);
    expect(readFileSync(rejects, 'utf8').split('\r\n')).toHaveLength(302);
    expect(existsSync(`${rejects}.partial`)).toBe(false);
  });
});
