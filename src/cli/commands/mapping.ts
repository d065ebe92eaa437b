import { EXIT, type Exit, MabangError } from '../../core/index.ts';
import { encodingOf } from '../../engine/encodings.ts';
import type { MappingProposal } from '../../engine/index.ts';
import { envelope, findingsCsv, githubText, sarifText } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import type { Ctx } from '../context.ts';
import type { MappingFace, WorkspaceFace } from '../engine.ts';
import type { Input } from '../input.ts';
import { mappingList, proposalText, repairText, testText } from '../views/mapping.ts';
import { answersOf, askAll, openQuestions } from './mapping-questions.ts';
import { ENCODING_OPTION, SHEET_OPTION } from './options.ts';

export const mapping: CommandSpec = {
  name: 'mapping',
  summary: {
    en: 'how a supplier’s sheet is read: make, test, show or repair a mapping',
    zh: '供应商表格的读取方式：新建、测试、查看或修复映射',
  },
  examples: [
    {
      run: 'mabang mapping new sheet.csv',
      what: { en: 'asks what the sheet leaves open, and writes it down', zh: '询问表格未说明之处，并写入映射' },
    },
    {
      run: 'mabang mapping new sheet.csv --name yiwu --answer currency=CNY --answer decimal:单价=.',
      what: { en: 'without questions', zh: '不询问' },
    },
    {
      run: 'mabang mapping test',
      what: { en: 'every mapping against its own sample rows', zh: '用样例行测试全部映射' },
    },
    {
      run: 'mabang mapping repair yiwu sheet.csv',
      what: { en: 'take over renamed and moved columns', zh: '采用改名和移位的列' },
    },
  ],
  arguments: [
    {
      name: 'action',
      choices: ['new', 'test', 'show', 'repair'],
      summary: { en: 'what to do', zh: '操作' },
    },
    {
      name: 'what',
      optional: true,
      completes: 'file',
      summary: {
        en: 'new: a sheet; the others: the name of a mapping',
        zh: 'new：表格文件；其他：映射名称',
      },
    },
    { name: 'sheet', optional: true, completes: 'file', summary: { en: 'repair: the sheet', zh: 'repair：表格文件' } },
  ],
  options: [
    {
      name: 'name',
      value: 'name',
      env: false,
      summary: { en: 'what to call the mapping; after the sheet unless said', zh: '映射名称，默认取自表格文件名' },
    },
    {
      name: 'answer',
      value: 'question=answer',
      many: true,
      env: false,
      summary: {
        en: 'answers a question by its name; also column:<header>=<field>',
        zh: '按名称回答问题；也可写 column:<表头>=<字段>',
      },
    },
    ENCODING_OPTION,
    SHEET_OPTION,
    { name: 'replace', env: false, summary: { en: 'over a mapping of that name', zh: '覆盖同名映射' } },
    { name: 'dry-run', summary: { en: 'write nothing', zh: '不写入' } },
  ],
  formats: ['text', 'json', 'csv', 'github', 'sarif'],
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const what = input.argument('what');
      onlyText(input.argument('action'), ctx);
      switch (input.argument('action')) {
        case 'new':
          return make(input, ctx, ws, engine.mappings, required(what, 'sheet', '表格文件'));
        case 'repair':
          return repair(input, ctx, ws, engine.mappings, required(what, 'mapping', '映射名称'));
        case 'show':
          return show(ctx, ws, engine.mappings, what);
        default:
          return test(ctx, ws, engine.mappings, what);
      }
    }),
};

async function make(input: Input, ctx: Ctx, ws: WorkspaceFace, face: MappingFace, sheet: string): Promise<Exit> {
  const encoding = input.text('encoding');
  const sheetName = input.text('sheet');
  const proposer = await face.open(sheet, {
    ...(encoding === undefined ? {} : { encoding: encodingOf(encoding) }),
    ...(sheetName === undefined ? {} : { sheet: sheetName }),
  });
  const answers = answersOf(input.list('answer'), proposer.headers, face.isField);
  const first = await proposer.propose(answers);
  const { prompts } = ctx;
  const proposal = prompts
    ? await ctx.paused(() => askAll(proposer, answers, first, prompts, ctx))
    : openQuestions(first, answers, ctx.lang);
  refuseWrong(proposal);
  const name = input.text('name') ?? face.nameFor(sheet);
  const text = proposalText(proposal, ctx.lang, ctx.paint.out);
  if (input.flag('dry-run')) {
    ctx.answer(`${text}\n${face.toYaml(proposal.mapping)}`);
    return EXIT.done;
  }
  ctx.answer(text);
  if (prompts) {
    const agreed = await prompts.confirm(ctx.lang === 'zh' ? `写入映射 ${name}？` : `write the mapping ${name}?`);
    if (!agreed) return EXIT.findings;
  }
  const file = face.save(ws.dir, name, proposal.mapping, input.flag('replace'));
  ctx.answer(`${file}\n`);
  ctx.hint({ en: `next: mabang import ${sheet}`, zh: `下一步：mabang import ${sheet}` });
  return EXIT.done;
}

