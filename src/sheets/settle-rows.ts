import type { Words } from '../contract/index.ts';
import { layoutOf } from './hanging.ts';
import type { Question } from './questions.ts';
import type { RowSurvey } from './row-survey.ts';
import type { Mapping } from './types.ts';

/** How the rows of a product hang together, as far as their values say more than the headers do. */
export function hangTogether(
  mapping: Mapping,
  rows: RowSurvey,
  questions: Question[],
  answers: ReadonlyMap<string, string>,
  say: (words: Words & { readonly column: string }) => void,
): Mapping {
  const layout = layoutOf(mapping);
  if (layout === 'parented') return withOptions(mapping, rows, say);
  if (layout === 'continued') return withParentRow(mapping, rows, say);
  if (layout !== 'grouped' || mapping.layout === 'continued' || rows.codeless === 0) return pinned(mapping, rows, say);
  const column = mapping.columns.find((one) => one.field === 'code')?.column ?? '';
  if (rows.named > 0) {
    say({
      column,
      en: `rows without it are parents: ${rows.named} of their SKUs stand in it in other rows`,
      zh: `此列为空的行是父商品：其中 ${rows.named} 个 SKU 在其他行的此列中出现`,
    });
    return asParented(mapping);
  }
  if (rows.codelessTitled === 0) {
    say({
      column,
      en: `${rows.codeless} rows leave it empty, and their title too: they continue the product above`,
      zh: `${rows.codeless} 行的此列与标题均为空：属于上方的商品`,
    });
    return { ...mapping, layout: 'continued' };
  }
  const answer = answers.get('layout');
  if (answer === 'parented') return asParented(mapping);
  if (answer === 'grouped') return { ...mapping, layout: 'grouped' };
  questions.push(codeless(column, rows.codeless));
  return mapping;
}

/** The column names the parent of a row; where it is empty, the row is a product of its own. */
function asParented(mapping: Mapping): Mapping {
  return {
    ...mapping,
    layout: 'parented',
    columns: mapping.columns.map((one) => (one.field === 'code' ? { ...one, field: 'parent' } : one)),
  };
}

/** Which names of pairs tell SKUs apart is what the rows of SKUs name. */
function withOptions(mapping: Mapping, rows: RowSurvey, say: (words: Words & { column: string }) => void): Mapping {
  if (mapping.options || rows.childNames.size === 0) return mapping;
  const options = [...rows.childNames];
  const column = mapping.columns.find((one) => one.field.startsWith('optionName:'))?.column ?? '';
  say({
    column,
    en: `${options.join(', ')} tell SKUs apart: the rows of SKUs give them; other names are attributes`,
    zh: `${options.join('、')} 用于区分 SKU（子 SKU 行中出现）；其他名称为属性`,
  });
  return { ...mapping, options };
}

function withParentRow(mapping: Mapping, rows: RowSurvey, say: (words: Words & { column: string }) => void): Mapping {
  // One product is no pattern; and when some first rows do have options, a bare one is a mistake to be shown.
  if (mapping.parentRow || rows.bareFirst < 2 || rows.bareFirst < rows.several) return mapping;
  const column = mapping.columns.find((one) => one.field === 'code')?.column ?? '';
  say({
    column,
    en: `in all of ${rows.several} products with options the first row gives none: it speaks of the product alone`,
    zh: `全部 ${rows.several} 个有选项的商品中，首行均无选项：首行只描述商品本身`,
  });
  return { ...mapping, parentRow: 'product' };
}

function pinned(mapping: Mapping, rows: RowSurvey, say: (words: Words & { column: string }) => void): Mapping {
  return layoutOf(mapping) === 'grouped' && rows.bareFirst >= 2 && rows.bareFirst === rows.several
    ? { ...withParentRow(mapping, rows, say), layout: 'continued' }
    : mapping;
}

function codeless(column: string, count: number): Question {
  return {
    id: 'layout',
    column,
    code: 'W_NO_CODE',
    stops: false,
    ask: {
      en: `${count} rows have nothing in ${column}, and a title of their own; they are refused`,
      zh: `${count} 行的“${column}”为空，却有自己的标题；这些行会被拒收`,
    },
    choices: [
      { value: 'parented', shows: { en: 'each is a product of its own', zh: '每行是一个独立商品' } },
      { value: 'grouped', shows: { en: 'such rows are refused', zh: '拒收这些行' } },
    ],
    write: `layout: parented, with ${JSON.stringify(column)} as the field parent`,
  };
}
