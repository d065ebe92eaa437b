import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { AnyAdapter } from '../contract/index.ts';
import { EXIT, MabangError, verbatim } from '../core/index.ts';
import { credentialsOf } from './auth.ts';
import { type Config, commandOf, configSchema, parseConfig } from './config.ts';
import { checkCatalogue, checkVersions } from './doctor-catalogue.ts';
import { checkDisk, checkLeftovers, checkPermissions } from './doctor-files.ts';
import { checkGit, type KnownSecret } from './doctor-git.ts';
import { checkHost } from './doctor-net.ts';
import { type Check, type CheckState, checkOf, type DoctorReport } from './doctor-types.ts';
import { builtIn, type Registry } from './registry.ts';
import { findSecret, readSecrets } from './secrets.ts';
import { readTokens, tokensFile } from './tokens.ts';
import type { Host } from './types.ts';
import { CONFIG_FILE } from './workspace.ts';

export interface DoctorOptions {
  /** `process.version`. */
  readonly node: string;
  /** Ask nobody. */
  readonly offline?: boolean;
  readonly registry?: Registry;
}

/**
 * Look at everything that a push stands on, and change nothing. Each part is looked at for itself: a `mabang.yaml` that
 * cannot be read, or a catalogue that is damaged, hides nothing of the others. Says what to do of whatever is not well.
 */
export async function doctor(dir: string, host: Host, options: DoctorOptions): Promise<DoctorReport> {
  const root = resolve(dir);
  const registry = options.registry ?? builtIn;
  const { config, checks } = readConfig(root);
  const catalogue = join(root, config?.catalogue ?? catalogueGuess(root));
  checks.push(checkVersions(options.node, catalogue));
  const usable = config !== undefined || existsSync(catalogue);
  if (usable) checks.push(...(await guarded('catalogue', () => checkCatalogue(catalogue, host))));
  checks.push(...(await guarded('disk', () => checkDisk(root, catalogue))));
  const commands = config
    ? [undefined, ...Object.keys(config.channels)].some((name) => commandOf(config, name ?? '') !== undefined)
    : false;
  checks.push(...(await guarded('permissions', () => checkPermissions(root, catalogue, commands))));
  checks.push(...(await guarded('leftovers', () => checkLeftovers(root, catalogue))));
  checks.push(...(await guarded('secrets', () => checkSecrets(root, config, host, registry))));
  checks.push(
    ...(await guarded('git', async () => checkGit(root, host.env, await secretsKnown(root, config, host, registry)))),
  );
  checks.push(...(await checkChannels(config, host, registry, options.offline === true)));
  const counts: Record<CheckState, number> = { ok: 0, warn: 0, error: 0, skipped: 0 };
  for (const { state } of checks) counts[state]++;
  return { checks, counts, exit: counts.error > 0 ? EXIT.findings : EXIT.done };
}

function readConfig(root: string): { readonly config?: Config; readonly checks: Check[] } {
  const file = join(root, CONFIG_FILE);
  if (!existsSync(file))
    return {
      checks: [
        checkOf(
          'config',
          'error',
          { en: `no ${CONFIG_FILE} in ${root}`, zh: `${root} 中没有 ${CONFIG_FILE}` },
          { en: 'mabang init, or name the folder with --dir', zh: '运行 mabang init，或用 --dir 指定目录' },
        ),
      ],
    };
  try {
    const config = parseConfig(readFileSync(file, 'utf8'), file);
    const count = Object.keys(config.channels).length;
    const words = { en: `${CONFIG_FILE} is understood: ${count} channels`, zh: `${CONFIG_FILE} 正确：${count} 个渠道` };
    return { config, checks: [checkOf('config', 'ok', words)] };
  } catch (error) {
    if (!(error instanceof MabangError)) throw error;
    const partly = salvage(file);
    return {
      ...(partly ? { config: partly } : {}),
      checks: [checkOf('config', 'error', error.words, error.details.next)],
    };
  }
}

