import type { Json } from '../contract/index.ts';

/**
 * JSON text as a value, without rounding: an integer that a double cannot hold exactly (platforms number their items with
 * 64 bits) becomes the text of its digits, so that a reply schema either takes the text or fails; it never gets another
 * number. Throws a `SyntaxError` for what is not JSON.
 */
export function parseJsonExactly(text: string): Json {
  const value = JSON.parse(text) as Json;
  return /\d{16}/.test(text) ? (JSON.parse(quoteLongIntegers(text)) as Json) : value;
}

/** Strings are matched first and kept, so digits inside them are never looked at. */
const STRING_OR_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

function quoteLongIntegers(text: string): string {
  return text.replace(STRING_OR_INTEGER, (token, at: number) => {
    if (token.startsWith('"') || Number.isSafeInteger(Number(token))) return token;
    return /[\d.eE+-]/.test(text[at - 1] ?? '') ? token : `"${token}"`;
  });
}
