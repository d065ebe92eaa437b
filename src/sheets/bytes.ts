/**
 * Where the bytes of a text are not what its encoding allows. Two small state machines, because a decoder says that
 * something is wrong and not where.
 */
export interface BadBytes {
  /** Offset of the first wrong byte in what was scanned. */
  readonly at: number;
  readonly bytes: readonly number[];
}

export interface Scan {
  readonly bad: readonly BadBytes[];
  /** Well-formed characters of more than one byte. */
  readonly multi: number;
  /** Of those, the ones that ordinary text is made of: GB 2312 level 1 (rows 16 to 55) for GB 18030; all for UTF-8. */
  readonly common: number;
  /** Bytes at the end that begin a character which the next chunk may finish. */
  readonly rest: number;
}

type Step = { readonly length: number; readonly common: boolean } | 'bad' | 'cut';

/** Scan one chunk. `last` says that nothing follows, so a character cut off at its end is wrong. */
export function scan(bytes: Uint8Array, encoding: 'utf-8' | 'gb18030', last: boolean): Scan {
  const step = encoding === 'utf-8' ? utf8Step : gbStep;
  const bad: BadBytes[] = [];
  let multi = 0;
  let common = 0;
  let i = 0;
  while (i < bytes.length) {
    if ((bytes[i] as number) < 0x80) {
      i++;
      continue;
    }
    const found = step(bytes, i);
    if (found === 'cut') {
      if (!last) return { bad, multi, common, rest: bytes.length - i };
      bad.push({ at: i, bytes: [...bytes.subarray(i)] });
      break;
    }
    if (found === 'bad') {
      const previous = bad.at(-1);
      if (previous && previous.at + previous.bytes.length === i && previous.bytes.length < 8)
        bad[bad.length - 1] = { at: previous.at, bytes: [...previous.bytes, bytes[i] as number] };
      else bad.push({ at: i, bytes: [bytes[i] as number] });
      i++;
      continue;
    }
    multi++;
    if (found.common) common++;
    i += found.length;
  }
  return { bad, multi, common, rest: 0 };
}

/** RFC 3629, section 4: the well-formed byte sequences. */
function utf8Step(bytes: Uint8Array, i: number): Step {
  const lead = bytes[i] as number;
  const length =
    lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (length === 0) return 'bad';
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let k = 1; k < length; k++) {
    const next = bytes[i + k];
    if (next === undefined) return 'cut';
    if (next < (k === 1 ? low : 0x80) || next > (k === 1 ? high : 0xbf)) return 'bad';
  }
  return { length, common: true };
}

/** GB 18030-2022, section 4: one, two or four bytes. */
function gbStep(bytes: Uint8Array, i: number): Step {
  const [lead, second] = [bytes[i] as number, bytes[i + 1]];
  if (lead === 0x80 || lead === 0xff) return 'bad';
  if (second === undefined) return 'cut';
  if (second >= 0x40 && second <= 0xfe && second !== 0x7f)
    return { length: 2, common: lead >= 0xb0 && lead <= 0xd7 && second >= 0xa1 };
  if (second < 0x30 || second > 0x39) return 'bad';
  const [third, fourth] = [bytes[i + 2], bytes[i + 3]];
  if (third === undefined || fourth === undefined) return 'cut';
  return third >= 0x81 && third <= 0xfe && fourth >= 0x30 && fourth <= 0x39 ? { length: 4, common: false } : 'bad';
}

/** `0xC3 0x28`, as a hex editor shows it. */
export function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(' ');
}
