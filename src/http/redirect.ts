import type { Answer } from './wire.ts';

/** Where an answer sends the request to, or `undefined` when it does not. */
export function redirectOf(answer: Pick<Answer, 'status' | 'headers'>, from: URL): URL | undefined {
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

/** Why a redirect was not followed. `shown` is the target without what must not be seen. */
export function redirectNote(from: URL, shown: string, to: URL): string {
  const why =
    to.host === from.host && to.protocol !== from.protocol
      ? `; the address must begin with ${to.protocol}//`
      : to.origin === from.origin
        ? ''
        : '; it is another server, and credentials are not sent on';
  return `redirected to ${shown}, which was not followed${why}`;
}
