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

/** Said yes to and not to be seen yet: neither done nor failed. `seconds` since the oldest of them was sent. */
export function acceptedNotSeen(channel: string, count: number, seconds: number): Diagnostic {
  return {
    code: 'W_NOT_SEEN_YET',
    severity: 'warning',
    message: {
      en: `${count} changes were accepted and are not live yet (the oldest for ${seconds} s)`,
      zh: `${count} 项更改已被接受但尚未生效（最早的已等待 ${seconds} 秒）`,
    },
    place: { channel },
    next: {
      en: 'run the same command again later, or wait with --wait 30m: they are looked up, never sent twice',
      zh: '请稍后重新运行同一命令，或用 --wait 30m 等待：只会查询，不会重复发送',
    },
  };
}

export function noPreview(channel: string): Diagnostic {
  return {
    code: 'I_NO_PREVIEW',
    severity: 'info',
    message: {
      en: 'this platform cannot say what it would take without taking it',
      zh: '该平台不支持只检查而不保存',
    },
    place: { channel },
  };
}
