import { displayWidth, type Lang, type Paint, padTo, pick } from '../report/index.ts';
import { type ArgumentSpec, type CommandSpec, envName, GLOBAL_OPTIONS, type OptionSpec } from './command.ts';
import { TOPICS } from './topics.ts';

/** Help for a command: examples first, because that is what people copy. */
export function commandHelp(command: CommandSpec, lang: Lang, paint: Paint): string {
  const usage = ['mabang', command.name, ...command.arguments.map(argumentUsage), optionsWord(command, lang)];
  const parts = [
    pick(command.summary, lang),
    section(lang === 'zh' ? '示例' : 'Examples', exampleLines(command, lang, paint), paint),
    section(lang === 'zh' ? '用法' : 'Usage', [`  ${usage.filter(Boolean).join(' ')}`], paint),
    section(
      lang === 'zh' ? '参数' : 'Arguments',
      pairs(command.arguments.map((argument) => [argumentUsage(argument), describeArgument(argument, lang)])),
      paint,
    ),
    section(lang === 'zh' ? '选项' : 'Options', optionLines(command.options, lang), paint),
    section(lang === 'zh' ? '通用选项' : 'Options of every command', globalLines(command, lang), paint),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function exampleLines(command: CommandSpec, lang: Lang, paint: Paint): readonly string[] {
  return command.examples.flatMap(({ run, what }) => [`  ${paint.dim(`# ${pick(what, lang)}`)}`, `  ${run}`]);
}

/** The first page: the usual way through, then every command. */
export function rootHelp(commands: readonly CommandSpec[], lang: Lang, paint: Paint, version: string): string {
  const zh = lang === 'zh';
  const way: readonly (readonly [string, string])[] = [
    ['mabang init', zh ? '创建工作区' : 'make a workspace'],
    ['mabang import sheet.csv', zh ? '导入供应商表格' : 'take in a supplier’s sheet'],
    ['mabang diff', zh ? '查看将要更改的内容' : 'see what would change'],
    ['mabang push', zh ? '执行更改' : 'change it'],
  ];
  const parts = [
    `mabang ${version} — ${zh ? '一个目录，多个平台：比较并推送商品' : 'one catalogue, many marketplaces: diff and push product listings'}`,
    section(
      zh ? '示例' : 'Examples',
      pairs([...way, ['mabang demo', zh ? '在模拟平台上完整演示' : 'all of it, against an emulator']]),
      paint,
    ),
    section(zh ? '用法' : 'Usage', [`  mabang <${zh ? '命令' : 'command'}> [${zh ? '选项' : 'options'}]`], paint),
    section(
      zh ? '命令' : 'Commands',
      pairs(commands.map((command) => [command.name, pick(command.summary, lang)])),
      paint,
    ),
    section(
      zh ? '主题' : 'Topics',
      pairs(TOPICS.map((topic) => [`help ${topic.name}`, pick(topic.summary, lang)])),
      paint,
    ),
    section(zh ? '通用选项' : 'Options', optionLines(GLOBAL_OPTIONS, lang), paint),
    zh
      ? 'mabang <命令> --help 查看某个命令的示例和选项。'
      : 'mabang <command> --help shows a command’s examples and options.',
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[], paint: Paint): string {
  return lines.length === 0 ? '' : [paint.bold(title), ...lines].join('\n');
}

function pairs(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.min(34, Math.max(0, ...rows.map(([left]) => displayWidth(left))));
  return rows.map(([left, right]) => `  ${padTo(left, width)}  ${right}`.trimEnd());
}

function argumentUsage({ name, optional, many }: ArgumentSpec): string {
  const text = many ? `${name}…` : name;
  return optional ? `[${text}]` : `<${text}>`;
}

function optionsWord(command: CommandSpec, lang: Lang): string {
  return command.options.length ? (lang === 'zh' ? '[选项]' : '[options]') : '';
}

function describeArgument(argument: ArgumentSpec, lang: Lang): string {
  return described(pick(argument.summary, lang), argument.choices);
}

function optionLines(options: readonly OptionSpec[], lang: Lang): readonly string[] {
  return pairs(options.map((option) => [optionUsage(option), described(pick(option.summary, lang), option.choices)]));
}

function globalLines(command: CommandSpec, lang: Lang): readonly string[] {
  const formats = (option: OptionSpec) => (option.name === 'format' ? command.formats : option.choices);
  const lines = pairs(
    GLOBAL_OPTIONS.map((option) => [optionUsage(option), described(pick(option.summary, lang), formats(option))]),
  );
  const example = command.options.find((option) => envName(option));
  const name = example ? envName(example) : undefined;
  const note =
    name === undefined
      ? []
      : [
          lang === 'zh'
            ? `  选项也可来自环境变量，如 ${name}；命令行优先。`
            : `  Options can also come from the environment, ${name} for one; flags win.`,
        ];
  return [...lines, ...note];
}

function optionUsage(option: OptionSpec): string {
  const short = option.short ? `-${option.short}, ` : '';
  return `${short}--${option.name}${option.value === undefined ? '' : ` <${option.value}>`}`;
}

function described(text: string, choices: readonly string[] | undefined): string {
  return choices ? `${text} (${choices.join(', ')})` : text;
}
