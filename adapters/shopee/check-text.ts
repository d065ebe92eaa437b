import { type Check, found, limitsOf, perSku, some } from './check.ts';
import type { Range } from './documents.ts';
import { descriptionOf } from './map.ts';
import { homesAt } from './place.ts';
import { folded, isHtml, lengthOf, lostTags, weighedLength } from './text.ts';
import { combinations, hasModels, MAX_MODELS, MAX_TIERS, tiersOf } from './tiers.ts';

/** Checks of text and of the structure of options. */

function outside(length: number, range: Range | undefined): 'short' | 'long' | undefined {
  if (!range) return undefined;
  if (length < range.min) return 'short';
  return range.max > 0 && length > range.max ? 'long' : undefined;
}

const whole = (length: number) => String(Math.round(length * 10) / 10);

export const name: Check = (listing, at) => {
  const limits = limitsOf(listing, at);
  const length = weighedLength(folded(listing.title), limits?.chinese ?? 1);
  const verdict = outside(length, limits?.name);
  if (!verdict || !limits?.name) return [];
  const { min, max } = limits.name;
  return [
    found(
      `the title has ${whole(length)} characters; Shopee takes ${min} to ${max} in this category`,
      `标题为 ${whole(length)} 个字符；该类目允许 ${min} 至 ${max} 个`,
      { field: 'title' },
      verdict === 'long'
        ? { en: 'shorten it, or give the channel a title of its own', zh: '请缩短标题，或为该渠道设置单独标题' }
        : { en: 'say more of what it is', zh: '请补充标题内容' },
    ),
  ];
};

export const description: Check = (listing, at) => {
  const text = descriptionOf(listing);
  if (text === '')
    return [
      found(
        'the product has no description, and Shopee wants one',
        '商品没有描述，而 Shopee 要求必填',
        { field: 'description' },
        { en: 'fill the description, or its bullets', zh: '请填写描述或卖点' },
      ),
    ];
  const limits = limitsOf(listing, at);
  const length = weighedLength(text, limits?.chinese ?? 1);
  if (!outside(length, limits?.description) || !limits?.description) return [];
  const { min, max } = limits.description;
  return [
    found(
      `the description has ${whole(length)} characters as plain text; Shopee takes ${min} to ${max} in this category`,
      `描述（纯文本）为 ${whole(length)} 个字符；该类目允许 ${min} 至 ${max} 个`,
      { field: 'description' },
      { en: 'write another for this channel; mabang never cuts text', zh: '请为该渠道另写描述；mabang 不会截断文本' },
    ),
  ];
};

/** `error_desc_hash_tag_over_limit`. */
const HASH_TAGS = 18;

