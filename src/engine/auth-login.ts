import { randomBytes } from 'node:crypto';
import type {
  Authorise,
  Authorised,
  AuthoriseInput,
  Denied,
  Json,
  Misfit,
  SecretSpec,
  Words,
} from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import { createClient, type KeptToken, signTools } from '../http/index.ts';
import { type AuthStored, emptySecret, keep, specsOf } from './auth.ts';
import { answerOf, refused, type Wanted } from './auth-answer.ts';
import { loopback } from './auth-loopback.ts';
import { type Channel, openChannel, wire } from './channel.ts';
import { commandOf } from './config.ts';
import { findSecret, readSecrets } from './secrets.ts';
import type { Workspace } from './workspace.ts';

/** What a login needs of a person. */
export interface LoginAsk {
  /** Not shown while it is typed. '' keeps the one that is there, where there is one. Absent where nobody can answer. */
  readonly secret?: (spec: SecretSpec, known: boolean) => Promise<string>;
  /** An address for the seller's browser. */
  open(url: string, help: Words | undefined): void;
  /** The address that the browser ended at, or the code in it. Absent where nobody can answer. */
  readonly pasted?: () => Promise<string>;
}

export interface LoginOptions {
  /** Paste the answer although the platform would come back by itself: for a browser on another machine. */
  readonly paste?: boolean;
  /** How long to wait for the browser. Default ten minutes. */
  readonly waitMs?: number;
}

const WAIT_MS = 10 * 60_000;
/** Where a pasted answer is sent when nothing is registered: nobody listens there, and the address stays to be copied. */
const PASTED = 'http://127.0.0.1:8400/mabang';

/**
 * Get a channel's secrets and keep them in the file: by the platform's own flow where it has one, else by asking for each.
 * Nothing is stored before everything is known. What grew from an earlier authorisation is not used any more.
 *
 * Throws `E_NO_TERMINAL` (exit 2) where a question would be needed and nobody can answer, `E_AUTHORISE` (exit 6) when the
 * platform or the seller says no, or nobody comes.
 */
export async function authLogin(
  ws: Workspace,
  name: string,
  ask: LoginAsk,
  options: LoginOptions = {},
): Promise<AuthStored> {
  const specs = await specsOf(ws, name);
  const channel = await openChannel(ws, name);
  const authorise = channel.adapter.auth.authorise as Authorise<unknown> | undefined;
  if (!authorise || authorise.usable?.(channel.at().connection) === false) {
    const typed = await askFor(ws, name, specs, ask, true);
    return keep(ws, name, typed.fresh);
  }
  const first = specs.filter((spec) => authorise.needs.includes(spec.name));
  const { all, fresh } = await askFor(ws, name, first, ask, false);
  const given = await authorised(channel, authorise, all, ask, options);
  const strange = Object.keys(given).find((key) => !specs.some((spec) => spec.name === key));
  if (strange !== undefined) throw new TypeError(`the exchange gave ${strange}, which the adapter does not declare`);
  return keep(ws, name, { ...fresh, ...given });
}

/** Secrets that are asked for. `every`: also those that are there, which an empty answer keeps. */
async function askFor(
  ws: Workspace,
  channel: string,
  specs: readonly SecretSpec[],
  ask: LoginAsk,
  every: boolean,
): Promise<{ readonly all: Readonly<Record<string, string>>; readonly fresh: Readonly<Record<string, string>> }> {
  const stored = readSecrets(ws.dir)[channel] ?? {};
  const command = commandOf(ws.config, channel);
  const all: Record<string, string> = {};
  const fresh: Record<string, string> = {};
  for (const spec of specs) {
    const known = findSecret(ws.dir, channel, spec.name, stored, ws.host.env, command)?.value;
    if (known !== undefined) all[spec.name] = known;
    if (known !== undefined && !every) continue;
    if (!ask.secret) throw noTerminal(channel, spec.name);
    const typed = (await ask.secret(spec, known !== undefined)).trim();
    if (typed === '' && known === undefined) throw emptySecret(channel, spec.name);
    if (typed !== '') {
      all[spec.name] = typed;
      fresh[spec.name] = typed;
    }
  }
  return { all, fresh };
}

