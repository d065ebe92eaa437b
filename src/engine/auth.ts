import type { AnyAdapter, Diagnostic, Facts, SecretSpec } from '../contract/index.ts';
import { EXIT, type Exit, MabangError, verbatim } from '../core/index.ts';
import {
  endOf,
  expiry,
  livesOf,
  rotation,
  type SecretStatus,
  type Since,
  type TokenStatus,
  tokensOf,
} from './auth-expiry.ts';
import { channelNames, connect, describeAccount, openChannel } from './channel.ts';
import { commandOf } from './config.ts';
import { findSecret, readSecrets, secretVariable, storedAt, storeSecrets } from './secrets.ts';
import { readTokens, tokensFile } from './tokens.ts';
import type { Workspace } from './workspace.ts';

/** Where every credential comes from and how long it is good. No value of any of them is in here. */
export interface AuthStatus {
  readonly channels: readonly ChannelAuth[];
  readonly exit: Exit;
}

export interface ChannelAuth {
  readonly channel: string;
  readonly adapter: string;
  readonly environment: 'sandbox' | 'live';
  readonly secrets: readonly SecretStatus[];
  readonly tokens: readonly TokenStatus[];
  readonly findings: readonly Diagnostic[];
}

/** As much of a workspace as can be had without its catalogue. */
type Closed = Pick<Workspace, 'dir' | 'config' | 'host' | 'registry'>;

/** Every channel's credentials, or those of the channels named. What cannot be read is a finding; one bad file hides no other. */
export function authStatus(ws: Workspace, channels: readonly string[]): Promise<AuthStatus> {
  return credentialsOf(ws, channels);
}

/** The same, for a workspace whose catalogue cannot be opened. */
export async function credentialsOf(ws: Closed, channels: readonly string[]): Promise<AuthStatus> {
  const list: ChannelAuth[] = [];
  for (const name of channelNames(ws, channels)) list.push(await statusOf(ws, name));
  const bad = list.some((channel) => channel.findings.some(({ severity }) => severity === 'error'));
  return { channels: list, exit: bad ? EXIT.credentials : EXIT.done };
}

async function statusOf(ws: Closed, channel: string): Promise<ChannelAuth> {
  const { adapter: id = '', environment = 'sandbox' } = ws.config.channels[channel] ?? {};
  const findings: Diagnostic[] = [];
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof MabangError)) throw error;
      const found = { ...error.toDiagnostic(), place: { channel, ...error.details.place } };
      if (!findings.some((one) => one.code === found.code && one.message.en === found.message.en)) findings.push(found);
      return undefined;
    }
  };
  let adapter: AnyAdapter;
  try {
    adapter = await ws.registry.load(id);
  } catch (error) {
    if (!(error instanceof MabangError)) throw error;
    return { channel, adapter: id, environment, secrets: [], tokens: [], findings: [error.toDiagnostic()] };
  }
  const { auth } = adapter;
  const stored = attempt(() => readSecrets(ws.dir))?.[channel] ?? {};
  const kept = attempt(() => readTokens(tokensFile(ws.dir, channel))) ?? {};
  const command = commandOf(ws.config, channel);
  const found = new Map(
    auth.secrets.map(({ name }) => [
      name,
      attempt(() => findSecret(ws.dir, channel, name, stored, ws.host.env, command)),
    ]),
  );
  const lives = livesOf(adapter, ws.config.channels[channel]?.connection);
  const since: Since = new Map();
  for (const [name, secret] of found) {
    const at = secret?.origin === 'file' ? storedAt(ws.dir, channel, name, secret.value) : undefined;
    if (at) since.set(name, at);
  }
  const grown = tokensOf(adapter, kept, since, ws.host.clock.now());
  const secrets = auth.secrets.map(({ name, title, help }): SecretStatus => {
    const origin = found.get(name)?.origin ?? 'missing';
    const variable = secretVariable(channel, name);
    if (origin === 'missing' && findings.every((one) => one.code !== 'E_CREDENTIAL_COMMAND'))
      findings.push(missing(channel, { name, title, help }, variable));
    const at = since.get(name);
    const rotatedAt = rotation(name, kept, grown);
    const life = lives[name];
    const began = rotatedAt ?? at?.at;
    return {
      name,
      title,
      origin,
      variable,
      ...(at ? { storedAt: at.at, exact: at.exact } : {}),
      ...(rotatedAt ? { rotatedAt } : {}),
      ...(life && began ? { expiresAt: endOf(began, life) } : {}),
    };
  });
  for (const secret of secrets) {
    const warning = expiry(channel, secret, lives[secret.name], ws.host.clock.now());
    if (warning) findings.push(warning);
  }
  return { channel, adapter: id, environment, secrets, tokens: grown, findings };
}

