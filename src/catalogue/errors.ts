/** What can go wrong with the catalogue's file, in words a seller can act on. */
import { EXIT, MabangError } from '../core/index.ts';

export function noCatalogue(file: string): MabangError {
  return new MabangError(
    'E_NO_CATALOGUE',
    EXIT.usage,
    { en: `there is no catalogue at ${file}`, zh: `${file} 处没有商品目录` },
    { place: { file }, next: { en: 'run `mabang init` to make one', zh: '请运行 mabang init 创建' } },
  );
}

export function notACatalogue(file: string): MabangError {
  return new MabangError(
    'E_NOT_A_CATALOGUE',
    EXIT.usage,
    { en: `${file} is not a mabang catalogue; it was not touched`, zh: `${file} 不是 mabang 的商品目录，未作任何改动` },
    {
      place: { file },
      next: {
        en: 'set `catalogue` in mabang.yaml to the right file, or to a new name and run `mabang init`',
        zh: '请在 mabang.yaml 的 catalogue 中填写正确的文件，或换一个新文件名并运行 mabang init',
      },
    },
  );
}

export function newerCatalogue(file: string, has: number, knows: number): MabangError {
  return new MabangError(
    'E_NEWER_CATALOGUE',
    EXIT.usage,
    {
      en: `${file} was written by a newer mabang (schema ${has}; this one knows up to ${knows}); it was not touched`,
      zh: `${file} 由更新版本的 mabang 写入（结构版本 ${has}，当前程序最高支持 ${knows}），未作任何改动`,
    },
    {
      place: { file },
      next: {
        en: 'update mabang (`npm install -g mabang@latest`), or open a copy made before the update',
        zh: '请升级 mabang（npm install -g mabang@latest），或使用升级前的备份',
      },
    },
  );
}

export function olderCatalogue(file: string, has: number, knows: number): MabangError {
  return new MabangError(
    'E_OLDER_CATALOGUE',
    EXIT.usage,
    {
      en: `${file} has schema ${has}, this mabang needs ${knows}, and it was opened for reading only`,
      zh: `${file} 的结构版本为 ${has}，当前程序需要 ${knows}，而它是以只读方式打开的`,
    },
    {
      place: { file },
      next: {
        en: 'run any command that may write once, for example `mabang status`',
        zh: '请先运行一次可写入的命令，例如 mabang status',
      },
    },
  );
}

/**
 * SQLite's refusals that a user can do something about, as `MabangError`; anything else is returned as it came.
 * E_BUSY, E_DISK: exit 5. E_CORRUPT_CATALOGUE, E_CATALOGUE_READONLY, E_CATALOGUE_OPEN: exit 2.
 */
export function translate(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (!code || error instanceof MabangError) return error;
  const cause = error;
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return busy(file, cause);
  if (code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR')) return disk(file, code, cause);
  if (code === 'SQLITE_NOTADB') return notACatalogue(file);
  if (code.startsWith('SQLITE_CORRUPT')) return corrupt(file, cause);
  if (code.startsWith('SQLITE_READONLY')) return readOnly(file, cause);
  if (code.startsWith('SQLITE_CANTOPEN')) return cannotOpen(file, cause);
  return error;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code.startsWith('SQLITE_') ? error.code : undefined;
}

function busy(file: string, cause: unknown): MabangError {
  return new MabangError(
    'E_BUSY',
    EXIT.busy,
    { en: 'another process is writing to the catalogue', zh: '另一个进程正在写入商品目录' },
    {
      place: { file },
      next: { en: 'run the same command again when it is done', zh: '请等它完成后再次运行同一命令' },
      cause,
    },
  );
}

function disk(file: string, code: string, cause: unknown): MabangError {
  const full = code === 'SQLITE_FULL';
  return new MabangError(
    'E_DISK',
    EXIT.busy,
    full
      ? { en: 'the disk is full; the catalogue is as it was', zh: '磁盘已满，商品目录保持原样' }
      : {
          en: `the disk refused to read or write (${code}); what was not finished was undone`,
          zh: `磁盘读写失败（${code}），未完成的操作已撤销`,
        },
    {
      place: { file },
      next: full
        ? { en: 'free some space and run the same command again', zh: '请清理磁盘空间后再次运行同一命令' }
        : {
            en: 'check the disk, then run the same command again; `mabang doctor` checks the file',
            zh: '请检查磁盘后再次运行同一命令；mabang doctor 可检查该文件',
          },
      cause,
    },
  );
}

export function corrupt(file: string, cause: unknown): MabangError {
  return new MabangError(
    'E_CORRUPT_CATALOGUE',
    EXIT.usage,
    {
      en: `${file} is damaged: ${messageOf(cause)}`,
      zh: `${file} 已损坏：${messageOf(cause)}`,
    },
    {
      place: { file },
      next: {
        en: 'keep a copy of it, then restore a backup, or try `sqlite3 <file> .recover`',
        zh: '请先保留一份副本，再恢复备份，或尝试 sqlite3 <文件> .recover',
      },
      cause,
    },
  );
}

function readOnly(file: string, cause: unknown): MabangError {
  return new MabangError(
    'E_CATALOGUE_READONLY',
    EXIT.usage,
    { en: `${file} or its folder cannot be written to`, zh: `${file} 或其所在文件夹不可写` },
    { place: { file }, next: { en: 'check who owns it and its permissions', zh: '请检查文件的所有者和权限' }, cause },
  );
}

export function cannotOpen(file: string, cause: unknown): MabangError {
  return new MabangError(
    'E_CATALOGUE_OPEN',
    EXIT.usage,
    {
      en: `cannot open ${file}: ${messageOf(cause)}`,
      zh: `无法打开 ${file}：${messageOf(cause)}`,
    },
    {
      place: { file },
      next: {
        en: 'check that the folder exists and that the file can be read',
        zh: '请检查文件夹是否存在、文件是否可读',
      },
      cause,
    },
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
