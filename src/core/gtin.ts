/**
 * GTIN check digits. Source: GS1 General Specifications, section 7.9 "Check digit calculations", read 2026-11-23:
 * digits weigh 3 and 1 alternately from the right, beginning with 3 left of the check digit.
 */
export function checkDigit(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = body.charCodeAt(body.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit * 3 : digit;
  }
  return (10 - (sum % 10)) % 10;
}

/** Digits only, a length GTIN knows (8, 12, 13, 14), and a check digit that fits. */
export function isGtin(text: string): boolean {
  return /^(\d{8}|\d{12}|\d{13}|\d{14})$/.test(text) && checkDigit(text.slice(0, -1)) === Number(text.at(-1));
}
