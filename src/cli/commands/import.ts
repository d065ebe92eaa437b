import { EXIT } from '../../core/index.ts';
import { encodingOf } from '../../engine/encodings.ts';
import type { ImportReport } from '../../engine/index.ts';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import { spool } from '../files.ts';
import type { Input } from '../input.ts';
import { leanHeap } from '../lean.ts';
import { importText } from '../views/import.ts';
import { ENCODING_OPTION, MAPPING_OPTION, SHEET_OPTION } from './options.ts';

export const importCommand: CommandSpec = {
  name: 'import',
  summary: { en: 'take a supplier’s sheet into the catalogue', zh: '把供应商表格导入目录' },
  examples: [
    {
      run: 'mabang import sheet.csv',
      what: { en: 'columns, encoding and delimiter are found out', zh: '自动识别列、编码和分隔符' },
    },
    {
      run: 'mabang import sheet.csv --mapping mappings/yiwu.yaml --dry-run',
      what: { en: 'see what it would change, write nothing', zh: '查看将要更改的内容，不写入' },
    },
    {
      run: 'mabang import sheet.csv --on-error skip-row',
      what: { en: 'take the good rows; the others go to a file to correct', zh: '导入正确的行；其余写入文件待更正' },
    },
    {
      run: 'mabang import stock.xlsx --sheet 库存',
      what: { en: 'one sheet of a workbook', zh: '工作簿中的一个工作表' },
    },
    { run: 'curl -s https://example.com/stock.csv | mabang import -', what: { en: 'from a pipe', zh: '从管道读取' } },
  ],
  arguments: [
    {
      name: 'sheet',
      completes: 'file',
      summary: { en: 'a CSV file or a workbook, or - for standard input', zh: 'CSV 文件或工作簿，- 表示标准输入' },
    },
  ],
  options: [
    MAPPING_OPTION,
    { name: 'dry-run', summary: { en: 'write nothing', zh: '不写入' } },
    ENCODING_OPTION,
    SHEET_OPTION,
    {
      name: 'accept',
      value: 'what',
      many: true,
      commas: true,
      choices: ['gtin', 'missing'],
      env: false,
      summary: {
        en: 'gtin: the catalogue’s GTIN where the sheet has ruined it; missing: that very many SKUs are missing',
        zh: 'gtin：表格中条码损坏时采用目录中的条码；missing：确认大量 SKU 缺失',
      },
    },
    {
      name: 'on-error',
      value: 'what',
      choices: ['stop', 'skip-row'],
      summary: {
        en: 'stop: one bad row and nothing is written; skip-row: the good rows are',
        zh: 'stop：有一行出错就不写入；skip-row：写入正确的行',
      },
    },
    {
      name: 'rejects',
      value: 'file',
      completes: 'file',
      summary: { en: 'where refused rows go; beside the sheet unless said', zh: '拒收行的输出文件，默认在表格旁边' },
    },
    {
      name: 'again',
      env: false,
      summary: { en: 'even if these bytes were imported before', zh: '即使此前已导入相同内容' },
    },
  ],
  formats: ['text', 'json'],
  async run(input, ctx) {
    const named = input.argument('sheet') ?? '';
    if (named !== '-') return importFile(input, ctx, named, named);
    const spooled = await spool(ctx.io.stdin);
    try {
      return await importFile(input, ctx, spooled.file, '-');
    } finally {
      spooled.remove();
    }
  },
};

async function importFile(input: Input, ctx: Ctx, file: string, named: string): Promise<ImportReport['exit']> {
  // Paths stay as they were typed: findings, annotations and provenance name the sheet the way the user does.
  const mapping = input.text('mapping');
  // Refused rows of a pipe would land in the folder that is removed afterwards.
  const rejects = input.text('rejects') ?? (named === '-' ? 'stdin.rejects.csv' : undefined);
  const encoding = input.text('encoding');
  const sheet = input.text('sheet');
  const accept = (['gtin', 'missing'] as const).filter((what) => input.list('accept').includes(what));
  leanHeap();
  const report = await ctx.withWorkspace((ws, engine) =>
    engine.importSheet(ws, {
      file,
      ...(named === '-' ? { name: 'stdin' } : {}),
      dryRun: input.flag('dry-run'),
      onError: input.text('on-error') === 'skip-row' ? 'skip-row' : 'stop',
      ...(mapping === undefined ? {} : { mapping }),
      ...(encoding === undefined ? {} : { encoding: encodingOf(encoding) }),
      ...(sheet === undefined ? {} : { sheet }),
      ...(accept.length === 0 ? {} : { accept }),
      ...(rejects === undefined ? {} : { rejects }),
      ...(input.flag('again') ? { again: true } : {}),
    }),
  );
  ctx.answer(
    ctx.format === 'json' ? envelope('import', report) : importText(report, ctx.lang, ctx.paint.out, ctx.quiet),
  );
  if (report.exit === EXIT.done && report.result === 'committed')
    ctx.hint({ en: 'next: mabang diff', zh: '下一步：mabang diff' });
  return report.exit;
}
