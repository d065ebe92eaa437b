import type { Diagnostic, Place, Severity, Words } from 'mabang/contract';
import { facetOfAttribute } from './facets.ts';
import type { WireIssue } from './schema.ts';

/**
 * What Amazon finds wrong, said the same way wherever it turns up: in a refusal (`INVALID` with 200), in a feed's report, or
 * later at a listing that was taken.
 */
export interface PlatformIssue {
  readonly code?: string | undefined;
  readonly message: string;
  readonly severity: WireIssue['severity'];
  readonly attributeNames?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly enforcements?: WireIssue['enforcements'];
}

const SEVERITY: Readonly<Record<WireIssue['severity'], Severity>> = {
  ERROR: 'error',
  WARNING: 'warning',
  INFO: 'info',
};

/** The attribute, or Amazon's code where it names none, is the place's field. */
export function diagnosticOf(one: PlatformIssue, place: Place = {}): Diagnostic {
  const [name] = one.attributeNames ?? [];
  const facet = name === undefined ? undefined : facetOfAttribute(name);
  const field = (one.attributeNames ?? []).join(', ') || one.code;
  const code = one.code === undefined ? '' : ` (${one.code})`;
  const done = enforced(one);
  const next = nextOf(one);
  return {
    code: 'E_AMZ_ISSUE',
    severity: SEVERITY[one.severity],
    message: {
      en: `Amazon: ${one.message}${code}${done ? `; ${done.en}` : ''}`,
      zh: `亚马逊：${one.message}${code}${done ? `；${done.zh}` : ''}`,
    },
    place: { ...place, ...(facet === undefined ? {} : { facet }), ...(field === undefined ? {} : { field }) },
    ...(next ? { next } : {}),
  };
}

const ENFORCED: Readonly<Record<string, Words>> = {
  LISTING_SUPPRESSED: { en: 'the offer is not shown', zh: '报价已被禁止显示' },
  ATTRIBUTE_SUPPRESSED: { en: 'the attribute is not shown', zh: '该属性已被禁止显示' },
  CATALOG_ITEM_REMOVED: { en: 'the product is taken out of the catalogue', zh: '商品已从目录移除' },
  SEARCH_SUPPRESSED: { en: 'the product is left out of search', zh: '商品已从搜索中排除' },
};

/**
 * Of what stands against a SKU, what took it off sale for good: the enforcement CATALOG_ITEM_REMOVED (listingsItems_2021-08-01).
 * A suppressed listing comes back when what is missing is sent, so that is no removal.
 */
export function removalsIn(issues: readonly PlatformIssue[]): readonly Words[] {
  return issues
    .filter(({ enforcements }) => enforcements?.actions.some(({ action }) => action === 'CATALOG_ITEM_REMOVED'))
    .map((one) => diagnosticOf(one).message);
}

function enforced({ enforcements }: PlatformIssue): Words | undefined {
  const known = (enforcements?.actions ?? []).flatMap(({ action }) => ENFORCED[action] ?? []);
  if (known.length === 0) return undefined;
  return { en: known.map(({ en }) => en).join(', '), zh: known.map(({ zh }) => zh).join('，') };
}

/** By the published categories of issues (listingsItems_2021-08-01). */
const NEXT: Readonly<Record<string, Words>> = {
  MISSING_ATTRIBUTE: {
    en: 'give it a value in the sheet, or under `set` or `attributes` in mappings/<channel>.yaml',
    zh: '请在表格中填写，或在 mappings/<渠道>.yaml 的 set 或 attributes 中设置',
  },
  INVALID_ATTRIBUTE: {
    en: 'correct the value in the sheet or in mappings/<channel>.yaml; `mabang map` lists the values that are taken',
    zh: '请在表格或 mappings/<渠道>.yaml 中更正；mabang map 会列出可用值',
  },
  MISSING_IMAGE: { en: 'give the SKU a picture', zh: '请为该 SKU 提供图片' },
  INVALID_IMAGE: {
    en: 'put the picture under a new address that Amazon can reach: one that it has read is not read again',
    zh: '请将图片放到亚马逊可访问的新地址：同一地址不会再次读取',
  },
  INVALID_PRICE: {
    en: "check the price, and the seller's own lowest and highest price in Seller Central",
    zh: '请检查价格，以及卖家平台中设置的最低和最高价格',
  },
  MISSING_PRICE: { en: 'give the SKU a price', zh: '请为该 SKU 提供价格' },
  DUPLICATE: {
    en: 'another SKU has the same options or the same product: change the options, or list it as an offer',
    zh: '另一个 SKU 具有相同的选项或商品：请修改选项，或改为跟卖报价',
  },
  QUALIFICATION_REQUIRED: {
    en: 'ask for approval in Seller Central (Catalogue > Complete your drafts, or Add products)',
    zh: '请在卖家平台申请销售许可',
  },
};

function nextOf({ categories = [] }: PlatformIssue): Words | undefined {
  const known = categories.find((one) => Object.hasOwn(NEXT, one));
  return known === undefined ? undefined : NEXT[known];
}