/** A column whose cells are not what its header says must not be pinned. */
function refuseWrong({ findings }: MappingProposal): void {
  const wrong = findings.filter((finding) => finding.severity === 'error');
  const [first] = wrong;
  if (!first) return;
  throw new MabangError(first.code, EXIT.findings, first.message, {
    place: first.place,
    ...(first.next ? { next: first.next } : {}),
    more: wrong.slice(1),
  });
}

async function repair(input: Input, ctx: Ctx, ws: WorkspaceFace, face: MappingFace, name: string): Promise<Exit> {
  const sheet = required(input.argument('sheet'), 'sheet', '表格文件');
  const { prompts } = ctx;
  const seen = await face.repair(ws.dir, name, sheet, false);
  ctx.answer(repairText(seen.differences, ctx.lang, ctx.paint.out));
  if (seen.differences.every(({ finding }) => finding.severity !== 'error') || input.flag('dry-run')) return EXIT.done;
  if (prompts) {
    const agreed = await prompts.confirm(ctx.lang === 'zh' ? '按此修改映射？' : 'change the mapping so?');
    if (!agreed) return EXIT.findings;
  }
  const { file } = await face.repair(ws.dir, name, sheet, true);
  if (file !== undefined) ctx.answer(`${file}\n`);
  return EXIT.done;
}

function show(ctx: Ctx, ws: WorkspaceFace, face: MappingFace, name: string | undefined): Exit {
  if (ctx.format === 'json') {
    const named = name === undefined ? face.all(ws.dir) : [face.one(ws.dir, name)];
    ctx.answer(
      envelope('mapping', {
        action: 'show',
        mappings: named.map((one) => ({ name: one.name, mapping: one.mapping })),
        exit: EXIT.done,
      }),
    );
    return EXIT.done;
  }
  ctx.answer(
    name === undefined ? mappingList(face.all(ws.dir), ctx.lang) : face.toYaml(face.one(ws.dir, name).mapping),
  );
  return EXIT.done;
}

function test(ctx: Ctx, ws: WorkspaceFace, face: MappingFace, name: string | undefined): Exit {
  const results = face.test(ws.dir, name === undefined ? [] : [name]);
  const findings = results.flatMap((result) => result.findings);
  const exit = findings.some(isError) ? EXIT.findings : EXIT.done;
  switch (ctx.format) {
    case 'json': {
      const tests = results.map((one) => ({ name: one.name, rows: one.rows, ok: !one.findings.some(isError) }));
      ctx.answer(envelope('mapping', { action: 'test', tests, findings, exit }));
      break;
    }
    case 'csv':
      ctx.answer(findingsCsv(findings, ctx.lang));
      break;
    case 'github':
      ctx.answer(githubText(findings, ctx.lang, 'mabang mapping test --format csv'));
      break;
    case 'sarif':
      ctx.answer(sarifText(findings, { lang: ctx.lang, version: ctx.version, file: 'mappings' }));
      break;
    default:
      ctx.answer(testText(results, ctx.lang, ctx.paint.out));
  }
  return exit;
}

function isError({ severity }: { readonly severity: string }): boolean {
  return severity === 'error';
}

/** Questions and proposals are for people. */
function onlyText(action: string | undefined, { format }: Ctx): void {
  if (format === 'text' || (action !== 'new' && action !== 'repair')) return;
  throw new MabangError(
    'E_USAGE',
    EXIT.usage,
    { en: `mapping ${action} is not written as ${format}`, zh: `mapping ${action} 不支持 ${format} 格式` },
    { next: { en: 'leave out --format', zh: '请去掉 --format' } },
  );
}

function required(value: string | undefined, en: string, zh: string): string {
  if (value !== undefined) return value;
  throw new MabangError(
    'E_USAGE',
    EXIT.usage,
    { en: `missing: ${en}`, zh: `缺少：${zh}` },
    { next: { en: 'see: mabang mapping --help', zh: '参见：mabang mapping --help' } },
  );
}
