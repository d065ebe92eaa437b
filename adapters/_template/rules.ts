/** What the platform would refuse, found before anything is sent. Each says what, why, where and what to do now. */
import type { Rule } from 'mabang/contract';
import type { Connection } from './schema.ts';

const documented = { source: 'adapters/{{id}}/README.md, "What the platform does"', date: '{{date}}' };

export const MAX_TITLE = 200;
export const MAX_IMAGES = 20;

export const rules: readonly Rule<Connection>[] = [
  {
    code: '{{CODE}}_TITLE_LONG',
    severity: 'error',
    title: `a title has at most ${MAX_TITLE} characters`,
    ...documented,
    check: ({ title }) => {
      // Characters as a reader counts them: an emoji is one here, and two in `title.length`.
      const length = [...title.trim()].length;
      if (length <= MAX_TITLE) return [];
      return [
        {
          message: {
            en: `the title has ${length} characters, ${MAX_TITLE} are allowed`,
            zh: `标题有 ${length} 个字符，最多允许 ${MAX_TITLE} 个`,
          },
          place: { field: 'title' },
          next: {
            en: 'shorten it in the sheet, or set `title` for the channel in mabang.yaml',
            zh: '请在表格中缩短标题，或在 mabang.yaml 中为该渠道设置 title',
          },
        },
      ];
    },
  },
  {
    code: '{{CODE}}_IMAGES_MANY',
    severity: 'error',
    title: `an item has at most ${MAX_IMAGES} pictures`,
    ...documented,
    check: ({ images }) => {
      if (images.length <= MAX_IMAGES) return [];
      return [
        {
          message: {
            en: `the product has ${images.length} pictures, ${MAX_IMAGES} are allowed`,
            zh: `商品有 ${images.length} 张图片，最多允许 ${MAX_IMAGES} 张`,
          },
          place: { field: 'images' },
          next: { en: 'leave the last ones out of the sheet', zh: '请在表格中删去多余的图片' },
        },
      ];
    },
  },
];
