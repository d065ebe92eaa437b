import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Requests sent to a real shop and what it answered, as `probe*.out` holds them, and how an answer is held against one. */

export interface Recording {
  readonly file: string;
  readonly title: string;
  /** How many of this title stand before it in the file. */
  readonly nth: number;
  readonly method: string;
  readonly path: string;
  /** Cut at 200 or 400 characters where it is long; '' where there was none. */
  readonly body: string;
  readonly status: number;
  /** Cut where it is long. */
  readonly answer: string;
}

/** Blocks of `## title`, the request, `-> status (ms) answer`. One without a request of its own has no method. */
export function readRecordings(folder: string, file: string): readonly Recording[] {
  const blocks = readFileSync(join(folder, file), 'utf8').split(/^## /m).slice(1);
  const recordings: Recording[] = [];
  const met = new Map<string, number>();
  for (const block of blocks) {
    const [title = '', ...lines] = block.trimEnd().split('\n');
    const at = lines.findIndex((line) => line.startsWith('-> '));
    const request = /^(GET|POST|PUT|DELETE) (\S+) ?(.*)$/s.exec(lines.slice(0, at).join('\n')) ?? [];
    const answer = /^-> (?:(\d+) \(\d+ ms\) )?(.*)$/s.exec(lines.slice(at).join('\n'));
    if (!answer) throw new Error(`${file}: ${title} has no answer`);
    const nth = met.get(title) ?? 0;
    met.set(title, nth + 1);
    const [, method = '', path = '', body = ''] = request;
    recordings.push({ file, title, nth, method, path, body, status: Number(answer[1] ?? 0), answer: answer[2] ?? '' });
  }
  return recordings;
}

/** JSON, or the beginning of it, as far as it was recorded: a value that is cut is left out. */
export function parseRecorded(text: string): { value: unknown; whole: boolean } {
  try {
    return { value: JSON.parse(text) as unknown, whole: true };
  } catch {
    for (let cut = text.lastIndexOf(','); cut > 0; cut = text.lastIndexOf(',', cut - 1)) {
      const head = text.slice(0, cut);
      try {
        return { value: JSON.parse(head + closers(head)) as unknown, whole: false };
      } catch {
        // A comma inside of a text; the one before it may do.
      }
    }
    throw new Error(`not the beginning of JSON: ${text.slice(0, 80)}`);
  }
}

/** What closes the brackets that are open at the end of the text. */
function closers(text: string): string {
  const open: string[] = [];
  let inText = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inText) {
      if (char === '\\') i++;
      else if (char === '"') inText = false;
    } else if (char === '"') inText = true;
    else if (char === '{') open.push('}');
    else if (char === '[') open.push(']');
    else if (char === '}' || char === ']') open.pop();
  }
  return open.reverse().join('');
}

/** A number of an answer that is an id, where its place does not say so. */
export class Id {
  constructor(
    readonly value: number,
    readonly kind: Kind = 'post',
  ) {}
}

type Kind = 'post' | 'meta' | 'term' | 'attribute';

/** Ids as recorded to ids here. Each stands for one, and for no other. */
export class Ids {
  readonly #here = new Map<string, number>();
  readonly #there = new Map<string, number>();

  of(kind: Kind, recorded: number): number {
    return this.#here.get(`${kind} ${recorded}`) ?? recorded;
  }

