import type { EngineApi } from './engine.ts';
import type { Io } from './io.ts';

/** What of the engine knows the secrets of this run; nothing is known before it is loaded. */
export interface Knowing {
  engine(): Promise<EngineApi>;
  /** A text without any secret that the run has met: from a file, the environment, a command, a platform's answer. */
  hide(text: string): string;
}

/** The engine, and what it has met of secrets as soon as somebody has asked for it. */
export function knowing(load: () => Promise<EngineApi>): Knowing {
  let engine: EngineApi | undefined;
  return {
    async engine() {
      engine ??= await load();
      return engine;
    },
    hide: (text) => engine?.hideSecrets?.(text) ?? text,
  };
}

/** The same streams, through which no secret of the run gets out, whoever writes it and why. */
export function hiding<T extends Io>(io: T, { hide }: Knowing): T {
  return { ...io, out: (text: string) => io.out(hide(text)), err: (text: string) => io.err(hide(text)) };
}

/** Options that are read from the environment and hold nothing secret. */
const PLAIN_VARIABLE = /^MABANG_(DIR|FORMAT|LANG|QUIET|NO_COLOR|DEBUG|DEBUG_HTTP|DEBUG_HTTP_FILE|TIMEOUT_MS)$/;

/**
 * Take secrets out of text that nobody expected: a bug's message, a stack. What the run has met, values of
 * `MABANG_<CHANNEL>_<NAME>` variables, credentials in URLs and authorization headers become `[redacted]` or `***`.
 */
export function redactor(
  env: Readonly<Record<string, string | undefined>>,
  { hide }: Pick<Knowing, 'hide'> = { hide: (text) => text },
): (text: string) => string {
  const values = Object.entries(env)
    .filter(([name, value]) => /^MABANG_.+_.+$/.test(name) && !PLAIN_VARIABLE.test(name) && (value ?? '').length >= 6)
    .flatMap(([, value]) => (value === undefined ? [] : [value, encodeURIComponent(value)]));
  return (text) => {
    let out = hide(text);
    for (const value of values) out = out.replaceAll(value, '[redacted]');
    return out
      .replace(/\/\/[^/\s:@]+:[^/\s@]+@/g, '//[redacted]@')
      .replace(/\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/gi, '$1 [redacted]')
      .replace(/([?&][\w.-]*(?:key|secret|token|password|signature|nonce)[\w.-]*=)[^&\s"']+/gi, '$1[redacted]');
  };
}
