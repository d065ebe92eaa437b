import type { Diagnostic, Place, Words } from '../contract/index.ts';
import { isGtin } from '../core/index.ts';
import { type RejectedRow, RUINED_GTIN } from '../sheets/index.ts';

/** A GTIN that a sheet has ruined, and the one that the catalogue knows for the same SKU. */
export interface Restoration {
  readonly ruined: string;
  readonly known: string;
  /** Why the one may have been the other. */
  readonly kind: 'scientific' | 'zeroed' | 'zeros-lost' | 'check-digit';
  readonly evidence: Words;
}

/**
 * The known GTIN, when what the sheet shows is what a spreadsheet or a slip makes of it; `undefined` when the cell says something
 * else. Nothing is computed from the ruined value: its digits are gone, and only what is known can stand for them.
 */
export function restore(ruined: string, known: string): Restoration | undefined {
  if (!isGtin(known)) return undefined;
  const text = ruined.replace(/^[='"\s]+|["\s]+$/g, '').replace(/\s/g, '');
  const made = (kind: Restoration['kind'], en: string, zh: string): Restoration => ({
    ruined,
    known,
    kind,
    evidence: { en, zh },
  });
  const scientific = /^(\d)(?:[.,](\d+))?[eE]\+?(\d+)$/.exec(text);
  if (scientific) {
    const [, first = '', rest = '', exponent = ''] = scientific;
    const digits = known.replace(/^0+/, '');
    if (Number(exponent) !== digits.length - 1 || !roundsTo(digits, `${first}${rest}`)) return undefined;
    return made(
      'scientific',
      `${known}, rounded to ${1 + rest.length} digits, is shown as ${ruined}`,
      `${known} 保留 ${1 + rest.length} 位有效数字即显示为 ${ruined}`,
    );
  }
  if (!/^\d+$/.test(text) || text === known) return undefined;
  const significant = text.replace(/0+$/, '');
  if (text.length === known.length && text.length - significant.length >= 3 && roundsTo(known, significant))
    return made(
      'zeroed',
      `${known} begins as ${ruined} does, whose last ${text.length - significant.length} digits are zeros`,
      `${known} 与 ${ruined} 开头一致，后者末 ${text.length - significant.length} 位为零`,
    );
  if (text.replace(/^0+/, '') === known.replace(/^0+/, ''))
    return made('zeros-lost', `${known} without its leading zeros is ${ruined}`, `${known} 去掉前导零即为 ${ruined}`);
  if (text.length === known.length && !isGtin(text) && differAt(text, known) <= 1)
    return made(
      'check-digit',
      `${ruined} differs from ${known} in one digit, and its check digit is wrong`,
      `${ruined} 与 ${known} 仅一位不同，且校验位错误`,
    );
  return undefined;
}

/** Whether `digits` shown with only as many digits as `shown` has look like it; spreadsheets round the last one, some cut it off. */
function roundsTo(digits: string, shown: string): boolean {
  if (shown === '' || shown.length > digits.length) return false;
  const head = digits.slice(0, shown.length);
  if (head === shown) return true;
  const up = Number(digits[shown.length] ?? '0') >= 5;
  // `4.30E+12` stands for 4.2963…: rounding carries, and zeros at the end count as shown.
  return up && (BigInt(head) + 1n).toString() === shown;
}

function differAt(a: string, b: string): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
  // Two neighbours that changed places are one slip.
  for (let i = 0; i + 1 < a.length; i++)
    if (count === 2 && a[i] !== b[i] && a[i] === b[i + 1] && a[i + 1] === b[i]) return 1;
  return count;
}

/** The proposal as a finding: nothing has been changed by it. */
export function restoration({ ruined, known, evidence }: Restoration, place: Place, accepted: boolean): Diagnostic {
  return {
    code: accepted ? 'I_GTIN_RESTORED' : 'W_GTIN_PROPOSED',
    severity: accepted ? 'info' : 'warning',
    message: accepted
      ? {
          en: `${ruined} was read as ${known}, which the catalogue has for this SKU: ${evidence.en}`,
          zh: `${ruined} 按目录中该 SKU 的 ${known} 处理：${evidence.zh}`,
        }
      : {
          en: `the catalogue has ${known} for this SKU: ${evidence.en}`,
          zh: `目录中该 SKU 的条码为 ${known}：${evidence.zh}`,
        },
    place,
    ...(accepted
      ? {}
      : {
          next: {
            en: 'mabang import --accept gtin takes it; nothing was changed',
            zh: '使用 mabang import --accept gtin 采用；尚未更改',
          },
        }),
  };
}

/**
 * The known GTIN that explains each of the row's faults, all of which are about its GTIN; `undefined` when one is not explained or
 * of another kind. `cellOf` reads the row by column name.
 */
export function restorable(
  errors: readonly Diagnostic[],
  cellOf: (column: string) => string | undefined,
  known: string | undefined,
): Restoration | undefined {
  if (known === undefined) return undefined;
  let found: Restoration | undefined;
  for (const { code, place } of errors) {
    const cell = RUINED_GTIN.has(code) && place.column !== undefined ? cellOf(place.column) : undefined;
    found = cell === undefined ? undefined : restore(cell, known);
    if (!found) return undefined;
  }
  return found;
}

/** What is known about the GTIN of a refused row. */
export interface Investigation {
  readonly finding: Diagnostic;
  /** The row to take instead of refusing it, where that is accepted: without the GTIN, so that the catalogue keeps its own. */
  readonly take?: NonNullable<RejectedRow['otherwise']>;
}

/**
 * Look at one refused row: `gtinOf` gives what the catalogue has for a SKU, `accepted` whether restoring was accepted for this run or
 * in the mapping. `undefined` when the row stays refused and nothing is known.
 */
export function investigate(
  { cells, errors, otherwise, row, line }: RejectedRow,
  headers: readonly string[],
  gtinOf: (sku: string) => string | undefined,
  accepted: boolean,
): Investigation | undefined {
  const sku = otherwise?.variant?.sku;
  if (!otherwise || sku === undefined || sku === '') return undefined;
  const cellOf = (column: string) => cells[headers.indexOf(column)]?.trim();
  const found = restorable(errors, cellOf, gtinOf(sku));
  if (!found) return undefined;
  const finding = restoration(found, { ...errors[0]?.place, row, line, sku }, accepted);
  return accepted ? { finding, take: otherwise } : { finding };
}
