import type { Diagnostic, Words } from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import type { Survey } from './survey.ts';
import type { Encoding } from './types.ts';

/** What was decided about the bytes alone. */
export interface Verdict {
  readonly encoding: Encoding;
  readonly skip: number;
  readonly clean: boolean;
  readonly evidence: readonly Diagnostic[];
}

/** No wrong byte and no lost character in the whole file, as far as every byte of it was looked at under this encoding. */
export function cleanIn(survey: Survey, encoding: Encoding): boolean {
  if (encoding === 'utf-8') return survey.utf8.wrong === 0 && survey.utf8.lost === 0;
  const reading = survey.readings().find((one) => one.encoding === encoding);
  return reading !== undefined && reading.wrong === 0 && reading.lost === 0;
}

export function note(file: string, en: string, zh: string): Diagnostic {
  return { code: 'I_ENCODING', severity: 'info', message: { en, zh }, place: { file } };
}

const SAVE_AGAIN: Words = {
  en: 'save it as "CSV UTF-8" from the program it is from, or say --encoding if you know it',
  zh: '请从原程序另存为“CSV UTF-8”，或用 --encoding 指定编码',
};

export function refusal(file: string, code: string, en: string, zh: string, next: Words = SAVE_AGAIN): MabangError {
  return new MabangError(code, EXIT.findings, { en, zh }, { place: { file }, next });
}
