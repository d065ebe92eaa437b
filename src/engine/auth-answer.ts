import type { Words } from '../contract/index.ts';
import { EXIT, MabangError, verbatim } from '../core/index.ts';

/** What the address that the browser ends at must bring back. */
export interface Wanted {
  readonly channel: string;
  readonly stateName: string;
  readonly state: string;
  readonly parameters: readonly string[];
  /** One of them comes along, where there are any. */
  readonly owner: readonly string[];
}

/** What an address brings back. A platform may hang its own behind a query that was there with a second `?`. */
export function broughtBack(url: URL): URLSearchParams {
  return new URLSearchParams(url.search.slice(1).replaceAll('?', '&'));
}

/** The parameters that an address brings back. Throws `E_AUTHORISE` when it is not the answer to our question. */
export function answerOf(url: URL, want: Wanted): Readonly<Record<string, string>> {
  const searchParams = broughtBack(url);
  if (searchParams.get(want.stateName) !== want.state) {
    throw refused(
      want.channel,
      {
        en: 'the address does not belong to this login: its state is another one',
        zh: '该网址不属于本次登录：state 不一致',
      },
      {
        en: `begin anew, and bring back the address that this login ends at: mabang auth login ${want.channel}`,
        zh: `请重新开始，并粘贴本次登录最后显示的网址：mabang auth login ${want.channel}`,
      },
    );
  }
  const no = searchParams.get('error_description') ?? searchParams.get('error');
  if (no) throw refused(want.channel, verbatim(no.slice(0, 300)));
  const answer: Record<string, string> = {};
  for (const name of want.parameters) {
    const value = searchParams.get(name);
    if (!value)
      throw refused(want.channel, { en: `the address brings back no ${name}`, zh: `返回的网址中没有 ${name}` });
    answer[name] = value;
  }
  const owner = want.owner.find((name) => searchParams.get(name));
  if (owner !== undefined) answer[owner] = searchParams.get(owner) ?? '';
  else if (want.owner.length > 0) {
    const names = { en: want.owner.join(' or '), zh: want.owner.join(' 或 ') };
    throw refused(want.channel, {
      en: `the address brings back no ${names.en}`,
      zh: `返回的网址中没有 ${names.zh}`,
    });
  }
  return answer;
}

export function refused(channel: string, why: Words, next?: Words): MabangError {
  return new MabangError(
    'E_AUTHORISE',
    EXIT.credentials,
    { en: `not authorised: ${why.en}; nothing was stored`, zh: `授权失败：${why.zh}；未保存任何内容` },
    {
      place: { channel },
      next: next ?? { en: `again: mabang auth login ${channel}`, zh: `请重试：mabang auth login ${channel}` },
    },
  );
}
