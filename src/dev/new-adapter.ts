/** `npm run new-adapter -- <id> [--title "Platform"]`: a working adapter to change, from adapters/_template. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../engine/paths.ts';
import { readSources, type SourceFile } from './imports.ts';

/** Why a name cannot be an adapter's, or `undefined` when it can. */
export function refusal(root: string, id: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 30)
    return `${JSON.stringify(id)} is not a name: lower-case letters and digits with single dashes, at most 30, such as my-shop`;
  if (existsSync(join(root, 'adapters', id))) return `adapters/${id} is there already`;
  const place = mention(readSources(root, ['src']), id);
  // The core may not name a platform, so a platform may not have a name that the core uses as a word.
  return place && `${id} is a word of the core (${place}); choose another name`;
}

/** The first place in these files, generated ones left out, that has the id as a word. */
export function mention(files: readonly Pick<SourceFile, 'path' | 'text'>[], id: string): string | undefined {
  const word = new RegExp(`\\b${id}\\b`, 'i');
  for (const { path, text } of files) {
    if (path.endsWith('.generated.ts') || !word.test(text)) continue;
    return `${path}:${text.split('\n').findIndex((line) => word.test(line)) + 1}`;
  }
  return undefined;
}

/** A file of the template with its names filled in. */
export function fill(
  text: string,
  names: { readonly id: string; readonly title: string; readonly date: string },
): string {
  const code = names.id.toUpperCase().replaceAll('-', '_');
  const values: Readonly<Record<string, string>> = { ...names, CODE: code };
  return text.replace(/\{\{(id|title|date|CODE)\}\}/g, (whole, key: string) => values[key] ?? whole);
}

/** `my-shop` → `My Shop`. */
export function titleOf(id: string): string {
  return id
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ');
}

/** Copies the template. Returns the files made, from the root. Throws a `RangeError` with the refusal. */
export function makeAdapter(root: string, id: string, title: string, date: string): readonly string[] {
  const no = refusal(root, id);
  if (no) throw new RangeError(no);
  if (!title.trim() || /['"`\\\n]/.test(title)) throw new RangeError(`not a title: ${JSON.stringify(title)}`);
  const to = join(root, 'adapters', id);
  cpSync(join(root, 'adapters', '_template'), to, { recursive: true });
  return readdirSync(to)
    .sort()
    .map((file) => {
      const path = join(to, file);
      writeFileSync(path, fill(readFileSync(path, 'utf8'), { id, title, date }));
      return `adapters/${id}/${file}`;
    });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { title: { type: 'string' } }, allowPositionals: true });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0)
    throw new RangeError('usage: npm run new-adapter -- <id> [--title "Platform"]');
  const date = new Date().toISOString().slice(0, 10);
  const files = makeAdapter(packageRoot(), id, values.title ?? titleOf(id), date);
  // A long name makes long lines: they are broken as the formatter wants them.
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  spawnSync(process.execPath, [biome, 'format', '--write', `adapters/${id}`], { cwd: packageRoot(), stdio: 'ignore' });
  process.stdout.write(`${files.map((file) => `wrote ${file}`).join('\n')}\n`);
  await import('./gen.ts');
  process.stdout.write(
    `\nNext: read adapters/${id}/README.md, and prove it with: npx vitest run test/conformance -t ${id}\n`,
  );
}

if (process.argv[1]?.endsWith('new-adapter.ts')) {
  main().catch((error: unknown) => {
    if (!(error instanceof RangeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  });
}
