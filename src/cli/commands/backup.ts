import { resolve } from 'node:path';
import { EXIT } from '../../core/index.ts';
import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import { backupText } from '../views/backup.ts';

export const backup: CommandSpec = {
  name: 'backup',
  summary: {
    en: 'a whole, checked copy of the catalogue, also while a push runs',
    zh: '完整且经过检查的目录副本，推送进行时也可使用',
  },
  examples: [
    {
      run: 'mabang backup',
      what: { en: 'beside the catalogue, named after the time', zh: '保存在目录文件旁，以时间命名' },
    },
    {
      run: 'mabang backup /mnt/backup/catalogue.db --replace --quiet',
      what: { en: 'for cron: always the same file', zh: '用于定时任务：始终写入同一文件' },
    },
  ],
  arguments: [
    {
      name: 'file',
      optional: true,
      completes: 'file',
      summary: { en: 'where to; beside the catalogue unless given', zh: '保存位置，默认在目录文件旁' },
    },
  ],
  options: [{ name: 'replace', env: false, summary: { en: 'over a file that is there', zh: '覆盖已有文件' } }],
  formats: ['text', 'json'],
  interrupt: { en: 'finishing the copy, which takes seconds', zh: '正在完成副本，只需数秒' },
  run: (input, ctx) =>
    ctx.withWorkspace(async (ws, engine) => {
      const file = input.argument('file');
      const report = await engine.backup(ws, {
        ...(file === undefined ? {} : { file: resolve(ctx.io.cwd, file) }),
        replace: input.flag('replace'),
      });
      ctx.answer(ctx.format === 'json' ? envelope('backup', report) : backupText(report, ctx.lang));
      ctx.hint({
        en: 'secrets are not in it; to restore: stop every run, put it in the place of the catalogue, remove catalogue.db-wal and -shm',
        zh: '其中不含密钥；恢复方法：停止所有运行，用它替换目录文件，并删除 catalogue.db-wal 和 -shm',
      });
      return EXIT.done;
    }),
};
