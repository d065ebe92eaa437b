import { readFileSync } from 'node:fs';
import type { Json } from 'mabang/contract';
import { attributesReply, brandsReply, channelsReply, limitsReply } from '../../adapters/shopee/documents.ts';

/** A sample of an answer. */
export function answer(name: string): Json {
  const path = new URL(`../../fixtures/shopee/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as Json;
}

/** Documents as they are kept, of the category 100101. */
export const limitsBody = (): Json => limitsReply.parse(answer('item-limit')) as Json;
export const attributesBody = (): Json => attributesReply('100101').parse(answer('attribute-tree')) as unknown as Json;
export const channelsBody = (): Json => channelsReply.parse(answer('channel-list')) as unknown as Json;

export function brandsBody(): Json {
  const { mandatory, brands } = brandsReply.parse(answer('brand-list'));
  return { mandatory, brands } as Json;
}
