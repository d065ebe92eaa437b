import type { Diagnostic } from '../contract/index.ts';

/** What a push finds out about single changes, in words. */
export function noOutcome(place: Diagnostic['place']): Diagnostic {
  return {
    code: 'W_NO_OUTCOME',
    severity: 'warning',
    message: {
      en: 'the adapter did not say what became of this change, which is a bug of it; it is looked up',
      zh: '适配器未报告此更改的结果（适配器缺陷），将进行查询',
    },
    place,
  };
}

export function notLanded(place: Diagnostic['place'], reason: string): Diagnostic {
  return {
    code: 'W_NOT_LANDED',
    severity: 'warning',
    message: { en: `the platform said yes, but: ${reason}`, zh: `平台已接受，但：${reason}` },
    place,
    next: {
      en: 'look at the listing on the platform; `mabang diff` shows what still differs',
      zh: '请在平台上查看该商品；mabang diff 会显示差异',
    },
  };
}

export function unknownFate(place: Diagnostic['place'], reason: string): Diagnostic {
  return {
    code: 'W_UNKNOWN',
    severity: 'warning',
    message: { en: `it may have happened: ${reason}`, zh: `可能已经执行：${reason}` },
    place,
    next: {
      en: 'run the same command again: it is looked up before anything is sent',
      zh: '重新运行同一命令：会先查询再发送',
    },
  };
}