async function authorised(
  channel: Channel,
  authorise: Authorise<unknown>,
  secrets: Readonly<Record<string, string>>,
  ask: LoginAsk,
  options: LoginOptions,
): Promise<Readonly<Record<string, string>>> {
  const { host } = channel;
  const { connection } = channel.at();
  const state = randomBytes(16).toString('hex');
  const input = (redirect: string): AuthoriseInput<unknown> => ({
    secrets,
    connection,
    redirect,
    state,
    now: host.clock.now(),
    crypto: signTools,
  });
  const stateName = authorise.stateParameter ?? 'state';
  const { parameters, owner = [] } = authorise;
  const want: Wanted = { channel: channel.name, stateName, state, parameters, owner };
  const registered = authorise.registered?.(connection);
  let redirect: string;
  let answer: Readonly<Record<string, string>>;
  if (authorise.redirect === 'loopback' && registered === undefined && !options.paste) {
    const server = await loopback(want);
    redirect = server.url;
    try {
      ask.open(authorise.url(input(redirect)), authorise.help);
      answer = await server.answer(options.waitMs ?? WAIT_MS, host.signal);
    } finally {
      await server.close();
    }
  } else {
    if (!ask.pasted) throw noTerminal(channel.name, undefined);
    redirect = registered ?? PASTED;
    ask.open(authorise.url(input(redirect)), authorise.help);
    answer = understand(await ask.pasted(), want);
  }
  const given = { connection, answer };
  fits(channel, authorise.misfit?.(given));
  const { secrets: got, of } = await exchange(channel, authorise, { ...input(redirect), answer });
  if (of !== undefined) fits(channel, authorise.misfit?.({ ...given, of }));
  return got;
}

/** Somebody else's answer is refused: stored, it would make this channel's pushes the other account's. */
function fits(channel: Channel, misfit: Misfit | undefined): void {
  if (misfit) throw refused(channel.name, misfit.why, misfit.next);
}

/** What was pasted: the whole address, whose state must be ours, or the code alone, which the seller has copied himself. */
function understand(text: string, want: Wanted): Readonly<Record<string, string>> {
  const pasted = text.trim();
  if (URL.canParse(pasted)) return answerOf(new URL(pasted), want);
  const [only] = want.parameters;
  const alone = want.parameters.length === 1 && want.owner.length === 0;
  if (only !== undefined && alone && /^\S+$/.test(pasted)) return { [only]: pasted };
  throw refused(want.channel, {
    en: 'what was pasted is not the address that the browser shows at the end',
    zh: '粘贴的内容不是浏览器最后显示的网址',
  });
}

/** What the client throws away with the request that was never meant to be made. */
class Exchanged extends Error {}

/**
 * Send the exchange the way tokens are asked for: unsigned, never twice, its bodies in no trace. The one request that waits
 * for the token is not sent: what was kept is all that was wanted.
 */
async function exchange(
  channel: Channel,
  authorise: Authorise<unknown>,
  input: Parameters<Authorise<unknown>['exchange']>[0],
): Promise<Authorised> {
  const { adapter, host } = channel;
  let kept: KeptToken | undefined;
  let of: Json | undefined;
  let final = false;
  const reply = authorise.reply.transform((answer: Authorised | Denied) => {
    if ('denied' in answer) {
      final = answer.authorise;
      return answer;
    }
    of = answer.of;
    return { token: input.state, secrets: answer.secrets };
  });
  const codes = authorise.parameters.map((name) => [name, input.answer[name] ?? ''] as const);
  const names = adapter.auth.secrets.map((spec) => spec.name);
  const client = createClient<unknown, string>({
    channel: channel.name,
    adapter: {
      limits: adapter.limits,
      baseUrl: (connection) => adapter.baseUrl(connection),
      auth: {
        kind: 'oauth2',
        secrets: [],
        sign: () => ({}),
        tokens: [
          {
            name: 'authorisation',
            title: 'authorisation',
            bucket: authorise.bucket,
            lifetime: { value: 60, unit: 'seconds', source: 'never used', date: '2026-11-23' },
            rotates: names,
            grant: () => authorise.exchange(input),
            reply,
          },
        ],
      },
    },
    connection: input.connection,
    secrets: { ...input.secrets, ...Object.fromEntries(codes) },
    tokens: {
      async exclusively(_, renew) {
        await renew(undefined, async (token) => {
          kept = token;
        });
        throw new Exchanged();
      },
    },
    clock: host.clock,
    userAgent: `mabang/${host.version}`,
    env: host.env,
    ...(host.trace ? { trace: host.trace } : {}),
  });
  try {
    await wire(channel.name, () =>
      client.request({ bucket: authorise.bucket, method: 'GET', path: '/', reply: authorise.reply, resend: 'unsent' }),
    );
  } catch (error) {
    // Its words are the platform's, and hold no code any more; asking again with the same one is of no use.
    if (final && error instanceof MabangError) throw refused(channel.name, error.words);
    if (!(error instanceof Exchanged)) throw error;
  } finally {
    await client.close();
  }
  return { secrets: kept?.secrets ?? {}, ...(of === undefined ? {} : { of }) };
}

function noTerminal(channel: string, name: string | undefined): MabangError {
  const next =
    name === undefined
      ? { en: 'run it in a terminal', zh: '请在终端中运行' }
      : { en: `mabang auth set ${channel} ${name} < file`, zh: `mabang auth set ${channel} ${name} < 文件` };
  return new MabangError(
    'E_NO_TERMINAL',
    EXIT.usage,
    { en: 'a question must be asked, and nobody can answer here', zh: '需要提问，但此处无人可以回答' },
    { place: { channel }, next },
  );
}
