import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { importSheet } from '../../src/engine/index.ts';
import { Bench, FakePlatform } from './fake.ts';

let bench: Bench | undefined;
afterEach(() => {
  bench?.close();
  bench = undefined;
});

const BINARY = join(import.meta.dirname, '../../dist/mabang.js');
const HEAD = '货号,sku,title,price eur,stock,颜色,note\n';
const NOTE = 'a remark that makes the sheet long enough to be read by a thread of its own';

function rows(count: number, price: (i: number) => string): string {
  return Array.from(
    { length: count },
    (_, i) => `P${i >> 1},P${i >> 1}-${i & 1},Mug ${i >> 1},${price(i)},${i % 90},C${i & 1},${NOTE}\n`,
  ).join('');
}

describe('kill -9 at any moment of a long import', () => {
  it('leaves the catalogue as it was, and the same command does the work', async () => {
    const own = new Bench(new FakePlatform());
    bench = own;
    const file = (name: string, text: string) => {
      const path = join(own.dir, name);
      writeFileSync(path, text);
      return path;
    };
    const COUNT = 50_000;
    const first = file('first.csv', HEAD + rows(2_000, () => '1.50'));
    await importSheet(own.workspace, { file: first, dryRun: false, onError: 'stop' });
    const long = file('long.csv', HEAD + rows(COUNT, (i) => (i % 3 === 0 ? '2.50' : '1.50')));
    const print = () => {
      const hash = createHash('sha256');
      for (const product of own.workspace.catalogue.products())
        hash.update(JSON.stringify([product, own.workspace.catalogue.sources(product.code)]));
      return `${hash.digest('hex')} ${own.workspace.catalogue.revision()}`;
    };
    const before = print();
    const run = (killAfter: number | undefined) =>
      new Promise<number | string | null>((resolve, reject) => {
        const child = spawn(process.execPath, [BINARY, 'import', long, '--quiet'], { cwd: own.dir, stdio: 'ignore' });
        const wal = `${own.workspace.catalogue.file}-wal`;
        let timer: NodeJS.Timeout | undefined;
        const watch = setInterval(() => {
          // The log is there as soon as the catalogue is open: from then on anything may be half done.
          if (killAfter === undefined || timer !== undefined || !existsSync(wal)) return;
          timer = setTimeout(() => child.kill('SIGKILL'), killAfter);
        }, 2);
        child.on('error', reject).on('exit', (code, signal) => {
          clearInterval(watch);
          clearTimeout(timer);
          resolve(signal ?? code);
        });
      });
    let killed = 0;
    // Each time a little later, from the first bytes to the commit; on a fast machine the last ones may come too late.
    for (const after of [0, 60, 150, 300, 450, 600]) {
      own.workspace.catalogue.close();
      const how = await run(after);
      own.restart();
      if (how !== 'SIGKILL') break;
      killed++;
      expect(own.workspace.catalogue.check()).toEqual([]);
      // A kill after the commit finds the work done, whole.
      if (own.workspace.catalogue.revision() !== 1) break;
      expect(print()).toBe(before);
    }
    expect(killed).toBeGreaterThan(0);
    own.workspace.catalogue.close();
    expect(await run(undefined)).toBe(0);
    own.restart();
    expect(own.workspace.catalogue.counts()).toEqual({ products: COUNT / 2, variants: COUNT });
    const changed = own.workspace.catalogue.product('P0')?.variants.map(({ price }) => price?.minor);
    expect(changed).toEqual([250, 150]);
  });
});
