const MARK = '\uE000';

/** A number that is longer than JavaScript's: sent as digits without quotes, as the platform sends it. */
export class LongNumber {
  constructor(readonly digits: string) {}

  toJSON(): string {
    return `${MARK}${this.digits}`;
  }
}

/** JSON text with the long numbers in it, or `undefined` when there are none. */
export function withLongNumbers(text: string): string | undefined {
  return text.includes(MARK) ? text.replace(new RegExp(`"${MARK}(\\d+)"`, 'g'), '$1') : undefined;
}
