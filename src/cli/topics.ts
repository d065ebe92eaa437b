import type { Words } from '../contract/index.ts';
import { EXIT } from '../core/index.ts';
import { envelope, envelopeSchema, type Lang, padTo, pick } from '../report/index.ts';

/** Pages of `mabang help` that belong to no command. */
export interface Topic {
  readonly name: string;
  readonly summary: Words;
  text(lang: Lang): string;
  json(lang: Lang): string;
}

const MEANINGS: Readonly<Record<keyof typeof EXIT, Words>> = {
  done: { en: 'done', zh: '完成' },
  findings: {
    en: 'findings or differences: something to look at, nothing went wrong',
    zh: '有检查结果或差异：需要查看，但没有出错',
  },
  usage: { en: 'usage or configuration', zh: '用法或配置错误' },
  rejected: { en: 'some items were rejected by the platform', zh: '部分内容被平台拒绝' },
  guard: {
    en: 'stopped by a safety guard or for want of consent: nothing was sent',
    zh: '被安全检查拦下或未获同意：未发送任何内容',
  },
  busy: {
    en: 'busy, interrupted or unreachable: run the same command again later',
    zh: '忙碌、被中断或无法连接：请稍后重新运行同一命令',
  },
  credentials: { en: 'credentials are missing, wrong or not allowed', zh: '密钥缺失、错误或没有权限' },
  bug: { en: 'a bug in mabang', zh: 'mabang 的程序错误' },
};

/** The table of exit codes as data: every code of `EXIT`, with its name and one meaning. */
export function exitCodes(
  lang: Lang,
): readonly { readonly code: number; readonly name: string; readonly meaning: string }[] {
  return (Object.keys(EXIT) as (keyof typeof EXIT)[]).map((name) => ({
    code: EXIT[name],
    name,
    meaning: pick(MEANINGS[name], lang),
  }));
}

export const TOPICS: readonly Topic[] = [
  {
    name: 'exit-codes',
    summary: { en: 'what each exit code means', zh: '各退出码的含义' },
    text(lang) {
      const lines = exitCodes(lang).map(
        ({ code, name, meaning }) => `${String(code).padStart(3)}  ${padTo(name, 12)}  ${meaning}`,
      );
      const note =
        lang === 'zh'
          ? '再次按下 Ctrl-C 时进程随信号结束，由 shell 报告（如 130）。'
          : 'After a second Ctrl-C the process dies of the signal, as the shell reports it (130).';
      return `${[...lines, '', note].join('\n')}\n`;
    },
    json: (lang) => envelope('exit-codes', { codes: exitCodes(lang) }),
  },
  {
    name: 'json',
    summary: { en: 'the JSON Schema of --format json', zh: '--format json 的 JSON Schema' },
    text: () => `${JSON.stringify(envelopeSchema(), null, 2)}\n`,
    json: () => `${JSON.stringify(envelopeSchema(), null, 2)}\n`,
  },
];
