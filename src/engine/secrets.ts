import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { platform } from 'node:os';
import { dirname, join } from 'node:path';
import { Document, isMap, parse, parseDocument } from 'yaml';
import { z } from 'zod';
import type { SecretSpec } from '../contract/index.ts';
import { EXIT, isoDate, MabangError } from '../core/index.ts';
import { learnSecrets } from '../http/index.ts';
import { type CredentialCommand, runCredentialCommand } from './credentials.ts';

const fileSchema = z.record(z.string(), z.record(z.string(), z.string()));
/** Per channel and secret, when it was stored and a short print of what was stored, so that an edit by hand is noticed. */
const storedSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    // guessed: the file was written anew beside it; then it had stood there at least since this time.
    z.object({ at: z.string(), print: z.string(), guessed: z.boolean().optional() }),
  ),
);
type Stored = z.infer<typeof storedSchema>;
type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Env = Readonly<Record<string, string | undefined>>;

/** Where a secret comes from. The environment wins over the command, and the command over the file. */
export type SecretOrigin = 'environment' | 'command' | 'file';

export interface FoundSecret {
  readonly value: string;
  readonly origin: SecretOrigin;
}

/** Where a workspace keeps secrets: readable by its owner alone, and kept out of git by `init`. */
export function secretsFile(dir: string): string {
  return join(dir, '.mabang', 'secrets.yaml');
}

function storedFile(dir: string): string {
  return join(dir, '.mabang', 'secrets.stored.json');
}

/** `eu-shop` and `key` → `MABANG_EU_SHOP_KEY`, for any channel and secret name. */
export function secretVariable(channel: string, name: string): string {
  return `MABANG_${channel}_${name}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/**
 * The secrets of a channel: environment first, then `credential_command`, then the 0600 file. Throws `E_NO_SECRET` for a
 * missing one, `E_CREDENTIAL_COMMAND`, `E_SECRETS_OPEN`, `E_SECRETS_FILE` (exit 6).
 */
export function loadSecrets(
  dir: string,
  channel: string,
  specs: readonly SecretSpec[],
  env: Env,
  command?: CredentialCommand,
): Readonly<Record<string, string>> {
  const stored = readSecrets(dir)[channel] ?? {};
  const secrets: Record<string, string> = {};
  for (const spec of specs) {
    const found = findSecret(dir, channel, spec.name, stored, env, command);
    if (!found) throw noSecret(channel, spec);
    secrets[spec.name] = found.value;
  }
  return secrets;
}

/** One secret and where it comes from. `stored` is what the file has for the channel. No output shows it from then on. */
export function findSecret(...where: Parameters<typeof lookUp>): FoundSecret | undefined {
  const found = lookUp(...where);
  if (found) learnSecrets([found.value]);
  return found;
}

function lookUp(
  dir: string,
  channel: string,
  name: string,
  stored: Readonly<Record<string, string>>,
  env: Env,
  command: CredentialCommand | undefined,
): FoundSecret | undefined {
  const given = env[secretVariable(channel, name)];
  if (given) return { value: given, origin: 'environment' };
  const said = command === undefined ? undefined : runCredentialCommand(command, { channel, name }, { env, dir });
  if (said) return { value: said, origin: 'command' };
  const kept = stored[name];
  return kept ? { value: kept, origin: 'file' } : undefined;
}

function noSecret(channel: string, { name, title, help }: SecretSpec): MabangError {
  const variable = secretVariable(channel, name);
  return new MabangError(
    'E_NO_SECRET',
    EXIT.credentials,
    { en: `channel ${channel} has no ${title}`, zh: `渠道 ${channel} 缺少 ${title}` },
    {
      place: { channel },
      next: {
        en: `run \`mabang auth login ${channel}\`, set ${variable}, or put ${name} under ${channel} in .mabang/secrets.yaml (mode 0600). ${help}`,
        zh: `运行 mabang auth login ${channel}，设置 ${variable}，或写入 .mabang/secrets.yaml（权限 0600）中 ${channel} 下的 ${name}。${help}`,
      },
    },
  );
}

/**
 * Keep secrets of channels in the file, beside those that it has: written beside it, synced and renamed, so it is never half
 * there. Comments in it stay. `at`, when known, is remembered beside it, for `auth status`.
 * Throws `E_BUSY` (exit 5) when another process is writing it.
 */
export function storeSecrets(dir: string, secrets: Secrets, at?: number): void {
  const file = secretsFile(dir);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  for (const values of Object.values(secrets)) learnSecrets(Object.values(values));
  replaceFile(file, () => {
    rememberOthers(dir, file, secrets, readSecrets(dir));
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const read = parseDocument(text);
    const document = isMap(read.contents) ? read : new Document({});
    for (const [channel, values] of Object.entries(secrets))
      for (const [name, value] of Object.entries(values)) document.setIn([channel, name], value);
    return document.toString({ lineWidth: 0 });
  });
  if (at !== undefined) rememberStored(dir, secrets, at);
}

/**
 * When a secret of the file was stored, as ISO 8601. Of one that was put there by hand, when the file was last changed, which
 * is at or after that: then it is not `exact`.
 */
