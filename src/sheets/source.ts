import { createReadStream } from 'node:fs';
import { EXIT, MabangError } from '../core/index.ts';

/** Bytes read at a time. */
const CHUNK = 256 * 1024;

/** The bytes of a file from `from` on: memory does not grow with the file. Throws `E_NO_SHEET` when they cannot be had. */
export async function* chunksOf(path: string, file: string, from = 0, size = CHUNK): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { start: from, highWaterMark: size })) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** What the system says of a path, as a refusal. */
export function unreadable(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES' && code !== 'ENOTDIR') return error;
  const words = {
    ENOENT: { en: 'there is no such file', zh: '文件不存在' },
    ENOTDIR: { en: 'there is no such file', zh: '文件不存在' },
    EISDIR: { en: 'it is a folder', zh: '这是一个目录' },
    EACCES: { en: 'it may not be read', zh: '没有读取权限' },
  }[code];
  return new MabangError('E_NO_SHEET', EXIT.usage, words, {
    place: { file },
    next: { en: 'check the path', zh: '请检查路径' },
    cause: error,
  });
}
