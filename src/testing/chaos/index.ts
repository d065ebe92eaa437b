/** Nights in which everything goes wrong, and deaths in the middle of a push: what is left of the goods when it is over. */
export * from './campaign.ts';
export { type Harm, HOWS, type How } from './harm.ts';
export type { NightReport } from './night.ts';
export { random, seedFrom } from './random.ts';
export { AUTHORISE, cannotMeet, DEATHS, ROWS, type Row } from './trouble.ts';
