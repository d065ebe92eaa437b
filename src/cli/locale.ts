import { EXIT, MabangError } from '../core/index.ts';
import type { Lang } from '../report/index.ts';

/** The language asked for by name, or `undefined`. `zh-CN` and `zh_TW.UTF-8` are Chinese. Throws on any other language. */
export function langOf(text: string | undefined, where: string): Lang | undefined {
  if (text === undefined || text === '') return undefined;
  const lang = known(text);
  if (lang) return lang;
  throw new MabangError(
    'E_USAGE',
    EXIT.usage,
    {
      en: `${where}: messages exist in en and zh, not in ${text}`,
      zh: `${where}：消息只有 en 和 zh 两种语言，没有 ${text}`,
    },
    { next: { en: 'use --lang en or --lang zh', zh: '请使用 --lang en 或 --lang zh' } },
  );
}

/** The language of the system: `LC_ALL`, `LC_MESSAGES`, `LANG`, in POSIX order. A language without messages is English. */
export function systemLang(env: Readonly<Record<string, string | undefined>>): Lang {
  const text = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return known(text) ?? 'en';
}

function known(text: string): Lang | undefined {
  if (/^zh([-_.@]|$)/i.test(text)) return 'zh';
  if (/^en([-_.@]|$)/i.test(text)) return 'en';
  return undefined;
}
