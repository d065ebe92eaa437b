/**
 * How likely a character above ASCII is between its neighbours in text of western European languages, as a natural logarithm. Every
 * byte is a character in a single-byte encoding: whether it is the right one shows in where it stands.
 */
export function likelyBetween(before: string, char: string, after: string): number {
  const known = MARKS[char];
  if (known) return known(before, after);
  if (LOWER.test(char)) return lower(before, char, after);
  if (UPPER.test(char)) return upper(before, char, after);
  return -12;
}

const LOWER = /[ß-öø-ÿœšžƒıªº]/;
const UPPER = /[À-ÖØ-ÞŒŠŽŸ]/;
const EVERYDAY_LOWER = 'éèàüöäßçñóíáãêåøæúõôîûòùâïë';
const EVERYDAY_UPPER = 'ÉÄÖÜÅØÀÇÑÈÁÓÍÚÊÆ';

const small = (char: string) => /[a-z]/.test(char) || LOWER.test(char);
const big = (char: string) => /[A-Z]/.test(char) || UPPER.test(char);
const letter = (char: string) => small(char) || big(char);
const digit = (char: string) => char >= '0' && char <= '9';
/** The end of a cell, white space, or what divides words. */
const edge = (char: string) => char === '' || /[\s"',;:.!?()[\]/|&+\u00a0-]/.test(char);

/** `öß` and `çã` occur; three in a row are another script. */
function beside(before: string, after: string): number {
  const [left, right] = [letter(before) && before > '\x7f', letter(after) && after > '\x7f'];
  return left && right ? -7 : left || right ? -1.5 : 0;
}

function lower(before: string, char: string, after: string): number {
  // Italian has these at the end of a word; within one they are Czech read wrongly.
  if (/[ìòùšž]/.test(char) && /[a-z]/.test(after)) return -7;
  const own = EVERYDAY_LOWER.includes(char) ? -2.5 : /[œìšž]/.test(char) ? -5 : -8;
  const high = beside(before, after);
  if (big(before) && big(after)) return own - 7 + high;
  if (letter(before) || letter(after)) return own + high - (big(after) && !letter(before) ? 4 : 0);
  if (edge(before) && edge(after)) return /[àèéóôáíú]/.test(char) ? own - 0.5 : own - 5;
  return own - 4;
}

function upper(before: string, char: string, after: string): number {
  const own = EVERYDAY_UPPER.includes(char) ? -3.5 : -6;
  const high = beside(before, after);
  if (small(before)) return own - 8 + high;
  if (letter(before) || letter(after)) return own + high;
  return /[ÀÉÈØ]/.test(char) && edge(before) && edge(after) ? own - 1 : own - 5;
}

type Context = (before: string, after: string) => number;

const number: Context = (before, after) =>
  digit(before) || digit(after) || ((before === '' || /[\s([\u00a0]/.test(before)) && (after === '' || edge(after)))
    ? -2.5
    : -8;
const opens: Context = (before, after) => (edge(before) && !edge(after) ? -2.5 : edge(before) ? -4 : -9);
const closes: Context = (before, after) =>
  !edge(before) && edge(after) ? -2.5 : edge(after) || /[.!?,]/.test(before) ? -4 : -9;
const fraction: Context = (before, after) => ((digit(before) || edge(before)) && !letter(after) ? -3.5 : -10);
const trade: Context = (before, after) =>
  !edge(before) && edge(after) ? -2.5 : edge(after) ? -4 : letter(before) ? -5 : -9;
const raised: Context = (before, after) => ((letter(before) || digit(before)) && edge(after) ? -3 : -10);
const between: Context = (before, after) =>
  edge(before) && edge(after) ? -2.5 : letter(before) && letter(after) ? -6 : -5;
const rare: Context = () => -9;

const MARKS: Readonly<Record<string, Context>> = {
  '€': number,
  '£': number,
  '¥': number,
  '¢': number,
  '°': (before, after) => ((digit(before) || /[\sNn]/.test(before)) && !/[a-z]/.test(after) ? -2.5 : -9),
  º: (before, after) => (digit(before) || (/[Nn.]/.test(before) && edge(after)) ? -3 : -10),
  ª: (before, after) => (digit(before) && edge(after) ? -3.5 : -10),
  '²': raised,
  '³': raised,
  '½': fraction,
  '¼': fraction,
  '¾': fraction,
  µ: (before, after) => ((digit(before) || edge(before)) && /[mglFAs]/.test(after) ? -3 : -10),
  '×': (before, after) => ((digit(before) || edge(before)) && (digit(after) || edge(after)) ? -2.5 : -9),
  '÷': rare,
  '±': (before, after) => (edge(before) && (digit(after) || after === ' ') ? -3 : -10),
  '®': trade,
  '™': trade,
  '©': (before, after) => (edge(before) || edge(after) ? -3 : -9),
  '’': (before, after) =>
    letter(before) && (letter(after) || edge(after)) ? -2 : digit(before) && edge(after) ? -4 : -8,
  '‘': opens,
  '“': (before, after) => Math.max(opens(before, after), closes(before, after)),
  '”': closes,
  '„': opens,
  '‚': opens,
  '«': (before, after) => (edge(before) ? (edge(after) || letter(after) ? -2.5 : -5) : -9),
  '»': (before, after) => (edge(after) ? (edge(before) || letter(before) || /[.!?]/.test(before) ? -2.5 : -5) : -9),
  '‹': opens,
  '›': closes,
  '–': between,
  '—': between,
  '…': (before, after) => (edge(after) ? (letter(before) || edge(before) ? -3.5 : -5) : -8),
  '•': (before, after) => (edge(before) && (edge(after) || letter(after)) ? -3 : -9),
  '·': (before, after) => (edge(before) && edge(after) ? -4 : letter(before) && letter(after) ? -5 : -8),
  '¿': opens,
  '¡': opens,
  '§': (before, after) => (edge(before) && (edge(after) || digit(after)) ? -4 : -9),
  '\u00a0': (before, after) =>
    digit(before) && (digit(after) || /[€£%a-zA-Z]/.test(after))
      ? -2
      : /[:;!?%€»]/.test(after) || before === '«'
        ? -2
        : letter(before) && letter(after)
          ? -7
          : -4,
};
