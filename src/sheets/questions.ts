import type { Diagnostic, Place, Words } from '../contract/index.ts';

/** Something that only the seller can decide. An answer is the value of one choice, or free text where there are none. */
export interface Question {
  /** What the answer is given under: `decimal:售价`, `currency`. */
  readonly id: string;
  readonly column?: string;
  /** What is not clear, with values of the sheet. */
  readonly ask: Words;
  /** What each answer would make of the sheet. None: any text that `wanted` describes. */
  readonly choices: readonly { readonly value: string; readonly shows: Words }[];
  readonly wanted?: Words;
  /** What to write in a mapping file instead of answering. */
  readonly write: string;
  /** `no`: the sheet can be imported without an answer; its rows are refused one by one. */
  readonly stops: boolean;
  readonly code: string;
}

/** An open question as a finding, for whoever is not at a terminal. */
export function findingOf(question: Question, place: Place): Diagnostic {
  const { ask, choices, column, code, stops, write } = question;
  const list = (lang: 'en' | 'zh') => choices.map(({ value, shows }) => `${value}: ${shows[lang]}`).join('; ');
  return {
    code,
    severity: stops ? 'error' : 'warning',
    message: {
      en: choices.length > 0 ? `${ask.en} (${list('en')})` : ask.en,
      zh: choices.length > 0 ? `${ask.zh}（${list('zh')}）` : ask.zh,
    },
    place: { ...place, ...(column === undefined ? {} : { column }) },
    next: {
      en: `say it in a mapping file: ${write}; or let mabang mapping new ask`,
      zh: `请在映射文件中写明：${write}；或运行 mabang mapping new 逐项询问`,
    },
  };
}
