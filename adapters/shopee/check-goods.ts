import { isOpen, isSeveral, judgeAttributes, type Trouble } from './attributes.ts';
import { brandOf } from './brand.ts';
import { brandsOf, type Check, type Finding, found, limitsOf, some, treeOf } from './check.ts';
import { CONDITION, condition, said, TAX } from './choice.ts';
import type { AttributeSpec } from './documents.ts';
import { galleryOf, picturesUnseen } from './media.ts';
import { marketAt } from './place.ts';
import { optionPictures } from './tiers.ts';

/** Checks of pictures, brand and attributes. */

export const images: Check = (listing, at) => {
  const count = galleryOf(listing).length;
  const range = limitsOf(listing, at)?.images ?? { min: 1, max: 0 };
  if (count < Math.max(1, range.min))
    return [
      found(
        `the product has ${count} pictures; Shopee wants at least ${Math.max(1, range.min)}`,
        `商品有 ${count} 张图片；Shopee 至少要求 ${Math.max(1, range.min)} 张`,
        { field: 'image' },
      ),
    ];
  return range.max > 0 && count > range.max
    ? [
        found(
          `the product has ${count} pictures; Shopee takes ${range.max}, and mabang does not choose among them`,
          `商品有 ${count} 张图片；Shopee 最多允许 ${range.max} 张，mabang 不会自行取舍`,
          { field: 'image' },
          { en: 'leave the others out in the sheet', zh: '请在表格中删去多余图片' },
        ),
      ]
    : [];
};

const OTHER_TYPE = /\.(?:gif|webp|bmp|tiff?|svg|avif|heic)$/i;

export const imageType: Check = (listing) =>
  [...listing.images, ...listing.variants.flatMap((variant) => variant.images)]
    .map(({ url }) => url)
    .filter((url, i, all) => all.indexOf(url) === i && OTHER_TYPE.test(URL.parse(url)?.pathname ?? ''))
    .map((url) =>
      found(`Shopee takes JPG and PNG alone: ${url}`, `Shopee 只接受 JPG 和 PNG：${url}`, { field: 'image' }),
    );

export const tierImages: Check = (listing) => {
  const { lacking } = optionPictures(listing);
  return lacking.length > 0
    ? [
        found(
          `pictures of ${listing.axes[0] ?? 'the option'} are shown for all options or for none, and these have none: ${some(lacking)}; none is sent`,
          `规格“${listing.axes[0] ?? ''}”的图片须全部提供或全部不提供，以下缺少图片：${some(lacking)}；均不会发送`,
          { field: 'image' },
        ),
      ]
    : [];
};

export const skuImages: Check = (listing) => {
  const { lacking } = optionPictures(listing);
  const unseen = lacking.length > 0 ? [] : picturesUnseen(listing);
  return unseen.length > 0
    ? [
        found(
          `Shopee has one picture for each ${listing.axes[0] ?? 'option'}; some pictures of these SKUs are not shown: ${some(unseen)}`,
          `Shopee 每个“${listing.axes[0] ?? '规格'}”只显示一张图片；以下 SKU 有图片不会显示：${some(unseen)}`,
          { field: 'image' },
        ),
      ]
    : [];
};

export const conditionWord: Check = (listing) =>
  said(listing, CONDITION) !== undefined && condition(listing) === undefined
    ? [found('the condition is NEW or USED', '成色只能为 NEW 或 USED', { field: CONDITION })]
    : [];

export const brandMissing: Check = (listing, at) => {
  const known = brandsOf(listing, at);
  const verdict = brandOf(listing, known);
  if (known?.mandatory !== true) return [];
  if (verdict.kind === 'found' && verdict.brand.brand_id !== 0) return [];
  return [
    found(
      'this category wants one of its brands, and the product has none of them',
      '该类目要求选择品牌，而商品没有匹配的品牌',
      { field: 'brand' },
      {
        en: 'map the brand: attributes, or set: {brand: …} for the category; mabang map lists the platform’s brands',
        zh: '请在映射文件中设置品牌：attributes 或该类目的 set: {brand: …}；mabang map 可列出平台品牌',
      },
    ),
  ];
};

