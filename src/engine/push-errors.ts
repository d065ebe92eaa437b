import type { Diagnostic, Verb } from '../contract/index.ts';
import { EXIT, MabangError, type Moved, type Tripped, type VerbCounts } from '../core/index.ts';

export function guardError(channel: string, shut: readonly Tripped[]): Diagnostic {
  const flags = shut.map(({ guard }) => `--open ${guard}`).join(' ');
  return {
    code: 'E_GUARD',
    severity: 'error',
    message: {
      en: `nothing was sent: ${shut.map(({ message }) => message.en).join('; ')}`,
      zh: `未发送任何内容：${shut.map(({ message }) => message.zh).join('；')}`,
    },
    place: { channel },
    next: {
      en: `look at the rows above; if they are meant: ${flags}, or other limits under guards in mabang.yaml`,
      zh: `请检查以上各行；如属实：${flags}，或在 mabang.yaml 的 guards 中调整上限`,
    },
  };
}

export function planEdited(): MabangError {
  return new MabangError(
    'E_PLAN_CHANGED',
    EXIT.usage,
    { en: 'the plan file was changed after it was made', zh: '计划文件在生成后被修改' },
    { next: { en: 'make a new one: mabang diff --out plan.json', zh: '请重新生成：mabang diff --out plan.json' } },
  );
}

export function planMoved(channel: string, moved: readonly Moved[], what?: string): MabangError {
  const list = moved.map(({ code, why }) => `${code} (${why})`);
  const shown = [
    ...list.slice(0, 20),
    ...(list.length > 20 ? [`… ${list.length - 20} more`] : []),
    ...(what ? [what] : []),
  ];
  return new MabangError(
    'E_PLAN_MOVED',
    EXIT.guard,
    {
      en: `nothing was sent: the catalogue or the platform moved since the plan was made:\n  ${shown.join('\n  ')}`,
      zh: `未发送任何内容：计划生成后目录或平台发生了变化：\n  ${shown.join('\n  ')}`,
    },
    {
      place: { channel },
      next: { en: 'review a new plan: mabang diff --out plan.json', zh: '请审阅新计划：mabang diff --out plan.json' },
    },
  );
}

export function noConsent(channel: string, counts: VerbCounts, missing: readonly Verb[]): Diagnostic {
  const flags = missing.map((verb) => `--allow-${verb}`).join(' ');
  return new MabangError(
    'E_NO_CONSENT',
    EXIT.guard,
    {
      en: `nothing was sent: the plan has ${missing.map((verb) => `${counts[verb]} ${verb}`).join(', ')} that nobody agreed to`,
      zh: `未发送任何内容：计划中有未获同意的更改：${missing.map((verb) => `${counts[verb]} 项 ${verb}`).join('、')}`,
    },
    {
      place: { channel: channel },
      next: { en: `look at the plan, then add ${flags}`, zh: `请检查计划后加上 ${flags}` },
    },
  ).toDiagnostic();
}
