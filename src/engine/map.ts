import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { type Document, isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import type { PlatformCategory } from '../contract/index.ts';
import { type Channel, type Connected, connect, describeAccount, openChannel, wire } from './channel.ts';
import { refreshDefinitions } from './definitions.ts';
import { parseTaxonomy, taxonomyFile } from './taxonomy.ts';
import { findUnmapped, sameName, type Unmapped, type UnmappedCategory } from './unmapped.ts';
import type { Workspace } from './workspace.ts';

export interface MapOptions {
  /** Without the platform: no suggestions for categories, and attributes only of what is at hand. */
  readonly offline: boolean;
  /** Decisions: the seller's path → the platform's category. */
  readonly decide?: Readonly<Record<string, string>>;
  /** Take the suggestion that has exactly the name of the seller's category, where there is one. */
  readonly acceptExact?: boolean;
  /** Write the decisions, and the open questions beside them. */
  readonly write: boolean;
}

export interface MapReport extends Unmapped {
  readonly channel: string;
  /** Relative to the workspace. */
  readonly file: string;
  /** The platform takes the seller's own categories: there is nothing to map. */
  readonly own: boolean;
  readonly decided: Readonly<Record<string, string>>;
  readonly written: boolean;
}

const NOTHING: Unmapped = { categories: [], attributes: [], values: [], missing: [], mapped: 0, unread: [] };

/** What of the catalogue has no place on the channel yet, with the platform's own names near it; and the file that says. */
export async function mapChannel(ws: Workspace, name: string, options: MapOptions): Promise<MapReport> {
  const path = taxonomyFile(ws.dir, name);
  const file = relative(ws.dir, path);
  const channel = await openChannel(ws, name);
  if (!channel.adapter.taxonomy) return { ...NOTHING, channel: name, file, own: true, decided: {}, written: false };
  const connected = options.offline ? undefined : connect(ws, channel);
  try {
    if (connected) {
      await describeAccount(connected);
      await refreshDefinitions(connected);
    }
    const found = findUnmapped(channel);
    const categories = connected ? await suggest(connected, found.categories) : found.categories;
    const decided = decisions(categories, options);
    if (options.write) write(path, { ...found, categories }, decided);
    if (!options.write || Object.keys(decided).length === 0)
      return { ...found, categories, channel: name, file, own: false, decided, written: options.write };
    return await again(ws, name, connected, { file, decided });
  } finally {
    await connected?.close();
  }
}

/** What is still open once the decisions stand: their categories want attributes of their own. */
async function again(
  ws: Workspace,
  name: string,
  connected: Connected | undefined,
  { file, decided }: Pick<MapReport, 'file' | 'decided'>,
): Promise<MapReport> {
  const channel = await openChannel(ws, name);
  if (connected) await refreshDefinitions({ ...connected, channel });
  const left = findUnmapped(channel);
  return { ...left, channel: name, file, own: false, decided, written: true };
}

async function suggest(
  connected: Connected,
  categories: readonly UnmappedCategory[],
): Promise<readonly UnmappedCategory[]> {
  const suggested: UnmappedCategory[] = [];
  for (const one of categories) suggested.push({ ...one, suggestions: await searchCategory(connected, one) });
  return suggested;
}

/** By the last part of the seller's path, then by the whole of it, then by what one of the products is called. */
async function searchCategory(connected: Connected, one: UnmappedCategory): Promise<readonly PlatformCategory[]> {
  const { channel, context } = connected;
  const asked = new Set([one.path.split(' > ').at(-1) ?? '', one.path.replaceAll(' > ', ' '), one.example]);
  for (const words of asked) {
    if (words.trim() === '') continue;
    const found = await wire(channel.name, async () => (await channel.adapter.taxonomy?.search(words, context)) ?? []);
    if (found.length > 0) return found;
  }
  return [];
}

/** The platform's categories near these words: what a person types when none of the suggestions fits. */
export async function searchCategories(
  ws: Workspace,
  name: string,
  words: string,
): Promise<readonly PlatformCategory[]> {
  const channel: Channel = await openChannel(ws, name);
  const { taxonomy } = channel.adapter;
  if (!taxonomy) return [];
  const connected = connect(ws, channel);
  try {
    return await wire(name, () => taxonomy.search(words, connected.context));
  } finally {
    await connected.close();
  }
}

function decisions(categories: readonly UnmappedCategory[], options: MapOptions): Readonly<Record<string, string>> {
  const decided: Record<string, string> = { ...options.decide };
  if (!options.acceptExact) return decided;
  for (const { path, suggestions } of categories) {
    const same = sameName(path, suggestions);
    if (same && decided[path] === undefined) decided[path] = same.id;
  }
  return decided;
}

/** Decisions go in; what is open stands beside them as an empty line or a comment. Everything else in the file stays. */
function write(path: string, found: Unmapped, decided: Readonly<Record<string, string>>): void {
  const document = parseDocument(existsSync(path) ? readFileSync(path, 'utf8') : 'version: 1\n');
  const categories = mapAt(document, 'categories');
  for (const { path: own, suggestions } of found.categories) {
    if (decided[own] !== undefined || own === '') continue;
    if (!categories.has(own)) categories.set(document.createNode(own), null);
    comment(
      categories,
      own,
      suggestions.map(({ id, title }) => ` ${id}  ${title}`),
    );
  }
  for (const [own, to] of Object.entries(decided)) {
    categories.set(categories.has(own) ? own : document.createNode(own), to);
    comment(categories, own, []);
  }
  const attributes = mapAt(document, 'attributes');
  const open = [
    ...found.attributes.map(({ name, suggestions }) => {
      const some = suggestions.map(({ name: to, title }) => `${to} (${title})`).join(', ');
      return ` ${JSON.stringify(name)}:${some ? `  # ${some}` : ''}`;
    }),
    ...found.missing.map(({ category, name, title }) => ` ${category} wants ${name} (${title}): set it or map to it`),
  ];
  if (open.length > 0) attributes.comment = open.join('\n');
  else attributes.comment = null;
  const text = document.toString();
  parseTaxonomy(text, path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function mapAt(document: Document, key: string): YAMLMap {
  const found = document.get(key);
  if (isMap(found)) return found as YAMLMap;
  const made = document.createNode({}) as YAMLMap;
  document.set(key, made);
  return made;
}

function comment(map: YAMLMap, key: string, lines: readonly string[]): void {
  const pair = map.items.find((one) => isScalar(one.key) && one.key.value === key);
  if (!pair || !isScalar(pair.key)) return;
  pair.key.commentBefore = lines.length > 0 ? lines.join('\n') : null;
}
