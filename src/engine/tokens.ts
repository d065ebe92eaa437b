import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Catalogue } from '../catalogue/index.ts';
import { EXIT, isoDate, MabangError } from '../core/index.ts';
import { type KeptToken, learnSecrets, type TokenStore } from '../http/index.ts';
import { refuseOpenFile } from './secrets.ts';
import type { Host } from './types.ts';
import { patiently } from './waiting.ts';

const keptSchema = z.strictObject({
  token: z.string(),
  issuedAt: z.number(),
  expiresAt: z.number(),
  secrets: z.record(z.string(), z.string()),
  origin: z.string(),
});
const fileSchema = z.record(z.string(), keptSchema);

/** Asking for a token takes seconds; a process that holds the right to it for longer than this is stuck. */
const LONGEST_TURN_MS = 90_000;

export function tokensFile(dir: string, channel: string): string {
  return join(dir, '.mabang', 'tokens', `${channel}.json`);
}

/**
 * The tokens of a channel in a 0600 file beside the secrets. Renewing is the turn of one process at a time, held as a lock in
 * the catalogue, so that it survives nobody's crash; what was renewed is on disk, synced, before anybody uses it: a refresh
 * token that works once and is lost would lose the shop.
 */
export function fileTokens(dir: string, channel: string, catalogue: Catalogue, host: Host): TokenStore {
  const file = tokensFile(dir, channel);
  return {
    async exclusively(name, renew) {
      const turn = await takeTurn(catalogue, host, `${channel}:${name}`);
      try {
        return await renew(readTokens(file)[name], async (token) => {
          write(file, { ...readTokens(file), [name]: token });
        });
      } finally {
        turn.release();
      }
    },
  };
}

function takeTurn(catalogue: Catalogue, host: Host, name: string): Promise<{ release(): void }> {
  const { pid, bootId, hostName, alive } = host;
  const at = isoDate(host.clock.now());
  const who = { pid, bootId, host: hostName, command: 'renew a token', at, alive };
  return patiently(() => catalogue.lock(name, who), LONGEST_TURN_MS);
}

/** What the file has, by the names of the tokens. Throws `E_SECRETS_OPEN`, `E_TOKENS_FILE` (exit 6). */
export function readTokens(file: string): Readonly<Record<string, KeptToken>> {
  if (!existsSync(file)) return {};
  refuseOpenFile(file);
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    parsed = undefined;
  }
  const result = fileSchema.safeParse(parsed);
  if (result.success) {
    for (const { token, secrets } of Object.values(result.data)) learnSecrets([token, ...Object.values(secrets)]);
    return result.data;
  }
  throw new MabangError(
    'E_TOKENS_FILE',
    EXIT.credentials,
    { en: 'the file of tokens cannot be read', zh: '令牌文件无法读取' },
    {
      place: { file },
      next: {
        en: 'restore it from a backup; without it, authorise the channel anew and delete the file',
        zh: '请从备份恢复；若无备份，请重新授权该渠道并删除此文件',
      },
    },
  );
}

function write(file: string, tokens: Readonly<Record<string, KeptToken>>): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, JSON.stringify(tokens));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}
