import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { type Catalogue, openCatalogue } from '../catalogue/index.ts';
import { EXIT, MabangError } from '../core/index.ts';
import { type Config, parseConfig } from './config.ts';
import { builtIn, type Registry } from './registry.ts';
import { secretsFile, storeSecrets } from './secrets.ts';
import type { Host } from './types.ts';

export const CONFIG_FILE = 'mabang.yaml';

/** A folder with a `mabang.yaml` and a catalogue. */
export interface Workspace {
  readonly dir: string;
  readonly config: Config;
  readonly catalogue: Catalogue;
  readonly host: Host;
  readonly registry: Registry;
  close(): void;
}

export interface InitAnswers {
  readonly channels: readonly {
    readonly name: string;
    readonly adapter: string;
    readonly environment: 'sandbox' | 'live';
    readonly currency: string;
    readonly connection: Readonly<Record<string, unknown>>;
    readonly secrets: Readonly<Record<string, string>>;
    /** More keys of the channel, as they stand in `mabang.yaml`. */
    readonly settings?: Readonly<Record<string, unknown>>;
  }[];
}

/** Make a workspace: `mabang.yaml`, an empty catalogue, a 0600 file for secrets, and a `.gitignore` that keeps both out of git. */
export function initWorkspace(dir: string, answers: InitAnswers): { readonly files: readonly string[] } {
  const root = resolve(dir);
  const file = join(root, CONFIG_FILE);
  if (existsSync(file)) {
    throw new MabangError(
      'E_EXISTS',
      EXIT.usage,
      { en: 'there is a workspace here already', zh: '此处已有工作区' },
      {
        place: { file },
        next: { en: 'edit it, or choose another folder with --dir', zh: '请直接编辑，或用 --dir 指定其他目录' },
      },
    );
  }
  const channels = Object.fromEntries(
    answers.channels.map(({ name, secrets: _, settings, ...channel }) => [name, { ...channel, ...settings }]),
  );
  const text = stringify({ version: 1, catalogue: 'catalogue.db', channels });
  const config = parseConfig(text, CONFIG_FILE);
  mkdirSync(root, { recursive: true });
  openCatalogue(join(root, config.catalogue), { create: true }).close();
  const secrets = Object.fromEntries(
    answers.channels.filter((c) => Object.keys(c.secrets).length > 0).map((c) => [c.name, c.secrets]),
  );
  const files = [CONFIG_FILE, config.catalogue];
  if (Object.keys(secrets).length > 0) {
    storeSecrets(root, secrets);
    files.push(relative(root, secretsFile(root)));
  }
  const ignore = join(root, '.gitignore');
  const lines = existsSync(ignore) ? readFileSync(ignore, 'utf8').split('\n') : [];
  const missing = ['.mabang/', `${config.catalogue}*`].filter((line) => !lines.includes(line));
  if (missing.length > 0) writeFileSync(ignore, `${[...lines.filter(Boolean), ...missing].join('\n')}\n`);
  writeFileSync(file, text);
  return { files: [...files, '.gitignore'] };
}

export function openWorkspace(dir: string, host: Host, registry: Registry = builtIn): Workspace {
  const root = resolve(dir);
  const file = join(root, CONFIG_FILE);
  if (!existsSync(file)) {
    throw new MabangError(
      'E_NO_WORKSPACE',
      EXIT.usage,
      { en: `no ${CONFIG_FILE} in ${root}`, zh: `${root} 中没有 ${CONFIG_FILE}` },
      {
        next: {
          en: 'run `mabang init` here, or name the folder with --dir',
          zh: '在此运行 mabang init，或用 --dir 指定目录',
        },
      },
    );
  }
  const config = parseConfig(readFileSync(file, 'utf8'), file);
  const catalogue = openCatalogue(join(root, config.catalogue), { create: false });
  return { dir: root, config, catalogue, host, registry, close: () => catalogue.close() };
}

/** Every setting in force with where it came from, for `mabang config show --origin`. Secrets are named, never shown. */
export function explainConfig(ws: Workspace): readonly { key: string; value: string; origin: string }[] {
  const rows: { key: string; value: string; origin: string }[] = [];
  const written = readFileSync(join(ws.dir, CONFIG_FILE), 'utf8');
  const walk = (value: unknown, path: readonly string[]): void => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      for (const [key, member] of Object.entries(value)) walk(member, [...path, key]);
      return;
    }
    const last = path.at(-1) ?? '';
    const said = new RegExp(`^\\s*["']?${last.replace(/[^\w]/g, '\\$&')}["']?\\s*:`, 'm').test(written);
    rows.push({ key: path.join('.'), value: JSON.stringify(value), origin: said ? CONFIG_FILE : 'default' });
  };
  walk(ws.config, []);
  for (const name of Object.keys(ws.config.channels)) {
    const prefix = `MABANG_${name}_`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
    for (const variable of Object.keys(ws.host.env)
      .filter((key) => key.startsWith(prefix))
      .sort())
      rows.push({ key: variable, value: '(set)', origin: 'environment' });
  }
  return rows;
}
