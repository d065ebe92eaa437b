import type { Json, Words } from 'mabang/contract';
import { canonicalDecimal } from 'mabang/core';
import { type Choices, choicesOf, type Node, node } from './definition.ts';
import { numberOf } from './numbers.ts';

/** A text that cannot stand where it was put. */
export class Misfit {
  constructor(
    readonly words: Words,
    readonly next?: Words,
  ) {}
}

const YES = new Set(['true', 'yes', 'y', '1', '是']);
const NO = new Set(['false', 'no', 'n', '0', '否']);

/** A seller's text as the value that a member of a definition takes: text, number, truth value, or one of a list. */
export function typed(leaf: Node, text: string): Json | Misfit {
  const choices = choicesOf(leaf);
  const chosen = choices && choose(choices, text);
  if (choices && !choices.open && chosen === undefined && leaf.type !== 'boolean') return notListed(choices, text);
  const said = chosen ?? text;
  switch (leaf.type) {
    case 'boolean':
      return truth(said, text);
    case 'integer':
    case 'number': {
      const number = numberOf(said);
      const whole = leaf.type === 'integer';
      if (number === undefined || (whole && !Number.isSafeInteger(number))) return noNumber(text, whole);
      return number;
    }
    default:
      return isMoment(leaf) && !ISO.test(said) ? noMoment(text) : said;
  }
}

const ISO =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** A date, or a date with a time. */
export function isMoment(leaf: Node): boolean {
  return Array.isArray(leaf.oneOf) && leaf.oneOf.some((one) => /^date/.test(String(node(one).format)));
}

function noMoment(text: string): Misfit {
  return new Misfit(
    { en: `"${text}" is no date`, zh: `“${text}”不是日期` },
    { en: 'write it like 2026-11-23', zh: '请写成 2026-11-23 的形式' },
  );
}

/** By the value itself, else by what a person reads; upper and lower case are one. */
function choose({ values }: Choices, text: string): string | undefined {
  const wanted = caseless(text);
  return (
    values.find(({ id }) => id === text) ??
    values.find(({ id }) => caseless(id) === wanted) ??
    values.find(({ title }) => caseless(title) === wanted)
  )?.id;
}

export function caseless(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

function truth(said: string, text: string): Json | Misfit {
  const word = caseless(said);
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  return new Misfit(
    { en: `"${text}" is neither true nor false`, zh: `“${text}”既不是 true 也不是 false` },
    { en: 'write true or false', zh: '请填写 true 或 false' },
  );
}

function noNumber(text: string, whole: boolean): Misfit {
  const next = { en: 'write digits alone, with a point before decimals', zh: '请只写数字，小数点用“.”' };
  if (whole && canonicalDecimal(text) !== undefined)
    return new Misfit({ en: `"${text}" is no whole number`, zh: `“${text}”不是整数` }, next);
  return new Misfit({ en: `"${text}" is no number`, zh: `“${text}”不是数字` }, next);
}

function notListed(choices: Choices, text: string): Misfit {
  return new Misfit(
    { en: `"${text}" is none of the values that Amazon takes`, zh: `“${text}”不在亚马逊允许的取值之内` },
    listed(choices, text),
  );
}

const SHOWN = 12;

/** The values to choose from, those near `text` first. */
export function listed(choices: Choices, text = ''): Words {
  const wanted = caseless(text);
  const near = (one: { readonly id: string; readonly title: string }) =>
    wanted !== '' && [one.id, one.title].some((name) => likeness(caseless(name), wanted));
  const usable = choices.values.filter(({ id }) => !choices.deprecated.has(id));
  const sorted = [...usable.filter(near), ...usable.filter((one) => !near(one))];
  const shown = sorted
    .slice(0, SHOWN)
    .map(({ id, title }) => (caseless(id) === caseless(title) ? id : `${id} (${title})`));
  const more = sorted.length - shown.length;
  return {
    en: `one of: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`,
    zh: `可选：${shown.join('、')}${more > 0 ? `，另有 ${more} 个` : ''}`,
  };
}

function likeness(name: string, wanted: string): boolean {
  return name.includes(wanted) || wanted.includes(name) || (wanted.length > 2 && name.startsWith(wanted.slice(0, 3)));
}

/** `350 ml` → the number and the unit. */
export function measured(text: string): { readonly value: string; readonly unit: string } | undefined {
  const match = /^(-?\d+(?:\.\d+)?)\s*([^\d\s.].*)$/.exec(text.trim());
  return match ? { value: match[1] ?? '', unit: (match[2] ?? '').trim() } : undefined;
}
