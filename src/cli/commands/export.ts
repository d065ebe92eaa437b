import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EXIT, MabangError } from '../../core/index.ts';
import { findingsCsv } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import { writeWhole } from '../files.ts';
import { exportText } from '../views/export.ts';

export const exportCommand: CommandSpec = {
  name: 'export',
  summary: {
    en: 'the catalogue as a CSV that Excel opens and import takes back',
    zh: '把目录导出为 Excel 可打开的 CSV，可再导入',
  },
  examples: [
    { run: 'mabang export --out catalogue.csv', what: { en: 'everything', zh: '导出全部' } },
    {
      run: 'mabang export MUG-01 MUG-02 --out mugs.csv',
      what: { en: 'two products; edit them and import the file', zh: '导出两个商品，编辑后可再导入' },
    },
    {
      run: 'mabang export --columns title,price,"price currency" --out prices.csv',
      what: {
        en: 'some columns; the others stay as they are when it comes back',
        zh: '部分列；再导入时其余内容保持不变',
      },
    },
    {
      run: 'mabang export --channel shop --findings problems.csv > shop.csv',
      what: { en: 'what a channel would get, and what is wrong with it', zh: '某渠道将得到的内容，以及其中的问题' },
    },
  ],
  arguments: [
    {
      name: 'product',
      optional: true,
      many: true,
      completes: 'sku',
      summary: { en: 'product codes or SKUs; everything unless named', zh: '商品编码或 SKU，默认全部' },
    },
  ],
  options: [
    {
      name: 'out',
      value: 'file',
      completes: 'file',
      summary: { en: 'where to write it; standard output unless said', zh: '输出文件，默认标准输出' },
    },
    {
      name: 'columns',
      value: 'columns',
      many: true,
      commas: true,
      summary: {
        en: 'only these, with commas; code and SKU are always there',
        zh: '只导出这些列（逗号分隔）；始终包含编码和 SKU',
      },
    },
    {
      name: 'channel',
      value: 'channel',
      completes: 'channel',
      summary: { en: 'the listings as they would stand there', zh: '导出该渠道上将呈现的内容' },
    },
    {
      name: 'findings',
      value: 'file',
      completes: 'file',
      summary: { en: 'write what `mabang validate` finds to this CSV', zh: '把 mabang validate 的检查结果写入此 CSV' },
    },
  ],
  formats: ['text'],
  async run(input, ctx) {
    const [out, channel, findings] = [input.text('out'), input.text('channel'), input.text('findings')];
    const [products, columns] = [input.arguments('product'), input.list('columns')];
    const target = out === undefined || out === '-' ? toAnswer(ctx) : toFile(out);
    const done = await ctx.withWorkspace(async (ws, engine) => {
      try {
        const report = await engine.exportSheet(
          ws,
          {
            ...(products.length === 0 ? {} : { products }),
            ...(columns.length === 0 ? {} : { columns }),
            ...(channel === undefined ? {} : { channel }),
          },
          target.write,
        );
        target.keep();
        if (findings === undefined) return { report };
        const checked = await engine.validate(ws, { channels: channel === undefined ? [] : [channel] });
        writeWhole(findings, findingsCsv(checked.findings, ctx.lang));
        return { report, findings: { file: findings, count: checked.findings.length } };
      } catch (error) {
        target.drop();
        throw error;
      }
    });
    const text = exportText({ ...done, ...(out === undefined || out === '-' ? {} : { file: out }) }, ctx.lang);
    if (out === undefined || out === '-') ctx.hint({ en: text, zh: text });
    else ctx.answer(`${text}\n`);
    return EXIT.done;
  },
};

interface Target {
  write(text: string): void;
  keep(): void;
  drop(): void;
}

function toAnswer(ctx: Ctx): Target {
  return { write: (text) => ctx.answer(text), keep: () => {}, drop: () => {} };
}

/** Written beside its name, and named when it is whole. Throws `E_EXPORT_FILE`. */
function toFile(file: string): Target {
  const beside = join(dirname(file), `.${basename(file)}.partial`);
  let fd: number | undefined;
  const guard = (work: () => void) => {
    try {
      work();
    } catch (error) {
      throw unwritable(file, error);
    }
  };
  return {
    write: (text) =>
      guard(() => {
        fd ??= openSync(beside, 'w', 0o644);
        for (let bytes = Buffer.from(text); bytes.length > 0; ) bytes = bytes.subarray(writeSync(fd, bytes));
      }),
    keep: () =>
      guard(() => {
        if (fd === undefined) return;
        fsyncSync(fd);
        closeSync(fd);
        fd = undefined;
        renameSync(beside, file);
      }),
    drop: () => {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
      rmSync(beside, { force: true });
    },
  };
}

function unwritable(file: string, error: unknown): MabangError {
  const reason = error instanceof Error ? error.message.split(',')[0] : String(error);
  return new MabangError(
    'E_EXPORT_FILE',
    EXIT.usage,
    { en: `the export cannot be written: ${reason}`, zh: `无法写入导出文件：${reason}` },
    {
      place: { file },
      next: { en: 'name another place with --out', zh: '请用 --out 指定其他位置' },
      cause: error,
    },
  );
}
