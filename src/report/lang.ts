import type { Facet, Severity, Verb, Words } from '../contract/index.ts';

/** Languages that messages exist in. */
export type Lang = 'en' | 'zh';

export function pick(words: Words, lang: Lang): string {
  return words[lang];
}

/** `1234567` → `1,234,567`; the same in both languages. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 product`, `2 products`, `2 个商品`. */
export function count(value: number, lang: Lang, one: string, many: string, zh: string): string {
  return lang === 'zh' ? `${number(value)} ${zh}` : `${number(value)} ${value === 1 ? one : many}`;
}

export const FACET_WORDS: Readonly<Record<Facet, Words>> = {
  content: { en: 'content', zh: '内容' },
  media: { en: 'media', zh: '图片' },
  price: { en: 'price', zh: '价格' },
  stock: { en: 'stock', zh: '库存' },
  variation: { en: 'variation', zh: '规格' },
  status: { en: 'status', zh: '状态' },
};

export const FACETS: readonly Facet[] = ['content', 'media', 'price', 'stock', 'variation', 'status'];

export const VERB_WORDS: Readonly<Record<Verb, Words>> = {
  create: { en: 'create', zh: '新建' },
  update: { en: 'update', zh: '更新' },
  end: { en: 'end', zh: '下架' },
};

export const SEVERITY_WORDS: Readonly<Record<Severity, Words>> = {
  error: { en: 'error', zh: '错误' },
  warning: { en: 'warning', zh: '警告' },
  info: { en: 'note', zh: '提示' },
};

export const ENVIRONMENT_WORDS: Readonly<Record<'sandbox' | 'live', Words>> = {
  sandbox: { en: 'sandbox', zh: '沙箱' },
  live: { en: 'LIVE', zh: '正式环境' },
};
