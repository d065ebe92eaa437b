/** Options that are read from the environment and hold nothing secret. */
const PLAIN_VARIABLE = /^MABANG_(DIR|FORMAT|LANG|QUIET|NO_COLOR|DEBUG|DEBUG_HTTP|DEBUG_HTTP_FILE|TIMEOUT_MS)$/;

/**
 * Take secrets out of text that nobody expected: a bug's message, a stack. Values of `MABANG_<CHANNEL>_<NAME>` variables,
 * credentials in URLs and authorization headers become `[redacted]`.
 */
export function redactor(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const values = Object.entries(env)
    .filter(([name, value]) => /^MABANG_.+_.+$/.test(name) && !PLAIN_VARIABLE.test(name) && (value ?? '').length >= 6)
    .flatMap(([, value]) => (value === undefined ? [] : [value, encodeURIComponent(value)]));
  return (text) => {
    let out = text;
    for (const value of values) out = out.replaceAll(value, '[redacted]');
    return out
      .replace(/\/\/[^/\s:@]+:[^/\s@]+@/g, '//[redacted]@')
      .replace(/\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/gi, '$1 [redacted]')
      .replace(/([?&][\w.-]*(?:key|secret|token|password|signature|nonce)[\w.-]*=)[^&\s"']+/gi, '$1[redacted]');
  };
}