/** What of a broken file can be used all the same: the channels that are right by themselves. */
function salvage(file: string): Config | undefined {
  let value: unknown;
  try {
    value = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { catalogue, channels, credential_command } = value as Readonly<Record<string, unknown>>;
  const whole = (part: object) => configSchema.safeParse({ version: 1, ...part });
  const base = [
    ...(typeof catalogue === 'string' ? [{ catalogue }] : []),
    ...(credential_command === undefined ? [] : [{ credential_command }]),
  ].filter((part) => whole(part).success);
  const good = Object.entries(typeof channels === 'object' && channels !== null ? channels : {}).filter(
    ([name, channel]) => whole({ channels: { [name]: channel } }).success,
  );
  const result = whole({ ...Object.assign({}, ...base), channels: Object.fromEntries(good) });
  return result.success ? result.data : undefined;
}

/** Of a file that is no YAML at all. */
function catalogueGuess(root: string): string {
  try {
    const said = /^catalogue:\s*["']?([^"'#\n]+?)["']?\s*(?:#.*)?$/m.exec(
      readFileSync(join(root, CONFIG_FILE), 'utf8'),
    )?.[1];
    return said ?? 'catalogue.db';
  } catch {
    return 'catalogue.db';
  }
}

/** What a part of the machine throws is a finding of that part, and the others are looked at all the same. */
async function guarded(
  check: string,
  look: () => readonly Check[] | Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof MabangError) return [checkOf(check, 'error', error.words, error.details.next)];
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string' || typeof syscall !== 'string') throw error;
    return [
      checkOf(check, 'error', verbatim(`${syscall}: ${code}`), {
        en: 'check the permissions of the workspace and its disk',
        zh: '请检查工作区的权限和磁盘',
      }),
    ];
  }
}

async function checkSecrets(
  root: string,
  config: Config | undefined,
  host: Host,
  registry: Registry,
): Promise<readonly Check[]> {
  if (!config) return [];
  const { channels } = await credentialsOf({ dir: root, config, host, registry }, []);
  return channels.flatMap(({ channel, secrets, findings }): readonly Check[] => {
    const origins = [...new Set(secrets.map(({ origin }) => origin))].join(', ');
    if (findings.length === 0)
      return [
        checkOf(
          'secrets',
          'ok',
          secrets.length === 0
            ? { en: 'needs no secrets', zh: '不需要密钥' }
            : { en: `all there (${origins})`, zh: `齐全（${origins}）` },
          undefined,
          channel,
        ),
      ];
    return findings.map(({ severity, message, next }) =>
      checkOf('secrets', severity === 'error' ? 'error' : 'warn', message, next, channel),
    );
  });
}

/** Every secret of the workspace that can be had, to be looked for where it must not be. */
async function secretsKnown(
  root: string,
  config: Config | undefined,
  host: Host,
  registry: Registry,
): Promise<readonly KnownSecret[]> {
  const known: KnownSecret[] = [];
  const quietly = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      // Another check has said so already.
      if (error instanceof MabangError) return undefined;
      throw error;
    }
  };
  const stored = quietly(() => readSecrets(root)) ?? {};
  for (const channel of new Set([...Object.keys(stored), ...Object.keys(config?.channels ?? {})])) {
    const own = stored[channel] ?? {};
    const id = config?.channels[channel]?.adapter;
    const specs = id !== undefined && registry.ids.includes(id) ? (await registry.load(id)).auth.secrets : [];
    for (const name of new Set([...Object.keys(own), ...specs.map((spec) => spec.name)])) {
      const given = quietly(() => findSecret(root, channel, name, {}, host.env, config && commandOf(config, channel)));
      for (const value of new Set([own[name], given?.value])) if (value) known.push({ channel, name, value });
    }
    const tokens = quietly(() => readTokens(tokensFile(root, channel))) ?? {};
    for (const [name, { token, secrets }] of Object.entries(tokens)) {
      known.push({ channel, name, value: token });
      for (const [secret, value] of Object.entries(secrets)) known.push({ channel, name: secret, value });
    }
  }
  return known;
}

async function checkChannels(
  config: Config | undefined,
  host: Host,
  registry: Registry,
  offline: boolean,
): Promise<readonly Check[]> {
  if (!config) return [];
  const names = Object.keys(config.channels);
  if (offline && names.length > 0)
    return [
      checkOf('network', 'skipped', {
        en: 'hosts and clock were not looked at (--offline)',
        zh: '未检查网络和时间（--offline）',
      }),
    ];
  const lists = await Promise.all(
    names.map((name) =>
      guarded('network', async () => {
        const channel = config.channels[name];
        if (!channel) return [];
        const adapter: AnyAdapter = await registry.load(channel.adapter);
        const connection = adapter.connection.safeParse(channel.connection);
        if (connection.success) return checkHost(name, adapter, connection.data, host);
        const what = connection.error.issues
          .map((issue) => `channels.${name}.connection.${issue.path.join('.')}: ${issue.message}`)
          .join('; ');
        return [checkOf('config', 'error', verbatim(what), undefined, name)];
      }),
    ),
  );
  return lists.flat();
}