function missing(channel: string, spec: SecretSpec, variable: string): Diagnostic {
  return {
    code: 'E_NO_SECRET',
    severity: 'error',
    message: { en: `no ${spec.title}`, zh: `缺少 ${spec.title}` },
    place: { channel, field: spec.name },
    next: {
      en: `mabang auth login ${channel}, or set ${variable}. ${spec.help}`,
      zh: `mabang auth login ${channel}，或设置 ${variable}。${spec.help}`,
    },
  };
}

export interface AuthTest {
  readonly channels: readonly {
    readonly channel: string;
    readonly environment: 'sandbox' | 'live';
    readonly ok: boolean;
    /** What the account says of itself. */
    readonly account?: Facts;
    readonly error?: Diagnostic;
  }[];
  readonly exit: Exit;
}

/** Ask each account about itself: whether the credentials work, and whose they are. */
export async function authTest(ws: Workspace, channels: readonly string[]): Promise<AuthTest> {
  const list: AuthTest['channels'][number][] = [];
  let exit: Exit = EXIT.done;
  for (const name of channelNames(ws, channels)) {
    const environment = ws.config.channels[name]?.environment ?? 'sandbox';
    try {
      list.push({ channel: name, environment, ok: true, account: await accountOf(ws, name) });
    } catch (error) {
      if (!(error instanceof MabangError)) throw error;
      list.push({ channel: name, environment, ok: false, error: error.toDiagnostic() });
      // Credentials that do not work need a person; a platform that is away does not.
      if (exit !== EXIT.credentials) exit = error.exit;
    }
  }
  return { channels: list, exit };
}

async function accountOf(ws: Workspace, name: string): Promise<Facts> {
  const connected = connect(ws, await openChannel(ws, name));
  try {
    return await describeAccount(connected);
  } finally {
    await connected.close();
  }
}

export interface AuthStored {
  readonly channel: string;
  /** Names of the secrets that were stored. */
  readonly stored: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/** Keep one secret of a channel in the file. One line end at its end is not part of it. Throws `E_NO_SUCH_SECRET`, `E_EMPTY_SECRET`. */
export async function authSet(ws: Workspace, channel: string, name: string, value: string): Promise<AuthStored> {
  const specs = await specsOf(ws, channel);
  if (!specs.some((spec) => spec.name === name)) {
    throw new MabangError(
      'E_NO_SUCH_SECRET',
      EXIT.usage,
      { en: `channel ${channel} knows no secret of that name`, zh: `渠道 ${channel} 没有该名称的密钥` },
      { place: { channel }, next: verbatim(specs.map((spec) => `${spec.name}: ${spec.title}`).join('\n')) },
    );
  }
  const text = value.replace(/\r?\n$/, '');
  if (text.trim() === '') throw emptySecret(channel, name);
  return keep(ws, channel, { [name]: text });
}

export function emptySecret(channel: string, name: string): MabangError {
  return new MabangError(
    'E_EMPTY_SECRET',
    EXIT.usage,
    { en: `${name} is empty; nothing was stored`, zh: `${name} 为空，未保存` },
    { place: { channel }, next: verbatim(`mabang auth set ${channel} ${name} < file`) },
  );
}

export async function specsOf(ws: Workspace, channel: string): Promise<readonly SecretSpec[]> {
  channelNames(ws, [channel]);
  return (await ws.registry.load(ws.config.channels[channel]?.adapter ?? '')).auth.secrets;
}

/** Store, and say which of them something else has the better of. */
export function keep(ws: Workspace, channel: string, secrets: Readonly<Record<string, string>>): AuthStored {
  storeSecrets(ws.dir, { [channel]: secrets }, ws.host.clock.now());
  const command = commandOf(ws.config, channel);
  const findings = Object.entries(secrets).flatMap(([name, value]): readonly Diagnostic[] => {
    const variable = secretVariable(channel, name);
    let found: ReturnType<typeof findSecret>;
    try {
      found = findSecret(ws.dir, channel, name, { [name]: value }, ws.host.env, command);
    } catch (error) {
      if (!(error instanceof MabangError)) throw error;
      // It is stored; that a command stands in front of it and fails is another matter.
      return [error.toDiagnostic()];
    }
    if (found === undefined || found.origin === 'file') return [];
    const other = found.origin === 'environment' ? variable : 'credential_command';
    return [
      {
        code: 'W_SECRET_SHADOWED',
        severity: 'warning',
        message: {
          en: `${name} is stored, but ${other} gives one too, and that one is used`,
          zh: `${name} 已保存，但 ${other} 也提供了该密钥，实际使用后者`,
        },
        place: { channel, field: name },
        next:
          found.origin === 'environment'
            ? { en: `unset ${variable}`, zh: `请取消设置 ${variable}` }
            : {
                en: 'change it where the command reads it, or take credential_command out of mabang.yaml',
                zh: '请在该命令读取的位置修改，或从 mabang.yaml 中删除 credential_command',
              },
      },
    ];
  });
  return { channel, stored: Object.keys(secrets), findings };
}