  learn(kind: Kind, recorded: number, here: number): boolean {
    const [a, b] = [this.#here.get(`${kind} ${recorded}`), this.#there.get(`${kind} ${here}`)];
    if (a !== undefined || b !== undefined) return a === here && b === recorded;
    this.#here.set(`${kind} ${recorded}`, here);
    this.#there.set(`${kind} ${here}`, recorded);
    return true;
  }
}

/** The day of the recording; the clock of a replay is another one. */
const NOW = /^2026-11-23T\d\d:\d\d:\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

const ID_KEYS: Readonly<Record<string, Kind>> = {
  meta_data: 'meta',
  categories: 'term',
  tags: 'term',
  brands: 'term',
};

/** The kind of the things that a path is about. */
export function kindOf(path: string): Kind {
  if (/\/(?:categories|tags|brands|terms)\b/.test(path)) return 'term';
  return /\/attributes\b/.test(path) ? 'attribute' : 'post';
}

export interface Compared {
  readonly ids: Ids;
  readonly site: string;
  /** Of an `id` that stands at the top. */
  readonly kind: Kind;
  readonly wrong: string[];
}

/**
 * Every recorded member is there and the same; members that were not recorded do not matter. A recorded list has as many
 * rows, unless it is `cut`. Ids, addresses of the shop and moments of the day are what they stand for.
 */
export function compare(recorded: unknown, here: unknown, at: string, how: Compared, cut = false): void {
  const differ = (what = `recorded ${JSON.stringify(recorded)}, here ${JSON.stringify(here)}`) => {
    how.wrong.push(`${at || '/'}: ${what}`);
  };
  if (here instanceof Id) {
    if (typeof recorded !== 'number' || !how.ids.learn(here.kind, recorded, here.value)) differ();
    return;
  }
  if (Array.isArray(recorded)) {
    if (!Array.isArray(here)) {
      differ();
      return;
    }
    if (cut ? here.length < recorded.length : here.length !== recorded.length) {
      differ(`recorded ${recorded.length} rows, here ${here.length}`);
      return;
    }
    for (const [i, row] of recorded.entries())
      compare(row, here[i], `${at}/${i}`, how, cut && i === recorded.length - 1);
    return;
  }
  if (recorded !== null && typeof recorded === 'object') {
    if (here === null || typeof here !== 'object') {
      differ();
      return;
    }
    for (const [key, value] of Object.entries(recorded)) {
      const there = (here as Record<string, unknown>)[key];
      compare(
        value,
        isId(key, at, value, there) ? new Id(there as number, idKind(key, at, how)) : there,
        `${at}/${key}`,
        how,
        cut,
      );
    }
    return;
  }
  if (typeof recorded === 'string' && typeof here === 'string') {
    if (NOW.test(recorded) ? MOMENT.test(here) : local(recorded, how) === here) return;
  } else if (typeof recorded === 'number' && /\/variations\/\d+$/.test(at)) {
    if (how.ids.of('post', recorded) === here) return;
  } else if (recorded === here) return;
  differ();
}

function isId(key: string, at: string, recorded: unknown, here: unknown): boolean {
  return (
    (/^(?:id|parent_id|resource_id|image)$/.test(key) || at.endsWith('/variations')) &&
    typeof recorded === 'number' &&
    recorded > 0 &&
    typeof here === 'number' &&
    here > 0
  );
}

function idKind(key: string, at: string, { kind }: Compared): Kind {
  const [list] = at
    .split('/')
    .filter((part) => part in ID_KEYS || part === 'attributes' || part === 'images')
    .slice(-1);
  if (key !== 'id') return key === 'resource_id' ? kind : 'post';
  if (list === undefined) return kind;
  return list === 'attributes' ? 'attribute' : (ID_KEYS[list] ?? 'post');
}

/** Addresses of the recorded shop are those of this one, and its year and month are today's. */
function local(text: string, { site }: Compared): string {
  const month = new Date().toISOString().slice(0, 7).replace('-', '/');
  return text.replaceAll('http://127.0.0.1:8081', site).replace('/uploads/2026/11/', `/uploads/${month}/`);
}

/** A recorded request with the ids that its things have here. */
export function localPath(path: string, ids: Ids): string {
  const kind = kindOf(path.split('?')[0] ?? '');
  return path
    .replace(/^http:\/\/127\.0\.0\.1:8081/, '')
    .replace(/(\/attributes\/)(\d+)/, (_, head: string, id: string) => `${head}${ids.of('attribute', Number(id))}`)
    .replace(
      /(\/(?:products|variations)\/)(\d+)/g,
      (_, head: string, id: string) => `${head}${ids.of(kind, Number(id))}`,
    )
    .replace(
      /([?&](?:include|parent)=)([\d,]+)/,
      (_, head: string, list: string) =>
        head +
        list
          .split(',')
          .map((id) => ids.of('post', Number(id)))
          .join(),
    );
}

export function localBody(value: unknown, ids: Ids, how: Compared, at = ''): unknown {
  if (Array.isArray(value)) {
    const list = at.endsWith('/delete');
    return value.map((item, i) =>
      list && typeof item === 'number' ? ids.of('post', item) : localBody(item, ids, how, `${at}/${i}`),
    );
  }
  if (typeof value === 'string') return local(value, how);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === 'id' && typeof member === 'number'
        ? ids.of(idKind(key, at, how), member)
        : localBody(member, ids, how, `${at}/${key}`),
    ]),
  );
}
