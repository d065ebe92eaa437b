import { EXIT } from '../../core/index.ts';
import { clean, envelope, type Lang, type Paint, textTable } from '../../report/index.ts';
import { type CommandSpec, envName, GLOBAL_OPTIONS } from '../command.ts';
import type { Ctx } from '../context.ts';
import type { Input } from '../input.ts';

interface Row {
  readonly key: string;
  readonly value: string;
  readonly origin: string;
}

export const config: CommandSpec = {
  name: 'config',
  summary: { en: 'settings in force, and where each came from', zh: '当前生效的设置及其来源' },
  examples: [
    { run: 'mabang config show', what: { en: 'every setting in force', zh: '全部生效的设置' } },
    { run: 'mabang config show --origin', what: { en: 'with where each value came from', zh: '并显示每个值的来源' } },
  ],
  arguments: [{ name: 'action', choices: ['show'], summary: { en: 'what to do', zh: '操作' } }],
  options: [{ name: 'origin', summary: { en: 'say where each value came from', zh: '显示每个值的来源' } }],
  formats: ['text', 'json'],
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const rows = [...ownRows(input, ctx), ...engine.explainConfig(ws)];
      ctx.answer(
        ctx.format === 'json'
          ? envelope('config', { settings: rows })
          : configText(rows, input.flag('origin'), ctx.lang, ctx.paint.out),
      );
      return EXIT.done;
    }),
};

/** The options of every command, as this run sees them. */
function ownRows(input: Input, ctx: Ctx): readonly Row[] {
  const values: Readonly<Record<string, string>> = { dir: ctx.dir, format: ctx.format, lang: ctx.lang };
  return GLOBAL_OPTIONS.map((option): Row => {
    const value = values[option.name] ?? input.text(option.name) ?? String(input.flag(option.name));
    const origin = input.origin(option.name);
    if (origin === 'environment') return { key: option.name, value, origin: envName(option) ?? origin };
    return { key: option.name, value, origin: origin === 'flag' ? `--${option.name}` : 'default' };
  });
}

function configText(rows: readonly Row[], origin: boolean, lang: Lang, paint: Paint): string {
  const titles = lang === 'zh' ? ['设置', '值', '来源'] : ['setting', 'value', 'origin'];
  const shown = rows.map((row) => [row.key, clean(row.value), ...(origin ? [row.origin] : [])]);
  const columns = titles.slice(0, origin ? 3 : 2).map((title) => ({ title }));
  return `${textTable(columns, shown, { head: paint.bold }).join('\n')}\n`;
}
