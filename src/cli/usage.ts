import type { Words } from '../contract/index.ts';
import { EXIT, MabangError, verbatim } from '../core/index.ts';

/** What commander says when it does not understand, as an error with a code and in both languages. */
export function usageError(code: string, message: string, command: string | undefined): MabangError {
  const [first, second] = [...message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
  const near = /Did you mean (?:one of )?(.+)\?/.exec(message)?.[1];
  const help = command ? `mabang ${command} --help` : 'mabang --help';
  const next: Words = near
    ? { en: `did you mean ${near}?  See: ${help}`, zh: `是否想用 ${near}？参见：${help}` }
    : { en: `see: ${help}`, zh: `参见：${help}` };
  const error = (name: string, en: string, zh: string) => new MabangError(name, EXIT.usage, { en, zh }, { next });
  switch (code) {
    case 'commander.unknownOption':
      return error('E_UNKNOWN_OPTION', `there is no option ${first}`, `没有选项 ${first}`);
    case 'commander.missingArgument':
      return error('E_USAGE', `<${first}> is missing`, `缺少 <${first}>`);
    case 'commander.optionMissingArgument':
      return error('E_USAGE', `${first} needs a value`, `${first} 需要一个值`);
    case 'commander.excessArguments':
      return error('E_USAGE', `too many arguments${second ? `: ${second}` : ''}`, '参数过多');
    default:
      return new MabangError('E_USAGE', EXIT.usage, verbatim(message.replace(/^error: /, '')), { next });
  }
}

export function unknownCommand(name: string, names: readonly string[]): MabangError {
  const near = nearest(name, names);
  return new MabangError(
    'E_UNKNOWN_COMMAND',
    EXIT.usage,
    { en: `there is no command ${name}`, zh: `没有命令 ${name}` },
    {
      next: near
        ? { en: `did you mean: mabang ${near}`, zh: `是否想用：mabang ${near}` }
        : { en: 'see: mabang --help', zh: '参见：mabang --help' },
    },
  );
}

/** The name that differs least, if it is near enough to be meant. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = editDistance(word.toLowerCase(), name);
    if (distance <= Math.max(1, Math.floor(name.length / 2.5)) && (!best || distance < best.distance))
      best = { name, distance };
  }
  return best?.name;
}

/** Insertions, deletions, substitutions and swaps of neighbours that make one word the other. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (rows[i - 1]?.[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
