import { spawn } from 'node:child_process';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { type Check, checkOf } from './doctor-types.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface KnownSecret {
  readonly channel: string;
  readonly name: string;
  readonly value: string;
}

/** Shorter ones stand in innocent text too. */
const SHORTEST = 6;
/** What is looked at, at most: a seller's repository is far below. */
const MOST_OBJECTS = 200_000;
const MOST_BYTES = 1024 * 1024 * 1024;
/** A text of this size holds no key by mistake; pictures and sheets are that large. */
const LARGEST = 8 * 1024 * 1024;
const PATIENCE_MS = 120_000;

interface Hit {
  readonly secret: KnownSecret;
  readonly object?: string;
  readonly file?: string;
}

/**
 * Whether a secret stands in the workspace's git repository: in the files it tracks, as they are on disk, and in every object
 * it has, which is all of its history, branches, stashes and what was deleted since. The secrets stay in this process: git is
 * only asked for objects and never told what is looked for.
 */
export async function checkGit(dir: string, env: Env, secrets: readonly KnownSecret[]): Promise<readonly Check[]> {
  const git = gitIn(dir, env);
  const top = await git.text(['rev-parse', '--show-toplevel']);
  if (top === undefined)
    return [skipped('no git repository here, or no git on this machine', '此处没有 git 仓库，或本机未安装 git')];
  const checks: Check[] = [];
  const tracked = ((await git.text(['ls-files', '-z', '--full-name', '.'])) ?? '').split('\0').filter(Boolean);
  const own = ((await git.text(['ls-files', '-z', '--', '.mabang'])) ?? '').split('\0').filter(Boolean);
  if (own.length > 0)
    checks.push(
      checkOf(
        'git',
        'error',
        { en: `git tracks ${own.join(', ')}`, zh: `git 正在跟踪 ${own.join('、')}` },
        {
          en: 'git rm -r --cached .mabang, add .mabang/ to .gitignore',
          zh: 'git rm -r --cached .mabang，并在 .gitignore 中加入 .mabang/',
        },
      ),
    );
  else if ((await git.code(['check-ignore', '-q', '--', '.mabang/secrets.yaml'])) === 1)
    checks.push(
      checkOf(
        'git',
        'warn',
        { en: 'git does not ignore .mabang/, where secrets are kept', zh: 'git 未忽略存放密钥的 .mabang/' },
        { en: 'add .mabang/ to .gitignore', zh: '请在 .gitignore 中加入 .mabang/' },
      ),
    );
  const wanted = secrets.filter((secret) => secret.value.length >= SHORTEST);
  if (wanted.length === 0) return [...checks, skipped('no secret to look for', '没有可查找的密钥')];
  const needles = wanted.flatMap((secret) =>
    formsOf(secret.value).map((form) => ({ secret, bytes: Buffer.from(form, 'utf8') })),
  );
  const find = (bytes: Buffer) => needles.find((needle) => bytes.includes(needle.bytes))?.secret;

  const hits: Hit[] = [];
  for (const name of tracked.slice(0, MOST_OBJECTS)) {
    const file = `${top.trim()}/${name}`;
    if (!existsSync(file) || !statSync(file).isFile() || statSync(file).size > LARGEST) continue;
    const secret = find(await bytesOf(file));
    if (secret) hits.push({ secret, file: relative(dir, file) });
  }
  const objects = await listObjects(git);
  const looked = await readObjects(git, objects.take, (object, bytes) => {
    const secret = find(bytes);
    if (secret) hits.push({ secret, object });
  });
  checks.push(...(await Promise.all(merged(hits).map((group) => hitCheck(git, group)))));
  const left = objects.left + (objects.take.length - looked);
  const seen = {
    en: `${wanted.length} secrets looked for in ${tracked.length} tracked files and ${looked} objects of the history${left > 0 ? `; ${left} too large or too many were not looked at` : ''}`,
    zh: `在 ${tracked.length} 个受跟踪文件和 ${looked} 个历史对象中查找了 ${wanted.length} 个密钥${left > 0 ? `；${left} 个过大或超出数量，未检查` : ''}`,
  };
  if (hits.length === 0)
    checks.push(
      checkOf('git', left > 0 ? 'warn' : 'ok', { en: `none found: ${seen.en}`, zh: `未发现泄漏：${seen.zh}` }),
    );
  else checks.push(checkOf('git', 'ok', seen));
  return checks;
}

/** As it stands in text, in a URL, and in the header of a request that somebody has pasted. */
function formsOf(value: string): readonly string[] {
  const base64 = Buffer.from(value, 'utf8').toString('base64').replace(/=+$/, '');
  return [...new Set([value, encodeURIComponent(value), base64])];
}

function skipped(en: string, zh: string): Check {
  return checkOf('git', 'skipped', { en, zh });
}

interface Git {
  /** stdout when it ends with 0. */
  text(args: readonly string[]): Promise<string | undefined>;
  code(args: readonly string[]): Promise<number | null>;
  /** stdout in parts as they come; `false` from `take` ends it. */
  stream(args: readonly string[], input: string, take: (part: Buffer) => boolean): Promise<void>;
}