export function storedAt(
  dir: string,
  channel: string,
  name: string,
  value: string,
): { readonly at: string; readonly exact: boolean } | undefined {
  const file = secretsFile(dir);
  if (!existsSync(file)) return undefined;
  const kept = readStored(dir)[channel]?.[name];
  if (kept?.print === printOf(channel, name, value)) return { at: kept.at, exact: kept.guessed !== true };
  return { at: isoDate(statSync(file).mtime.getTime()), exact: false };
}

function rememberStored(dir: string, secrets: Secrets, at: number, guessed = false): void {
  replaceFile(storedFile(dir), () => {
    const known: Stored = { ...readStored(dir) };
    for (const [channel, values] of Object.entries(secrets)) {
      const entries = Object.entries(values).map(([name, value]) => {
        const print = printOf(channel, name, value);
        return [name, { at: isoDate(at), print, ...(guessed ? { guessed } : {}) }] as const;
      });
      known[channel] = { ...known[channel], ...Object.fromEntries(entries) };
    }
    return JSON.stringify(known);
  });
}

/** Secrets whose age only the file's own tells: it is about to be written, and they must not look as fresh as its new ones. */
function rememberOthers(dir: string, file: string, fresh: Secrets, all: Secrets): void {
  if (!existsSync(file)) return;
  const known = readStored(dir);
  const others: Record<string, Record<string, string>> = {};
  for (const [channel, values] of Object.entries(all)) {
    for (const [name, value] of Object.entries(values)) {
      if (fresh[channel]?.[name] !== undefined) continue;
      if (known[channel]?.[name]?.print !== printOf(channel, name, value))
        others[channel] = { ...others[channel], [name]: value };
    }
  }
  if (Object.keys(others).length > 0) rememberStored(dir, others, statSync(file).mtime.getTime(), true);
}

/** Times are a convenience: a file of them that cannot be read is as good as none. */
function readStored(dir: string): Stored {
  try {
    const parsed = storedSchema.safeParse(JSON.parse(readFileSync(storedFile(dir), 'utf8')));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** Too short to be turned back, long enough to notice another value. It stands in a 0600 file beside the value itself. */
function printOf(channel: string, name: string, value: string): string {
  return createHash('sha256')
    .update(JSON.stringify([channel, name, value]))
    .digest('hex')
    .slice(0, 12);
}

/** A draft this old was left by a process that died. */
const ABANDONED_MS = 10_000;

/** Write a 0600 file whole or not at all. Its draft is also the lock: what was read to make it cannot be overtaken. */
function replaceFile(file: string, make: () => string): void {
  const draft = `${file}.new`;
  const handle = openDraft(draft, file);
  try {
    try {
      writeSync(handle, make());
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function openDraft(draft: string, file: string): number {
  for (let again = false; ; again = true) {
    try {
      return openSync(draft, 'wx', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (again || ageOf(draft) < ABANDONED_MS) throw busy(file);
      rmSync(draft, { force: true });
    }
  }
}

/** Milliseconds, by the file system's own clock: the run's may be another, and a draft that is gone has no age. */
function ageOf(draft: string): number {
  const probe = `${draft}.now`;
  closeSync(openSync(probe, 'w', 0o600));
  try {
    return statSync(probe).mtimeMs - statSync(draft).mtimeMs;
  } catch {
    return ABANDONED_MS;
  } finally {
    rmSync(probe, { force: true });
  }
}

function busy(file: string): MabangError {
  return new MabangError(
    'E_BUSY',
    EXIT.busy,
    { en: 'another process is writing the secrets', zh: '另一个进程正在写入密钥文件' },
    { place: { file }, next: { en: 'run the same command again', zh: '请再次运行同一命令' } },
  );
}

/** A file of credentials that others can read is not used. */
export function refuseOpenFile(file: string): void {
  const mode = statSync(file).mode & 0o777;
  // Windows has no such bits; there the folder's own permissions are all there is.
  if (platform() === 'win32' || (mode & 0o077) === 0) return;
  throw new MabangError(
    'E_SECRETS_OPEN',
    EXIT.credentials,
    {
      en: `others can read the secrets file (mode ${mode.toString(8)})`,
      zh: `其他用户可读取密钥文件（权限 ${mode.toString(8)}）`,
    },
    { place: { file }, next: { en: `run: chmod 600 ${file}`, zh: `执行：chmod 600 ${file}` } },
  );
}

/** What the file has, by channel and name. Throws `E_SECRETS_OPEN`, `E_SECRETS_FILE` (exit 6). */
export function readSecrets(dir: string): Secrets {
  const file = secretsFile(dir);
  if (!existsSync(file)) return {};
  refuseOpenFile(file);
  const parsed = fileSchema.safeParse(parseQuietly(readFileSync(file, 'utf8')));
  if (parsed.success) {
    for (const values of Object.values(parsed.data)) learnSecrets(Object.values(values));
    return parsed.data;
  }
  throw new MabangError(
    'E_SECRETS_FILE',
    EXIT.credentials,
    { en: 'the secrets file is not `channel: { name: value }`', zh: '密钥文件格式应为 channel: { name: value }' },
    { place: { file } },
  );
}

/** YAML's own complaints quote the line they complain about, which here is a secret. */
function parseQuietly(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' }) ?? {};
  } catch {
    return undefined;
  }
}
