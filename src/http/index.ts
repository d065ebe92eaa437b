/** The HTTP layer: the only place that opens a connection to a platform. */
export { createClient } from './client.ts';
export { realClock } from './clock.ts';
export { hideSecrets, learnSecrets, withoutSecrets } from './known.ts';
export { proxyFor } from './proxy.ts';
export { createRedactor, type Redactor } from './redact.ts';
export { MASK } from './redact-forms.ts';
export { backOff, decideRetry, type FailedAttempt, type RetryDecision, retryAfterMs } from './retry.ts';
export { signTools } from './sign.ts';
export { createThrottle, HeldTooLong, type Throttle } from './throttle.ts';
export { memoryTokens } from './tokens.ts';
export type {
  Client,
  ClientOptions,
  ClientStats,
  Clock,
  KeptToken,
  PaceStore,
  TokenStore,
  TraceEvent,
} from './types.ts';
export { encodeQuery, percentEncode } from './url.ts';
