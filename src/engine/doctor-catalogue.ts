import { existsSync, statSync } from 'node:fs';
import { type Inspection, inspectCatalogue, migrationBackup, sqliteVersion } from '../catalogue/index.ts';
import { MabangError, verbatim } from '../core/index.ts';
import { bytesText, type Check, checkOf } from './doctor-types.ts';
import type { Host } from './types.ts';

const DAY_MS = 86_400_000;
/** No push is at work for so long; a lock this old belongs to a process that hangs. */
const LONG_LOCK_MS = DAY_MS;
/** A platform's batch that is not answered after this is worth a look. */
const LONG_TICKET_MS = DAY_MS;

/** The database: whole, of a schema that is understood, and nothing left over in it. */
export function checkCatalogue(file: string, host: Host): readonly Check[] {
  let found: Inspection;
  try {
    found = inspectCatalogue(file);
  } catch (error) {
    if (!(error instanceof MabangError)) throw error;
    const damaged = error.code === 'E_CORRUPT_CATALOGUE' || error.code === 'E_NOT_A_CATALOGUE';
    return [checkOf('catalogue', 'error', error.words, damaged ? restore(file) : error.details.next)];
  }
  return [
    soundness(file, found),
    schema(file, found),
    ...found.locks.map((lock) => lockCheck(lock, file, host)),
    ...waiting(found, host),
  ];
}

export function checkVersions(node: string, file: string | undefined): Check {
  const sqlite = sqliteVersion();
  const size = file !== undefined && existsSync(file) ? `, catalogue ${bytesText(statSync(file).size)}` : '';
  const [major = 0, minor = 0, patch = 0] = node.replace(/^v/, '').split('.').map(Number);
  // package.json, engines: ">=20.18.1".
  const old = major < 20 || (major === 20 && (minor < 18 || (minor === 18 && patch < 1)));
  const words = verbatim(`Node ${node.replace(/^v/, '')}, SQLite ${sqlite}${size}`);
  return old
    ? checkOf('versions', 'error', words, { en: 'install Node 20.18.1 or newer', zh: '请安装 Node 20.18.1 或更新版本' })
    : checkOf('versions', 'ok', words);
}

function soundness(file: string, { damage, products, variants }: Inspection): Check {
  if (damage.length > 0) {
    const shown = damage.slice(0, 5).join('; ');
    return checkOf(
      'catalogue',
      'error',
      { en: `the catalogue is damaged: ${shown}`, zh: `商品目录已损坏：${shown}` },
      restore(file),
    );
  }
  return checkOf('catalogue', 'ok', {
    en: `whole: ${products} products, ${variants} SKUs`,
    zh: `完整：${products} 个商品，${variants} 个 SKU`,
  });
}

function restore(file: string): { readonly en: string; readonly zh: string } {
  return {
    en: `keep a copy of ${file} and of the files beside it, then put the newest backup in its place (mabang backup, ${file}.bak-*); without one, try: sqlite3 ${file} .recover`,
    zh: `请先保留 ${file} 及其旁边文件的副本，再用最新备份替换（mabang backup、${file}.bak-*）；没有备份时可尝试：sqlite3 ${file} .recover`,
  };
}

function schema(file: string, { own, schema: has, newest }: Inspection): Check {
  if (!own)
    return checkOf(
      'schema',
      'error',
      { en: `${file} is not a mabang catalogue`, zh: `${file} 不是 mabang 的商品目录` },
      { en: 'set `catalogue` in mabang.yaml to the right file', zh: '请在 mabang.yaml 的 catalogue 中填写正确的文件' },
    );
  if (has > newest)
    return checkOf(
      'schema',
      'error',
      { en: `schema ${has}, and this mabang knows up to ${newest}`, zh: `结构版本 ${has}，当前程序最高支持 ${newest}` },
      { en: 'update mabang: npm install -g mabang@latest', zh: '请升级：npm install -g mabang@latest' },
    );
  if (has < newest)
    return checkOf(
      'schema',
      'warn',
      { en: `schema ${has}; the newest is ${newest}`, zh: `结构版本 ${has}，最新为 ${newest}` },
      {
        en: `the next command brings it up to date, and keeps a copy as ${migrationBackup(file, has)}`,
        zh: `下一条命令会自动升级，并保留副本 ${migrationBackup(file, has)}`,
      },
    );
  return checkOf('schema', 'ok', { en: `schema ${has}, the newest`, zh: `结构版本 ${has}，已是最新` });
}

function lockCheck(lock: Inspection['locks'][number], file: string, host: Host): Check {
  const { name, pid, boot, host: where, command, at } = lock;
  const channel = name.split(':')[0] ?? name;
  const who = `${command} (pid ${pid}, ${where}, ${at})`;
  const gone = boot !== host.bootId || (where === host.hostName && !host.alive(pid));
  if (gone)
    return checkOf(
      'locks',
      'ok',
      {
        en: `a lock of ${who} was left behind; the next run takes it over`,
        zh: `遗留的锁：${who}；下次运行会自动接管`,
      },
      undefined,
      channel,
    );
  const long = host.clock.now() - Date.parse(at) > LONG_LOCK_MS;
  const sql = `DELETE FROM lock WHERE channel = '${name.replaceAll("'", "''")}'`;
  return checkOf(
    'locks',
    long ? 'warn' : 'ok',
    { en: `in use by ${who}`, zh: `正被使用：${who}` },
    long
      ? where === host.hostName
        ? { en: `it seems to hang: stop process ${pid}, then run again`, zh: `进程可能已卡住：结束进程 ${pid} 后重试` }
        : {
            en: `if ${where} is gone for good: sqlite3 ${file} "${sql}"`,
            zh: `若 ${where} 已不复存在：sqlite3 ${file} "${sql}"`,
          }
      : undefined,
    channel,
  );
}

/** What platforms have not answered, and what became of changes that nobody knows. */
function waiting({ tickets, open }: Inspection, host: Host): readonly Check[] {
  const age = (since: string) => host.clock.now() - Date.parse(since);
  return [
    ...tickets.map(({ channel, count, since }) => {
      const old = age(since) > LONG_TICKET_MS;
      return checkOf(
        'tickets',
        old ? 'warn' : 'ok',
        {
          en: `${count} ${count === 1 ? 'batch waits' : 'batches wait'} for the platform's answer, since ${since}`,
          zh: `${count} 个批次等待平台答复，最早自 ${since}`,
        },
        old ? { en: `mabang sync ${channel}`, zh: `mabang sync ${channel}` } : undefined,
        channel,
      );
    }),
    ...open.map(({ channel, count, since }) =>
      checkOf(
        'open',
        age(since) > DAY_MS ? 'warn' : 'ok',
        {
          en: `the fate of ${count} ${count === 1 ? 'change' : 'changes'} is not known, since ${since}; the next push looks first`,
          zh: `${count} 项更改结果未知，最早自 ${since}；下次推送会先查询`,
        },
        age(since) > DAY_MS ? { en: `mabang sync ${channel}`, zh: `mabang sync ${channel}` } : undefined,
        channel,
      ),
    ),
  ];
}
