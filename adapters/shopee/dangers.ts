import type { Danger, Diagnostic } from 'mabang/contract';
import { facetOf, productContent, variationOf } from './terms.ts';

/** What the platform would destroy without a way back. Each blocks its listing until the seller allows its code. */
export function dangers(step: Danger): readonly Diagnostic[] {
  return [...structure(step), ...pictures(step)];
}

/**
 * Another number of tiers. The platform then makes all models anew: the old ones' ids are gone, and with them what hangs on
 * them (promotions, reviews of the option, carts). Guide "Variant management", 2025-12, section 2.
 */
function structure({ seen, wanted }: Danger): readonly Diagnostic[] {
  const [before, after] = [variationOf(seen), variationOf(wanted)];
  const [from, to] = [before?.tiers.length ?? 0, after?.tiers.length ?? 0];
  if (!before || !after || from === 0 || from === to) return [];
  const count = before.models?.length ?? Object.keys(seen.variants).length;
  return [
    {
      code: 'D_SHOPEE_REMAKES_MODELS',
      severity: 'error',
      message: {
        en: `the listing goes from ${from} to ${to} levels of options; Shopee would remove its ${count} models for good and make new ones, which no promotion, cart or review knows`,
        zh: `规格层级将由 ${from} 级变为 ${to} 级；Shopee 会永久移除其 ${count} 个规格并重新创建，原有促销、购物车和评价均会失去关联`,
      },
      place: { facet: 'variation' },
    },
  ];
}

/** A description of text and pictures would become plain text. */
function pictures({ seen, wanted }: Danger): readonly Diagnostic[] {
  const before = facetOf(seen.product.content, productContent);
  const after = facetOf(wanted.product.content, productContent);
  if (before?.description_type !== 'extended' || after?.description === undefined) return [];
  return [
    {
      code: 'D_SHOPEE_PLAIN_DESCRIPTION',
      severity: 'error',
      message: {
        en: 'the description on Shopee has pictures among its text; it would be replaced by plain text',
        zh: 'Shopee 上的描述为图文描述，将被替换为纯文本',
      },
      place: { facet: 'content', field: 'description' },
    },
  ];
}
