import type { Facet } from '../../contract/index.ts';
import { EXIT, MabangError } from '../../core/index.ts';
import { ENCODING_NAMES } from '../../engine/encodings.ts';
import { FACETS } from '../../report/index.ts';
import type { ArgumentSpec, OptionSpec } from '../command.ts';
import type { WorkspaceFace } from '../engine.ts';
import type { Input } from '../input.ts';

export const CHANNELS: ArgumentSpec = {
  name: 'channel',
  optional: true,
  many: true,
  completes: 'channel',
  summary: { en: 'channels of mabang.yaml; all of them unless named', zh: 'mabang.yaml 中的渠道，默认全部' },
};

export const FACETS_OPTION: OptionSpec = {
  name: 'facets',
  value: 'facets',
  many: true,
  commas: true,
  choices: FACETS,
  completes: 'facet',
  summary: {
    en: 'only these parts, with commas; nothing is created or ended then',
    zh: '只处理这些部分（逗号分隔）；此时不会新建或下架',
  },
};

export const MAPPING_OPTION: OptionSpec = {
  name: 'mapping',
  value: 'file',
  completes: 'file',
  summary: { en: 'which column feeds which field (a YAML file)', zh: '列与字段的对应关系（YAML 文件）' },
};

export const ENCODING_OPTION: OptionSpec = {
  name: 'encoding',
  value: 'name',
  choices: ENCODING_NAMES,
  summary: { en: 'instead of finding it out', zh: '指定编码，不自动识别' },
};

export const SHEET_OPTION: OptionSpec = {
  name: 'sheet',
  value: 'name',
  env: false,
  summary: { en: 'the sheet of a workbook, by its name', zh: '工作簿中的工作表名称' },
};

export const ALLOW_OPTION: OptionSpec = {
  name: 'allow',
  value: 'code',
  many: true,
  commas: true,
  env: false,
  summary: { en: 'allow what a finding of this code holds back', zh: '允许此代码的检查结果所拦下的更改' },
};

export function facetsOf(input: Input): readonly Facet[] | undefined {
  const names = input.list('facets');
  return names.length === 0 ? undefined : FACETS.filter((facet) => names.includes(facet));
}

/** `90s`, `5m`, `2h`, or seconds, as milliseconds. */
export function durationOf(input: Input, name: string): number | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const match = /^(\d{1,7})(s|m|h)?$/.exec(text);
  if (!match) {
    throw new MabangError('E_USAGE', EXIT.usage, {
      en: `--${name}: a time like 90s, 5m or 2h, not ${text}`,
      zh: `--${name}：应为 90s、5m、2h 这样的时间，而不是 ${text}`,
    });
  }
  return Number(match[1]) * { s: 1_000, m: 60_000, h: 3_600_000 }[(match[2] ?? 's') as 's' | 'm' | 'h'];
}

/** A whole number in a range, or `E_USAGE`. */
export function integerOf(input: Input, name: string, min: number, max: number): number | undefined {
  const text = input.text(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new MabangError('E_USAGE', EXIT.usage, {
    en: `--${name}: a whole number from ${min} to ${max}, not ${text}`,
    zh: `--${name}：应为 ${min} 到 ${max} 的整数，而不是 ${text}`,
  });
}

/** A run over no channels would look like one in which all is well. */
export function needChannels(ws: WorkspaceFace): void {
  if (Object.keys(ws.config.channels).length > 0) return;
  throw new MabangError(
    'E_NO_CHANNELS',
    EXIT.usage,
    { en: 'mabang.yaml has no channels', zh: 'mabang.yaml 中没有渠道' },
    {
      next: {
        en: 'add one under channels; `mabang adapters` lists the platforms',
        zh: '请在 channels 下添加；mabang adapters 可列出平台',
      },
    },
  );
}
