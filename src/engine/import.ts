import type { ImportOptions, ImportReport, ValidateReport } from './types.ts';
import type { Workspace } from './workspace.ts';

export async function importSheet(_ws: Workspace, _options: ImportOptions): Promise<ImportReport> {
  throw new Error('being written');
}
export async function validate(_ws: Workspace, _options: { sheet?: string; mapping?: string; channels: readonly string[] }): Promise<ValidateReport> {
  throw new Error('being written');
}
