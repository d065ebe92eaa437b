import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Words } from '../contract/index.ts';
import { bytesText, type Check, checkOf } from './doctor-types.ts';
import { secretsFile } from './secrets.ts';

/** Below this nothing can be written down safely any more. */
const LEAST_BYTES = 64 * 1024 * 1024;
/** Below this a big import or a backup may fail. */
const LITTLE_BYTES = 1024 * 1024 * 1024;
const LEAST_INODES = 100;
const LITTLE_INODES = 5_000;

/** Room for the catalogue: its log may grow as long as itself, and a backup is as long again. */
export function checkDisk(dir: string, catalogue: string | undefined): readonly Check[] {
  const where = catalogue === undefined ? dir : dirname(catalogue);
  if (!existsSync(where)) return [];
  const { bavail, bsize, files, ffree } = statfsSync(where);
  const free = bavail * bsize;
  const size = catalogue !== undefined && existsSync(catalogue) ? statSync(catalogue).size : 0;
  const state = free < LEAST_BYTES || free < size ? 'error' : free < Math.max(LITTLE_BYTES, 3 * size) ? 'warn' : 'ok';
  const room = checkOf(
    'disk',
    state,
    { en: `${bytesText(free)} free`, zh: `剩余空间 ${bytesText(free)}` },
    state === 'ok'
      ? undefined
      : {
          en: `make room on the disk of ${where}: what is sent must be written down first`,
          zh: `请清理 ${where} 所在磁盘：发送前必须先写入记录`,
        },
  );
  // Some file systems have no fixed number of files, and say 0.
  if (files === 0) return [room];
  const few = ffree < LEAST_INODES ? 'error' : ffree < LITTLE_INODES ? 'warn' : 'ok';
  return [
    room,
    checkOf(
      'inodes',
      few,
      { en: `room for ${ffree} more files`, zh: `还可创建 ${ffree} 个文件` },
      few === 'ok'
        ? undefined
        : { en: `remove files you do not need on the disk of ${where}`, zh: `请删除 ${where} 所在磁盘上不需要的文件` },
    ),
  ];
}

/** Who may read secrets, and write what mabang obeys. Windows has no such bits. */
export function checkPermissions(dir: string, catalogue: string | undefined, commands: boolean): readonly Check[] {
  if (platform() === 'win32') return [];
  const checks = [
    ...secretFiles(dir),
    ...configFile(join(dir, 'mabang.yaml'), commands),
    ...(catalogue !== undefined && existsSync(catalogue) ? catalogueFiles(catalogue) : []),
  ];
  if (checks.length > 0) return checks;
  const words = { en: 'secrets and tokens are readable by you alone', zh: '密钥和令牌只有您可以读取' };
  return [checkOf('permissions', 'ok', words)];
}

function secretFiles(dir: string): readonly Check[] {
  const own = join(dir, '.mabang');
  const files = [secretsFile(dir), ...listOf(join(own, 'tokens')).filter((file) => file.endsWith('.json'))];
  const open = files.filter((file) => existsSync(file) && (modeOf(file) & 0o077) !== 0);
  const words = { en: 'others can read it, so it is not used', zh: '其他用户可读取，因此不予使用' };
  return [
    ...open.map((file) => tooOpen('error', file, words, '600')),
    ...(existsSync(own) && (modeOf(own) & 0o022) !== 0
      ? [tooOpen('error', own, { en: 'others can put files into it', zh: '其他用户可在其中写入文件' }, '700')]
      : []),
  ];
}

const ANYBODY: Words = { en: 'anybody can change it', zh: '任何人都可修改' };

function configFile(file: string, commands: boolean): readonly Check[] {
  if (!existsSync(file)) return [];
  if ((modeOf(file) & 0o002) !== 0) return [tooOpen('error', file, ANYBODY, 'go-w')];
  const words = { en: 'its group can change the command that it runs', zh: '同组用户可修改其中运行的命令' };
  return commands && (modeOf(file) & 0o020) !== 0 ? [tooOpen('warn', file, words, 'g-w')] : [];
}

/** The database and its backups. */
function catalogueFiles(catalogue: string): readonly Check[] {
  const folder = dirname(catalogue);
  const copies = listOf(folder).filter((file) => basename(file).startsWith(`${basename(catalogue)}.bak`));
  const words = { en: 'anybody on this machine can read costs and prices', zh: '本机任何用户都可读取成本和价格' };
  const open = [catalogue, ...copies].flatMap((file) => {
    if ((modeOf(file) & 0o002) !== 0) return [tooOpen('error', file, ANYBODY, '600')];
    return (modeOf(file) & 0o004) !== 0 ? [tooOpen('warn', file, words, '600')] : [];
  });
  if (writable(catalogue) && writable(folder)) return open;
  return [
    ...open,
    checkOf(
      'permissions',
      'error',
      { en: `${catalogue} or its folder cannot be written to`, zh: `${catalogue} 或其所在文件夹不可写` },
      { en: 'check who owns it', zh: '请检查文件的所有者' },
    ),
  ];
}

function modeOf(file: string): number {
  return statSync(file).mode & 0o777;
}

function tooOpen(state: 'warn' | 'error', file: string, { en, zh }: Words, mode: string): Check {
  const has = modeOf(file).toString(8);
  const words = { en: `${file}: ${en} (mode ${has})`, zh: `${file}：${zh}（权限 ${has}）` };
  return checkOf('permissions', state, words, { en: `chmod ${mode} ${file}`, zh: `chmod ${mode} ${file}` });
}

/** Drafts that a process which died has left; they may hold secrets. */
export function checkLeftovers(dir: string, catalogue: string | undefined): readonly Check[] {
  const own = join(dir, '.mabang');
  const drafts = [
    ...[...listOf(own), ...listOf(join(own, 'tokens'))].filter((file) => file.endsWith('.new')),
    ...(catalogue === undefined ? [] : listOf(dirname(catalogue)).filter((file) => file.endsWith('.part'))),
  ].filter((file) => existsSync(file));
  return drafts.map((file) =>
    checkOf(
      'leftovers',
      'warn',
      { en: `${file} was left by a run that did not end`, zh: `${file} 是未完成的运行遗留的文件` },
      { en: `if nothing of mabang runs now: rm ${file}`, zh: `如当前没有 mabang 在运行：rm ${file}` },
    ),
  );
}

function listOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