export const hashTags: Check = (listing) => {
  const count = descriptionOf(listing).match(/#[^\s#]+/g)?.length ?? 0;
  return count > HASH_TAGS
    ? [
        found(
          `the description has ${count} hash tags; Shopee takes ${HASH_TAGS}`,
          `描述含 ${count} 个话题标签；Shopee 最多允许 ${HASH_TAGS} 个`,
          { field: 'description' },
        ),
      ]
    : [];
};

export const html: Check = ({ description: text }) => {
  const lost = lostTags(text);
  return isHtml(text) && lost.length > 0
    ? [
        found(
          `Shopee shows plain text: what stands in ${lost.join(' ')} is shown without it or not at all`,
          `Shopee 只显示纯文本：${lost.join(' ')} 中的内容将去除格式或不显示`,
          { field: 'description' },
        ),
      ]
    : [];
};

/** A name in Chinese and English mixed may be translated in part only, and the item is then banned. */
export const globalText: Check = (listing, at) => {
  const homes = homesAt(at);
  if (!homes.upgraded || homes.text !== 'global') return [];
  const { title } = listing;
  const chinese = /\p{Script=Han}/u.test(title);
  const other = [...title].filter((one) => /\p{L}/u.test(one) && !/[\p{Script=Han}\p{Script=Latin}]/u.test(one));
  if (other.length > 0)
    return [
      found(
        `the name of a global product is in simplified Chinese or English; this one has ${some([...new Set(other)])}`,
        `全球商品名称只能使用简体中文或英文；此名称含有 ${some([...new Set(other)])}`,
        { field: 'title' },
      ),
    ];
  return chinese && /\p{Script=Latin}{2,}/u.test(title)
    ? [
        found(
          'the name mixes Chinese and English; Shopee may translate it in part only and then ban the listing',
          '名称中英文混用；Shopee 可能只翻译一部分并因此禁卖该商品',
          { field: 'title' },
          { en: 'write it in one of the two', zh: '请只使用其中一种语言' },
        ),
      ]
    : [];
};

const SKU_LENGTH = 100;

export const sku = perSku(({ sku: text }) =>
  lengthOf(text) > SKU_LENGTH
    ? found(
        `the SKU has ${lengthOf(text)} characters; Shopee takes ${SKU_LENGTH}`,
        `SKU 为 ${lengthOf(text)} 个字符；Shopee 最多允许 ${SKU_LENGTH} 个`,
      )
    : undefined,
);

export const parentSku: Check = (listing) =>
  hasModels(listing) && lengthOf(listing.code) > SKU_LENGTH
    ? [
        found(
          `the product code becomes the parent SKU and has ${lengthOf(listing.code)} characters; Shopee takes ${SKU_LENGTH}`,
          `商品编码将作为父 SKU，长度为 ${lengthOf(listing.code)} 个字符；Shopee 最多允许 ${SKU_LENGTH} 个`,
        ),
      ]
    : [];

export const tierCount: Check = ({ axes }) =>
  axes.length > MAX_TIERS
    ? [
        found(
          `the product has ${axes.length} options (${axes.join(', ')}); Shopee has ${MAX_TIERS} levels at most`,
          `商品有 ${axes.length} 个规格维度（${axes.join('、')}）；Shopee 最多 ${MAX_TIERS} 级`,
          {},
          {
            en: 'join two of them into one column, or make a product of each value of one of them',
            zh: '请将其中两个维度合并为一列，或按某一维度的取值拆分为多个商品',
          },
        ),
      ]
    : [];

export const modelCount: Check = (listing) => {
  const count = Math.max(hasModels(listing) ? listing.variants.length : 0, combinations(tiersOf(listing)));
  return count > MAX_MODELS
    ? [
        found(
          `the product's options make ${count} combinations, sold or not; Shopee has ${MAX_MODELS} at most`,
          `商品规格共有 ${count} 种组合（含未售）；Shopee 最多允许 ${MAX_MODELS} 种`,
          {},
          {
            en: 'make two products of it, each with a code of its own; mabang leaves none out',
            zh: '请拆分为两个商品并各用一个编码；mabang 不会自行舍弃',
          },
        ),
      ]
    : [];
};

export const tierNames: Check = (listing, at) => {
  const limits = limitsOf(listing, at);
  const chinese = limits?.chinese ?? 1;
  const seen = new Map<string, string>();
  return tiersOf(listing).flatMap(({ name: text }, level) => {
    const axis = listing.axes[level] ?? text;
    const other = seen.get(text);
    seen.set(text, axis);
    if (text === '' || other !== undefined)
      return [
        found(
          other === undefined ? 'an option has no name' : `the options ${other} and ${axis} have the same name`,
          other === undefined ? '规格维度没有名称' : `规格维度 ${other} 与 ${axis} 名称相同`,
          { field: axis },
        ),
      ];
    return outside(weighedLength(text, chinese), limits?.tierName)
      ? [
          found(
            `the name of the option "${text}" has ${whole(weighedLength(text, chinese))} characters; Shopee takes ${limits?.tierName?.min} to ${limits?.tierName?.max}`,
            `规格维度“${text}”的名称为 ${whole(weighedLength(text, chinese))} 个字符；Shopee 允许 ${limits?.tierName?.min} 至 ${limits?.tierName?.max} 个`,
            { field: axis },
          ),
        ]
      : [];
  });
};

export const optionNames: Check = (listing, at) => {
  const limits = limitsOf(listing, at);
  const chinese = limits?.chinese ?? 1;
  return tiersOf(listing).flatMap(({ options }, level) =>
    options.flatMap(({ name: text }) => {
      const length = weighedLength(text, chinese);
      if (text !== '' && !outside(length, limits?.tierOption)) return [];
      const holder = listing.variants.find(
        (variant) => folded(variant.options[listing.axes[level] ?? ''] ?? '') === text,
      );
      const place = { field: listing.axes[level] ?? '', ...(holder ? { sku: holder.sku } : {}) };
      return [
        text === ''
          ? found('the option has no value', '规格值为空', place)
          : found(
              `the option "${text}" has ${whole(length)} characters; Shopee takes ${limits?.tierOption?.min} to ${limits?.tierOption?.max}`,
              `规格值“${text}”为 ${whole(length)} 个字符；Shopee 允许 ${limits?.tierOption?.min} 至 ${limits?.tierOption?.max} 个`,
              place,
            ),
      ];
    }),
  );
};
