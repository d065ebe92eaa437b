import type { PlatformCategory, Taxonomy } from 'mabang/contract';
import type { z } from 'zod';
import { explained, shopeeErrorOf } from './errors.ts';
import { neededByCategory, requirements } from './needed.ts';
import { isUpgradedAt } from './place.ts';
import { type Ctx, get } from './run.ts';
import { type Bucket, type Connection, categoriesReply, recommendedReply } from './schema.ts';

const MOST = 20;

type Wire = z.output<typeof categoriesReply>['response']['category_list'][number];

interface Leaf extends PlatformCategory {
  /** In both of the languages that the tree came in. */
  readonly words: ReadonlySet<string>;
  readonly last: ReadonlySet<string>;
}

export const taxonomy: Taxonomy<Connection, Bucket> = {
  search,
  needed: neededByCategory,
  attributes: requirements,
};

/** Only leaves hold products. What the platform recommends for the words comes first, then names that share words with them. */
async function search(words: string, ctx: Ctx): Promise<readonly PlatformCategory[]> {
  try {
    const all = await leaves(ctx);
    const asked = wordsOf(words);
    const scored = all.map((leaf) => ({ leaf, score: scoreOf(leaf, asked) })).filter(({ score }) => score > 0);
    const near = scored.sort((a, b) => b.score - a.score || a.leaf.title.length - b.leaf.title.length);
    const byId = new Map(all.map((leaf) => [leaf.id, leaf]));
    const recommended = (await recommendations(words, ctx)).flatMap((id) => byId.get(id) ?? []);
    const ordered = [...new Set([...recommended, ...near.map(({ leaf }) => leaf)])];
    return ordered.slice(0, MOST).map(({ id, title }) => ({ id, title }));
  } catch (error) {
    throw explained(error);
  }
}

async function leaves(ctx: Ctx): Promise<readonly Leaf[]> {
  const module = isUpgradedAt(ctx.at) ? '/global_product' : '/product';
  const { response } = await get(ctx, `${module}/get_category`, {}, categoriesReply);
  const byId = new Map(response.category_list.map((one) => [one.category_id, one]));
  return response.category_list
    .filter((one) => !one.has_children)
    .map((one): Leaf => {
      const path = pathOf(one, byId);
      const title = path.map(nameOf).join(' > ');
      const texts = path.flatMap((step) => [step.original_category_name, step.display_category_name ?? '']);
      return {
        id: String(one.category_id),
        title,
        words: new Set(texts.flatMap(wordsOf)),
        last: new Set([one.original_category_name, one.display_category_name ?? ''].flatMap(wordsOf)),
      };
    });
}

/** From the root; a parent that is missing ends it. */
function pathOf(one: Wire, byId: ReadonlyMap<number, Wire>): readonly Wire[] {
  const path = [one];
  for (let at = byId.get(one.parent_category_id); at && !path.includes(at); at = byId.get(at.parent_category_id))
    path.unshift(at);
  return path;
}

const nameOf = (one: Wire) => one.display_category_name || one.original_category_name;

/** Latin words and numbers in lower case; of Chinese, Thai and the like each character. */
function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{Script=Latin}\p{N}]+|[\p{L}]/gu) ?? [];
}

/** A word of the category's own name counts more than one of those above it, and one that is only near, as in a plural, less. */
function scoreOf({ words, last }: Leaf, asked: readonly string[]): number {
  const points = (word: string) =>
    last.has(word) ? 6 : isNear(word, last) ? 4 : words.has(word) ? 2 : isNear(word, words) ? 1 : 0;
  return asked.reduce((sum, word) => sum + points(word), 0);
}

/** They begin alike, but for an ending: mug and mugs, scarf and scarves. */
function isNear(word: string, others: ReadonlySet<string>): boolean {
  return [...others].some((other) => {
    const shorter = Math.min(word.length, other.length);
    if (shorter < 3 || Math.abs(word.length - other.length) > 3) return false;
    const alike = Math.max(3, shorter - 1);
    return word.slice(0, alike) === other.slice(0, alike);
  });
}

/** Not every shop may ask for them; the names alone will do then. */
async function recommendations(words: string, ctx: Ctx): Promise<readonly string[]> {
  if (isUpgradedAt(ctx.at) || words.trim() === '') return [];
  try {
    const query = { item_name: words.trim() };
    const { response } = await get(ctx, '/product/category_recommend', query, recommendedReply);
    return (response.category_id ?? []).map(String);
  } catch (error) {
    if (shopeeErrorOf(error)) return [];
    throw error;
  }
}
