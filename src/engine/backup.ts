import { dirname, join, resolve } from 'node:path';
import { type BackupResult, backupCatalogue } from '../catalogue/index.ts';
import { isoDate } from '../core/index.ts';
import type { Workspace } from './workspace.ts';

export type BackupReport = BackupResult;

/**
 * A whole, checked copy of the catalogue, while pushes and imports go on. Beside the catalogue, named after the moment, unless
 * a file is named. It holds neither secrets nor tokens. See `backupCatalogue` for what it throws.
 */
export function backup(
  ws: Workspace,
  options: { readonly file?: string; readonly replace?: boolean },
): Promise<BackupReport> {
  const { file } = ws.catalogue;
  const at = isoDate(ws.host.clock.now()).slice(0, 19).replace(/[-:]/g, '');
  const to = options.file ?? join(dirname(resolve(file)), `${ws.config.catalogue.split(/[\\/]/).at(-1)}.bak-${at}`);
  return backupCatalogue(file, to, {
    replace: options.replace === true,
    progress: (done, total) => ws.host.progress?.({ phase: 'read', done, total }),
  });
}
