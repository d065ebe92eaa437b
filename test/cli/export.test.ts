import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineApi } from '../../src/cli/engine.ts';
import { EXIT, MabangError } from '../../src/core/index.ts';
import { cli, workspace } from './harness.ts';

let folder = '';
afterEach(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = '';
});

function fresh(): string {
  folder = mkdtempSync(join(tmpdir(), 'mabang-export-'));
  return folder;
}

const REPORT = { products: 2, variants: 3, leftOut: 0 };

function engine(exportSheet: EngineApi['exportSheet']): Partial<EngineApi> {
  return { openWorkspace: () => workspace(), exportSheet };
}

const writes: EngineApi['exportSheet'] = async (_ws, _request, write) => {
  await write('\uFEFFmabang_export,code,sku\r\n');
  await write('1,"=""A""","=""A1"""\r\n');
  return REPORT;
};

describe('mabang export', () => {
  it('writes the sheet to standard output, and what it holds beside it', async () => {
    const { code, out, err } = await cli('export', { engine: engine(writes) });
    expect([code, out]).toEqual([EXIT.done, '\uFEFFmabang_export,code,sku\r\n1,"=""A""","=""A1"""\r\n']);
    expect(err).toContain('2 products · 3 SKUs');
  });

  it('writes a file whole or not at all', async () => {
    const file = join(fresh(), 'out.csv');
    const done = await cli(['export', '--out', file, '--lang', 'zh'], { engine: engine(writes) });
    expect([done.code, done.out]).toEqual([EXIT.done, `${file}：2 个商品 · 3 个 SKU\n`]);
    expect(readFileSync(file, 'utf8')).toContain('"=""A1"""');
    rmSync(file);
    const broken = engine(async (ws, request, write) => {
      await writes(ws, request, write);
      throw new MabangError('E_DISK', EXIT.busy, { en: 'the disk is full', zh: '磁盘已满' });
    });
    expect((await cli(['export', '--out', file], { engine: broken })).code).toBe(EXIT.busy);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('hands on what is asked for', async () => {
    let asked: unknown;
    const listening = engine(async (_ws, request) => {
      asked = request;
      return REPORT;
    });
    const args = ['export', 'A', 'B1', '--columns', 'title,price', '--channel', 'shop', '--quiet'];
    expect(await cli(args, { engine: listening })).toMatchObject({ code: EXIT.done, err: '' });
    expect(asked).toEqual({ products: ['A', 'B1'], columns: ['title', 'price'], channel: 'shop' });
  });

  it('writes what validate finds to a sheet of its own', async () => {
    const file = join(fresh(), 'findings.csv');
    const finding = {
      code: 'E_NO_PRICE',
      severity: 'error' as const,
      message: { en: '=no price', zh: '没有价格' },
      place: { code: 'A', sku: 'A1' },
    };
    const checking: Partial<EngineApi> = {
      ...engine(writes),
      validate: async () => ({ checked: { products: 1, variants: 1 }, findings: [finding], exit: EXIT.findings }),
    };
    const { code, err } = await cli(['export', '--findings', file], { engine: checking });
    expect(code).toBe(EXIT.done);
    expect(err).toContain(`1 finding → ${file}`);
    const text = readFileSync(file, 'utf8');
    expect([text.charCodeAt(0), text.includes("E_NO_PRICE,,A,A1,,,,,,'=no price")]).toEqual([0xfeff, true]);
  });

  it('says where it cannot write', async () => {
    const place = join(fresh(), 'taken.csv');
    mkdirSync(place);
    const { code, err } = await cli(['export', '--out', place], { engine: engine(writes) });
    expect([code, existsSync(place)]).toEqual([EXIT.usage, true]);
    expect(err).toContain('E_EXPORT_FILE');
    expect(readdirSync(folder)).toEqual(['taken.csv']);
  });
});