function gitIn(dir: string, env: Env): Git {
  // A hook's environment would name another repository. Nothing is fetched, nothing asked, no helper of the repository run.
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, ...rest } = env;
  const quiet = { ...rest, GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  const start = (args: readonly string[]) =>
    spawn('git', ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false', ...args], {
      cwd: dir,
      env: quiet,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: PATIENCE_MS,
      windowsHide: true,
    });
  const run = (args: readonly string[], input: string, take: (part: Buffer) => boolean): Promise<number | null> =>
    new Promise((resolve) => {
      const child = start(args);
      child.on('error', () => resolve(null));
      child.on('close', (code) => resolve(code));
      child.stdout.on('data', (part: Buffer) => {
        if (!take(part)) child.kill();
      });
      // It may have ended before it has read everything.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
  return {
    async text(args) {
      const parts: Buffer[] = [];
      const code = await run(args, '', (part) => parts.push(part) > 0);
      return code === 0 ? Buffer.concat(parts).toString('utf8') : undefined;
    },
    code: (args) => run(args, '', () => true),
    async stream(args, input, take) {
      await run(args, input, take);
    },
  };
}

/** Every object the repository has, small ones first come, as far as the bounds reach. */
async function listObjects(git: Git): Promise<{ readonly take: readonly string[]; readonly left: number }> {
  const format = '--batch-check=%(objectname) %(objecttype) %(objectsize)';
  const text = (await git.text(['cat-file', '--batch-all-objects', format])) ?? '';
  const take: string[] = [];
  let left = 0;
  let bytes = 0;
  for (const line of text.split('\n')) {
    const [name, type, size] = line.split(' ');
    // A tree holds names of files and no text.
    if (name === undefined || type === undefined || type === 'tree') continue;
    const large = Number(size);
    if (large > LARGEST || take.length >= MOST_OBJECTS || bytes + large > MOST_BYTES) left++;
    else {
      take.push(name);
      bytes += large;
    }
  }
  return { take, left };
}

/** How many of them were read. */
async function readObjects(
  git: Git,
  names: readonly string[],
  look: (object: string, bytes: Buffer) => void,
): Promise<number> {
  if (names.length === 0) return 0;
  let looked = 0;
  let parts: Buffer[] = [];
  let held = 0;
  let need = 0;
  let head: { readonly name: string; readonly size: number } | undefined;
  await git.stream(['cat-file', '--batch', '--buffer'], `${names.join('\n')}\n`, (part) => {
    parts.push(part);
    held += part.length;
    // Joined only when there is something whole to take from it: an object may come in a hundred parts.
    if (held < need) return true;
    let buffer = Buffer.concat(parts);
    for (;;) {
      if (!head) {
        const end = buffer.indexOf(10);
        if (end < 0) break;
        const [name = '', , size] = buffer.toString('latin1', 0, end).split(' ');
        buffer = buffer.subarray(end + 1);
        // "<name> missing" has no body.
        if (size === undefined) continue;
        head = { name, size: Number(size) };
      }
      if (buffer.length < head.size + 1) break;
      look(head.name, buffer.subarray(0, head.size));
      looked++;
      buffer = buffer.subarray(head.size + 1);
      head = undefined;
    }
    parts = [buffer];
    held = buffer.length;
    need = head ? head.size + 1 : 0;
    return true;
  });
  return looked;
}

/** By secret: one finding for each, with a few of the places. */
function merged(hits: readonly Hit[]): readonly (readonly [Hit, ...Hit[]])[] {
  const groups = new Map<string, [Hit, ...Hit[]]>();
  for (const hit of hits) {
    const key = `${hit.secret.channel}:${hit.secret.name}`;
    const group = groups.get(key);
    if (group) group.push(hit);
    else groups.set(key, [hit]);
  }
  return [...groups.values()];
}

async function hitCheck(git: Git, group: readonly [Hit, ...Hit[]]): Promise<Check> {
  const [{ secret }] = group;
  const files = group.flatMap((hit) => hit.file ?? []).slice(0, 3);
  const objects = group.flatMap((hit) => hit.object ?? []).slice(0, 3);
  const commits = await Promise.all(objects.map((object) => placeOf(git, object)));
  const places = [...new Set([...files, ...commits])].join(', ');
  return checkOf(
    'git',
    'error',
    {
      en: `${secret.name} stands in the git repository: ${places}`,
      zh: `git 仓库中含有 ${secret.name}：${places}`,
    },
    {
      en: `it is known to everybody who has a copy: have the platform make a new one, then mabang auth login ${secret.channel}. Taking it out of the history (git filter-repo) comes after that, and does not replace it`,
      zh: `所有拥有副本的人都可得到它：请先在平台重新生成，再运行 mabang auth login ${secret.channel}。之后再从历史中清除（git filter-repo），清除不能代替更换`,
    },
    secret.channel,
  );
}

/** `a1b2c3d4 keys.txt`: the first commit that has the object, and the file it was in. */
async function placeOf(git: Git, object: string): Promise<string> {
  const args = ['log', '--all', '--reverse', '--format=%h', '--name-only', '--no-renames', `--find-object=${object}`];
  const lines = ((await git.text(args)) ?? '').split('\n').filter(Boolean);
  const [commit, file] = lines;
  return commit && file ? `${commit} ${file}` : `object ${object.slice(0, 10)}`;
}

async function bytesOf(file: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of createReadStream(file)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
