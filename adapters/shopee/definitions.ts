import type { Definition, Definitions, Json } from 'mabang/contract';
import { hashOf } from 'mabang/core';
import type { z } from 'zod';
import {
  attributesReply,
  brandsReply,
  channelsReply,
  type DocumentKind,
  globalLimitsReply,
  LOGISTICS,
  limitsReply,
  parseKey,
} from './documents.ts';
import { explained, shopeeErrorOf, unreadable } from './errors.ts';
import { needed } from './needed.ts';
import { type Ctx, get } from './run.ts';
import type { Bucket, Connection } from './schema.ts';

const BRAND_PAGE = 100;

/** A category that is gone, or holds others. */
const NO_CATEGORY = /^error_(?:invalid_category|category|forbidden_category|category_is_block)$/;

export const definitions: Definitions<Connection, Bucket> = {
  needed,
  maxAgeHours: 24,
  async fetch(key, known, ctx): Promise<Definition | 'same' | undefined> {
    const body = await bodyOf(key, ctx);
    if (body === undefined) return undefined;
    const checksum = hashOf(body);
    return checksum === known ? 'same' : { checksum, body };
  },
};

async function bodyOf(key: string, ctx: Ctx): Promise<Json | undefined> {
  try {
    if (key === LOGISTICS) return (await get(ctx, '/logistics/get_channel_list', {}, channelsReply)) as unknown as Json;
    const asked = parseKey(key);
    return asked && ((await categoryDocument(asked, ctx)) as Json);
  } catch (error) {
    const shopee = shopeeErrorOf(error);
    if (shopee && (NO_CATEGORY.test(shopee.code) || /invalid category/i.test(shopee.message))) return undefined;
    throw explained(error);
  }
}

type Asked = { readonly kind: DocumentKind; readonly category: string; readonly global: boolean };

async function categoryDocument({ kind, category, global }: Asked, ctx: Ctx): Promise<unknown> {
  const module = global ? '/global_product' : '/product';
  switch (kind) {
    case 'limits': {
      const path = `${module}/${global ? 'get_global_item_limit' : 'get_item_limit'}`;
      const reply: z.ZodType<unknown> = global ? globalLimitsReply : limitsReply;
      return get(ctx, path, { category_id: category }, reply);
    }
    case 'attributes': {
      const { language } = ctx.at.marketplace ?? {};
      const query = { category_id_list: category, ...(language === undefined || global ? {} : { language }) };
      return get(ctx, `${module}/get_attribute_tree`, query, attributesReply(category));
    }
    case 'brands':
      return brands(`${module}/get_brand_list`, category, ctx);
  }
}

/** All pages; one that leads nowhere is no answer. */
async function brands(path: string, category: string, ctx: Ctx): Promise<unknown> {
  const all: { id: number; name: string }[] = [];
  for (let offset = 0; ; ) {
    const query = { category_id: category, offset, page_size: BRAND_PAGE, status: 1 };
    const page = await get(ctx, path, query, brandsReply);
    all.push(...page.brands);
    if (!('next' in page)) return { mandatory: page.mandatory, brands: all };
    if (page.next === undefined || page.next <= offset)
      throw unreadable('GET', path, 'there is a next page, and no offset of it');
    offset = page.next;
  }
}
