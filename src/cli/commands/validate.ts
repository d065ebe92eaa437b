import type { ValidateReport } from '../../engine/index.ts';
import {
  envelope,
  findingRows,
  findingsCsv,
  findingsText,
  githubText,
  junitXml,
  ndjson,
  number,
  sarifText,
  severityLine,
} from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import { fromStdin, spool } from '../files.ts';
import { MAPPING_OPTION, SHEET_OPTION } from './options.ts';

export const validate: CommandSpec = {
  name: 'validate',
  summary: { en: 'check the catalogue or a sheet against every channel’s rules', zh: '按各渠道规则检查目录或表格' },
  examples: [
    { run: 'mabang validate', what: { en: 'the catalogue, for all channels', zh: '检查目录，针对所有渠道' } },
    {
      run: 'mabang validate sheet.csv --channel shop',
      what: { en: 'a sheet, before it is imported', zh: '导入前先检查表格' },
    },
    {
      run: 'mabang validate --format csv > findings.csv',
      what: { en: 'every finding as a row, for a spreadsheet', zh: '每条结果一行，可用电子表格打开' },
    },
    {
      run: 'mabang validate --format github',
      what: { en: 'annotations in a GitHub workflow', zh: '在 GitHub 工作流中显示注释' },
    },
  ],
  arguments: [
    {
      name: 'sheet',
      optional: true,
      completes: 'file',
      summary: {
        en: 'a CSV file, or - for standard input; the catalogue unless given',
        zh: 'CSV 文件，- 表示标准输入；默认检查目录',
      },
    },
  ],
  options: [
    {
      name: 'channel',
      value: 'name',
      many: true,
      commas: true,
      completes: 'channel',
      summary: { en: 'only this channel; may be given more than once', zh: '只检查此渠道，可多次给出' },
    },
    MAPPING_OPTION,
    SHEET_OPTION,
  ],
  formats: ['text', 'json', 'ndjson', 'csv', 'github', 'junit', 'sarif'],
  async run(input, ctx) {
    const named = input.argument('sheet');
    const mapping = input.text('mapping');
    const sheetName = input.text('sheet');
    const options = {
      channels: input.list('channel'),
      ...(mapping === undefined ? {} : { mapping }),
      ...(sheetName === undefined ? {} : { sheetName }),
    };
    if (named !== '-') {
      const sheet = named === undefined ? {} : { sheet: named };
      const report = await ctx.withWorkspace((ws, engine) => engine.validate(ws, { ...sheet, ...options }));
      ctx.answer(validateAnswer(report, named, ctx));
      return report.exit;
    }
    const spooled = await spool(ctx.io.stdin);
    try {
      const report = await ctx.withWorkspace((ws, engine) => engine.validate(ws, { sheet: spooled.file, ...options }));
      ctx.answer(validateAnswer({ ...report, findings: fromStdin(report.findings, spooled.file) }, 'stdin', ctx));
      return report.exit;
    } finally {
      spooled.remove();
    }
  },
};

function validateAnswer(report: ValidateReport, file: string | undefined, ctx: Ctx): string {
  const { findings, checked } = report;
  switch (ctx.format) {
    case 'json':
      return envelope('validate', report);
    case 'ndjson':
      return ndjson('validate', { checked, exit: report.exit }, findingRows(findings));
    case 'csv':
      return findingsCsv(findings, ctx.lang);
    case 'github':
      return githubText(findings, ctx.lang, 'mabang validate --format csv');
    case 'junit':
      return junitXml(findings, checked, ctx.lang);
    case 'sarif':
      return sarifText(findings, { lang: ctx.lang, version: ctx.version, file: file ?? 'mabang.yaml' });
    case 'text':
      return validateText(report, ctx);
  }
}

function validateText({ findings, checked }: ValidateReport, ctx: Ctx): string {
  const { lang } = ctx;
  const counts = severityLine(findings, lang);
  const looked =
    lang === 'zh'
      ? `已检查 ${number(checked.products)} 个商品，${number(checked.variants)} 个 SKU`
      : `${number(checked.products)} products and ${number(checked.variants)} SKUs checked`;
  const head = `${looked}${lang === 'zh' ? '：' : ': '}${counts || (lang === 'zh' ? '没有问题' : 'nothing to report')}\n`;
  return counts && !(ctx.quiet && findings.every((finding) => finding.severity !== 'error'))
    ? `${findingsText(findings, { lang, paint: ctx.paint.out })}\n${head}`
    : head;
}
