import type { AnyAdapter, Diagnostic, SecretLife } from '../contract/index.ts';
import { isoDate, MabangError } from '../core/index.ts';
import type { KeptToken } from '../http/index.ts';
import { commandOf } from './config.ts';
import { readSecrets, type SecretOrigin, secretVariable, storedAt } from './secrets.ts';
import { readTokens, tokensFile } from './tokens.ts';
import type { Workspace } from './workspace.ts';

export interface SecretStatus {
  readonly name: string;
  readonly title: string;
  readonly origin: SecretOrigin | 'missing';
  /** The environment variable that would give it, whether it does or not. */
  readonly variable: string;
  /** Of a secret of the file, ISO 8601. Not `exact`: the file was changed by hand, then at the latest. */
  readonly storedAt?: string;
  readonly exact?: boolean;
  /** The platform has replaced it since: when, last. */
  readonly rotatedAt?: string;
  readonly expiresAt?: string;
}

export interface TokenStatus {
  readonly name: string;
  readonly title: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  /** replaced: it grew from an authorisation that is not the last one, and is not used any more. */
  readonly state: 'good' | 'expired' | 'replaced';
}

const DAY_MS = 86_400_000;
/** Said so long before the end, or for the last fifth of a shorter life: time to find the person who has the password. */
const WARN_MS = 7 * DAY_MS;
const WARN_SHARE = 0.2;

/** When secrets of the file were stored, by name. */
export type Since = Map<string, { readonly at: string; readonly exact: boolean }>;

/**
 * What a run says of a channel's secrets: those that are about to end, or should have ended. All of it warnings, since the
 * platform itself says what is over. Reads two files, and asks neither the platform nor `credential_command`; how old a
 * secret from there is, nobody knows before the platform replaces it.
 */
export function expiring(ws: Workspace, channel: string, adapter: AnyAdapter): readonly Diagnostic[] {
  const { dir, config, host } = ws;
  const lives = livesOf(adapter, config.channels[channel]?.connection);
  if (Object.keys(lives).length === 0) return [];
  const elsewhere = commandOf(config, channel) !== undefined;
  try {
    const stored = readSecrets(dir)[channel] ?? {};
    const kept = readTokens(tokensFile(dir, channel));
    const now = host.clock.now();
    const since: Since = new Map();
    for (const { name } of adapter.auth.secrets) {
      const value = elsewhere || host.env[secretVariable(channel, name)] ? undefined : stored[name];
      const at = value === undefined ? undefined : storedAt(dir, channel, name, value);
      if (at) since.set(name, at);
    }
    const tokens = tokensOf(adapter, kept, since, now);
    return adapter.auth.secrets.flatMap(({ name, title }) => {
      const life = lives[name];
      const began = rotation(name, kept, tokens) ?? since.get(name)?.at;
      if (!life || began === undefined) return [];
      const found = expiry(channel, { name, title, expiresAt: endOf(began, life) }, life, now);
      return found ? [{ ...found, severity: 'warning' as const }] : [];
    });
  } catch (error) {
    // A file that cannot be used stops the run by itself, with its own words.
    if (error instanceof MabangError) return [];
    throw error;
  }
}

/** Lives that hold for this connection; a connection that is not understood has those that hold for all. */
export function livesOf(adapter: AnyAdapter, connection: unknown): Readonly<Record<string, SecretLife>> {
  const parsed = adapter.connection.safeParse(connection ?? {});
  const lives = Object.entries(adapter.auth.lives ?? {});
  return Object.fromEntries(
    lives.filter(([, life]) => life.applies === undefined || (parsed.success && life.applies(parsed.data))),
  );
}

export function endOf(began: string, life: SecretLife): string {
  return isoDate(Date.parse(began) + life.value * DAY_MS);
}

export function tokensOf(
  adapter: AnyAdapter,
  kept: Readonly<Record<string, KeptToken>>,
  since: Since,
  now: number,
): readonly TokenStatus[] {
  return Object.entries(kept).map(([name, token]) => {
    const spec = adapter.auth.tokens?.find((one) => one.name === name);
    const roots = spec && spec.rotates.length > 0 ? spec.rotates : adapter.auth.secrets.map((secret) => secret.name);
    const later = (root: string) => {
      const at = since.get(root);
      return at?.exact === true && Date.parse(at.at) > token.issuedAt;
    };
    return {
      name,
      title: spec?.title ?? name,
      issuedAt: isoDate(token.issuedAt),
      expiresAt: isoDate(token.expiresAt),
      state: roots.some(later) ? 'replaced' : token.expiresAt <= now ? 'expired' : 'good',
    };
  });
}

/** When the platform last replaced a secret; of several tokens that each have their own, the one that is oldest. */
export function rotation(
  name: string,
  kept: Readonly<Record<string, KeptToken>>,
  tokens: readonly TokenStatus[],
): string | undefined {
  return tokens
    .filter((token) => token.state !== 'replaced' && kept[token.name]?.secrets[name] !== undefined)
    .map((token) => token.issuedAt)
    .sort()[0];
}

export function expiry(
  channel: string,
  secret: Pick<SecretStatus, 'name' | 'title' | 'expiresAt'>,
  life: SecretLife | undefined,
  now: number,
): Diagnostic | undefined {
  if (secret.expiresAt === undefined || !life) return undefined;
  const lifeMs = life.value * DAY_MS;
  const left = Date.parse(secret.expiresAt) - now;
  if (left > Math.min(WARN_MS, lifeMs * WARN_SHARE)) return undefined;
  const days = Math.ceil(Math.abs(left) / DAY_MS);
  const over = left <= 0;
  return {
    code: over ? 'E_SECRET_EXPIRED' : 'W_SECRET_EXPIRES',
    severity: over ? 'error' : 'warning',
    message: over
      ? { en: `${secret.title} expired on ${secret.expiresAt}`, zh: `${secret.title} 已于 ${secret.expiresAt} 过期` }
      : {
          en: `${secret.title} expires on ${secret.expiresAt}, within ${days} ${days === 1 ? 'day' : 'days'}`,
          zh: `${secret.title} 将于 ${secret.expiresAt} 过期，剩余不足 ${days} 天`,
        },
    place: { channel, field: secret.name },
    next: { en: `authorise anew: mabang auth login ${channel}`, zh: `请重新授权：mabang auth login ${channel}` },
  };
}
