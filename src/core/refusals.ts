import type { NumberLimit } from '../contract/index.ts';

/** Percent of refused changes at which a push stops, for platforms that publish no share of their own. */
export const USUAL_REFUSALS: NumberLimit = {
  value: 30,
  unit: 'percent',
  source:
    'easyboss.com help centre, article 4493, 2024-11-27: the lowest share of failed publishing for which any platform is known to limit a shop',
  date: '2026-11-23',
};