export const brandUnmatched: Check = (listing, at) => {
  const known = brandsOf(listing, at);
  const verdict = brandOf(listing, known);
  if (known?.mandatory === true) return [];
  if (verdict.kind !== 'unmatched' && verdict.kind !== 'unknown') return [];
  return [
    found(
      `Shopee has no brand “${verdict.name}” in this category; the product is sold as No Brand`,
      `该类目没有品牌“${verdict.name}”，将以 No Brand 出售`,
      { field: 'brand' },
      {
        en: 'map it to one of the platform’s brands, or register it in the Seller Centre',
        zh: '请映射到平台品牌，或在卖家中心注册该品牌',
      },
    ),
  ];
};

export const attributeValues: Check = (listing, at) => {
  const tree = treeOf(listing, at);
  if (!tree) return [];
  const { troubles, missing } = judgeAttributes(listing, tree);
  return [
    ...troubles.filter(isOurs).map(({ spec, trouble }) => troubled(spec, trouble)),
    ...missing.map(({ spec, because }) =>
      found(
        `with “${because.name}” Shopee also wants ${spec.name} (${spec.id})`,
        `选择“${because.name}”后，Shopee 还要求填写 ${spec.name}（${spec.id}）`,
        { field: String(spec.id) },
      ),
    ),
  ];
};

/** A single value of a closed list is judged by the core, which knows the mapping file. */
function isOurs({ spec, trouble }: { readonly spec: AttributeSpec; readonly trouble: Trouble }): boolean {
  return trouble.kind !== 'unlisted' || isSeveral(spec) || isOpen(spec) || spec.values.length === 0;
}

function troubled(spec: AttributeSpec, trouble: Trouble): Finding {
  const { name, id } = spec;
  const listed = some(
    spec.values.map((value) => value.name),
    8,
  );
  const words: Readonly<Record<Trouble['kind'], readonly [string, string]>> = {
    unlisted: [`takes none of “${trouble.value}”; it takes ${listed}`, `不接受“${trouble.value}”；可用值：${listed}`],
    search: [
      `has too many values to list; “${trouble.value}” is not among those known, and its id can be given instead`,
      `的取值过多未全部列出；“${trouble.value}”不在已知值中，可直接填写其 ID`,
    ],
    number: [`takes a number, not “${trouble.value}”`, `应为数字，而不是“${trouble.value}”`],
    whole: [`takes a whole number, not “${trouble.value}”`, `应为整数，而不是“${trouble.value}”`],
    date: [
      `takes a date like ${spec.month ? '2024-12' : '2024-12-31'}, not “${trouble.value}”`,
      `应为日期，如 ${spec.month ? '2024-12' : '2024-12-31'}，而不是“${trouble.value}”`,
    ],
    unit: [
      `takes an amount with one of the units ${spec.units.join(', ')}, not “${trouble.value}”`,
      `应为带单位（${spec.units.join('、')}）的数值，而不是“${trouble.value}”`,
    ],
    many: [
      `takes ${trouble.kind === 'many' ? trouble.max : 1} at most, and is said as “${trouble.value}”`,
      `最多 ${trouble.kind === 'many' ? trouble.max : 1} 个值，目前为“${trouble.value}”`,
    ],
  };
  const [en, zh] = words[trouble.kind];
  return found(`${name} (${id}) ${en}`, `${name}（${id}）${zh}`, { field: String(id) });
}

export const attributeUnknown: Check = (listing, at) => {
  const tree = treeOf(listing, at);
  if (!tree) return [];
  const { unknown } = judgeAttributes(listing, tree);
  return unknown.length > 0
    ? [
        found(
          `the category has no attributes ${some(unknown)}, or not with the values that are chosen; they are not sent`,
          `该类目没有属性 ${some(unknown)}，或在所选值下不可用，不会发送`,
          { field: unknown[0] ?? '' },
        ),
      ]
    : [];
};

/** 8 digits, 7 digits, or `00` for none. */
const TAX_FORMS: Readonly<Record<string, RegExp>> = { ncm: /^(?:\d{8}|00)$/, cest: /^(?:\d{7}|00)$/ };

export const tax: Check = (listing, at) =>
  marketAt(at)?.region !== 'BR'
    ? []
    : Object.entries(TAX_FORMS).flatMap(([field, form]) => {
        const value = said(listing, `${TAX}${field}`);
        return value === undefined || form.test(value)
          ? []
          : [
              found(
                `${field.toUpperCase()} “${value}” is not one: ${field === 'ncm' ? '8' : '7'} digits, or 00 for none`,
                `${field.toUpperCase()}“${value}”格式不正确：应为 ${field === 'ncm' ? '8' : '7'} 位数字，没有则填 00`,
                { field: `${TAX}${field}` },
              ),
            ];
      });
