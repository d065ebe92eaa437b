import type { Danger, Diagnostic, Snapshot } from 'mabang/contract';
import { unitOf } from 'mabang/core';
import { attributeMap, hasParent } from './facets.ts';
import { OWN } from './offer.ts';

/** Steps after which something is gone on Amazon that no later push brings back. */
export function dangers({ seen, wanted }: Danger): readonly Diagnostic[] {
  return [...familyDangers(seen, wanted), ...warehouseDangers(seen, wanted)];
}

function familyDangers(seen: Snapshot, wanted: Snapshot): readonly Diagnostic[] {
  if (!hasParent(seen.product)) return [];
  if (!hasParent(wanted.product))
    return [
      {
        code: 'D_AMZ_FAMILY_ENDS',
        severity: 'error',
        message: {
          en: 'the product has no options any more: its parent SKU would be deleted, and its SKUs would be shown apart',
          zh: '商品不再有规格：父 SKU 将被删除，各 SKU 将分开展示',
        },
        place: { facet: 'variation' },
      },
    ];
  const [from, to] = [themeIn(seen), themeIn(wanted)];
  if (from === undefined || to === undefined || from === to) return [];
  return [
    {
      code: 'D_AMZ_THEME',
      severity: 'error',
      message: {
        en: `the variation theme would change from ${from} to ${to}: every SKU is off the family until it has the new one too`,
        zh: `变体主题将由 ${from} 改为 ${to}：每个 SKU 在同样更新之前都会脱离该变体组`,
      },
      place: { facet: 'variation' },
      next: {
        en: `to keep the old one, set variation_theme: ${from} in the channel's mapping`,
        zh: `如需保留原主题，请在该渠道的映射中设置 variation_theme: ${from}`,
      },
    },
  ];
}

function themeIn({ product }: Snapshot): string | undefined {
  const name = attributeMap(product.variation).variation_theme?.[0]?.name;
  return typeof name === 'string' ? name : undefined;
}

/** A quantity of the merchant's own takes a SKU out of Amazon's warehouses: it is sold from the seller's shelf from then on. */
function warehouseDangers(seen: Snapshot, wanted: Snapshot): readonly Diagnostic[] {
  return Object.keys(wanted.variants).flatMap((sku): readonly Diagnostic[] => {
    const [now, then] = [channelsIn(seen, sku), channelsIn(wanted, sku)];
    const [warehouse] = now;
    if (warehouse === undefined || now.includes(OWN) || !then.includes(OWN)) return [];
    return [
      {
        code: 'D_AMZ_FULFILMENT',
        severity: 'error',
        message: {
          en: `Amazon ships this SKU (${warehouse}); sending a quantity would make you ship it`,
          zh: `该 SKU 由亚马逊配送（${warehouse}）；发送库存数量会改为由您自行配送`,
        },
        place: { sku, facet: 'stock' },
        next: {
          en: `to leave it with Amazon, set fulfillment_availability.fulfillment_channel_code: ${warehouse} in the channel's mapping`,
          zh: `如需保留亚马逊配送，请在该渠道的映射中设置 fulfillment_availability.fulfillment_channel_code: ${warehouse}`,
        },
      },
    ];
  });
}

function channelsIn(snapshot: Snapshot, sku: string): readonly string[] {
  const stock = attributeMap(unitOf(snapshot, sku)?.stock);
  return (stock.fulfillment_availability ?? []).map((one) => String(one.fulfillment_channel_code));
}
