import type { Change } from 'mabang/contract';
import type { Unit } from './bodies.ts';
import type { Job } from './job.ts';
import type { Structure } from './restructure.ts';

export interface Rename {
  readonly change: Change;
  readonly end: readonly Change[];
  readonly unit: Unit;
  /** '0': the item itself has the SKU. */
  readonly model: string;
}

/** New SKUs that take a place over: a model's, or the item's own where it has no models. */
export function renamesOf(job: Job, structure: Structure): readonly Rename[] {
  if (job.hasModels) {
    return structure.renamed.flatMap(({ unit, model, changes }) => {
      const change = changes.find(({ verb }) => verb === 'create');
      return change ? [{ change, end: changes.filter((one) => one !== change), unit, model: model.model_id }] : [];
    });
  }
  return structure.added.map(({ unit, change }) => ({
    change,
    end: job.skus.filter(({ verb }) => verb === 'end'),
    unit,
    model: '0',
  }));
}
