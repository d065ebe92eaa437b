import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { SecretSpec } from '../contract/index.ts';
import { EXIT, MabangError } from '../core/index.ts';

const fileSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** Where a workspace keeps secrets: readable by its owner alone, and kept out of git by `init`. */
export function secretsFile(dir: string): string {
  return join(dir, '.mabang', 'secrets.yaml');
}

/** `eu-shop` and `key` → `MABANG_EU_SHOP_KEY`, for any channel and secret name. */
export function secretVariable(channel: string, name: string): string {
  return `MABANG_${channel}_${name}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/** The secrets of a channel: environment first, then the 0600 file. Throws `E_NO_SECRET` (exit 6) for a missing one. */
export function loadSecrets(
  dir: string,
  channel: string,
  specs: readonly SecretSpec[],
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const stored = readSecrets(dir)[channel] ?? {};
  const secrets: Record<string, string> = {};
  for (const { name, title, help } of specs) {
    const variable = secretVariable(channel, name);
    const value = env[variable] ?? stored[name];
    if (!value) {
      throw new MabangError(
        'E_NO_SECRET',
        EXIT.credentials,
        { en: `channel ${channel} has no ${title}`, zh: `渠道 ${channel} 缺少 ${title}` },
        {
          place: { channel },
          next: {
            en: `set ${variable}, or put ${name} under ${channel} in .mabang/secrets.yaml (mode 0600). ${help}`,
            zh: `设置 ${variable}，或写入 .mabang/secrets.yaml（权限 0600）中 ${channel} 下的 ${name}。${help}`,
          },
        },
      );
    }
    secrets[name] = value;
  }
  return secrets;
}

/** Keep secrets of channels in the file: written beside it and renamed, so it is never half there. */
export function storeSecrets(dir: string, secrets: Readonly<Record<string, Readonly<Record<string, string>>>>): void {
  const file = secretsFile(dir);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const next = { ...readSecrets(dir), ...secrets };
  writeFileSync(`${file}.new`, stringify(next), { mode: 0o600 });
  renameSync(`${file}.new`, file);
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

function readSecrets(dir: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const file = secretsFile(dir);
  if (!existsSync(file)) return {};
  refuseOpenFile(file);
  const parsed = fileSchema.safeParse(parse(readFileSync(file, 'utf8')) ?? {});
  if (parsed.success) return parsed.data;
  throw new MabangError(
    'E_SECRETS_FILE',
    EXIT.credentials,
    { en: 'the secrets file is not `channel: { name: value }`', zh: '密钥文件格式应为 channel: { name: value }' },
    { place: { file } },
  );
}
