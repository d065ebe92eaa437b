import type { At, Listing, Place as Where, Words } from 'mabang/contract';
import type { Settings } from './terms.ts';

export interface Finding {
  readonly message: Words;
  readonly place: Where;
  readonly next?: Words;
}

export type Check = (listing: Listing, at: At<Settings>) => readonly Finding[];

export function found(en: string, zh: string, place: Where = {}, next?: Words): Finding {
  return { message: { en, zh }, place, ...(next ? { next } : {}) };
}
