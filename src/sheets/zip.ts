import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { EXIT, MabangError } from '../core/index.ts';

/** The parts of a zip archive, read one at a time. */
export interface Zip {
  has(part: string): boolean;
  read(part: string): Promise<Readable>;
  close(): void;
}

/** Throws `E_WORKBOOK` when the archive is damaged: a download that stopped early has lost the list of its parts. */
export function openZip(path: string, file: string): Promise<Zip> {
  return new Promise((resolve, reject) => {
    const damaged = (error: Error) => reject(broken(file, error));
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) return damaged(error);
      const entries = new Map<string, yauzl.Entry>();
      zip.on('error', damaged);
      zip.on('entry', (entry: yauzl.Entry) => {
        entries.set(entry.fileName, entry);
        zip.readEntry();
      });
      zip.on('end', () =>
        resolve({
          has: (part) => entries.has(part),
          read: (part) => streamOf(zip, entries.get(part), file),
          close: () => zip.close(),
        }),
      );
      zip.readEntry();
    });
  });
}

function streamOf(zip: yauzl.ZipFile, entry: yauzl.Entry | undefined, file: string): Promise<Readable> {
  return new Promise((resolve, reject) => {
    if (!entry) return reject(broken(file, new Error('a part is missing')));
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(broken(file, error));
      resolve(stream);
    });
  });
}

export function broken(file: string, error: unknown): MabangError {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return new MabangError(
    'E_WORKBOOK',
    EXIT.findings,
    { en: `the workbook is damaged: ${reason}`, zh: `工作簿已损坏：${reason}` },
    {
      place: { file },
      next: {
        en: 'get the file once more, or open it in a spreadsheet program and save it again',
        zh: '请重新获取该文件，或用表格程序打开后重新保存',
      },
      cause: error,
    },
  );
}
