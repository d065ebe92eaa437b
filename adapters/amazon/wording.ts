import type { Json, Words } from 'mabang/contract';
import type { SchemaIssue } from 'mabang/jsonschema';
import { choicesOf, type Definition } from './definition.ts';
import { GALLERY, isObject } from './facets.ts';
import { utf8Bytes } from './keywords.ts';
import { SAME } from './offer.ts';
import { ASIN, EXEMPTION, IDENTIFIER } from './product-types.ts';
import { listed } from './values.ts';

interface Said {
  readonly words: Words;
  readonly next?: Words;
}

const told = new WeakMap<Definition, Map<string, Said>>();

/** An attribute that is asked for and not there, with the line that brings it. The same for every SKU, so it is said once. */
export function missingWords(path: string, definition: Definition, channel: string): Said {
  const known = told.get(definition) ?? new Map<string, Said>();
  told.set(definition, known);
  const key = `${channel} ${path}`;
  const said = known.get(key) ?? missing(path, definition, channel);
  known.set(key, said);
  return said;
}

function missing(path: string, definition: Definition, channel: string): Said {
  const [name = path] = path.split('.');
  const title = titleOf(path, definition);
  const choices = choicesOf(definition.leaf(path) ?? {});
  const values = choices ? listed(choices) : undefined;
  const home = HOME[name] ?? (GALLERY.includes(name) ? PICTURES : undefined);
  const next = home ?? mappingLine(path, channel);
  return {
    words: { en: `${path}${title} is missing`, zh: `缺少属性 ${path}${title}` },
    next: values && !home ? { en: `${next.en}; ${values.en}`, zh: `${next.zh}；${values.zh}` } : next,
  };
}

function mappingLine(path: string, channel: string): Words {
  const file = `mappings/${channel}.yaml`;
  return {
    en: `in ${file} add under set: "${path}: <value>", or under attributes: "<your own name>: ${path}"`,
    zh: `请在 ${file} 的 set 下添加“${path}: <值>”，或在 attributes 下添加“<您的列名>: ${path}”`,
  };
}

const PICTURES: Words = { en: 'give the product a picture', zh: '请为商品添加图片' };

/** Attributes that come out of the catalogue itself. */
const HOME: Readonly<Record<string, Words>> = {
  item_name: { en: 'give the product a title', zh: '请填写商品标题' },
  brand: { en: 'import a brand column, or set brand in the mapping', zh: '请导入品牌列，或在映射中设置 brand' },
  bullet_point: {
    en: 'import bullet points, or map a column to bullet_point; several stand with | between them',
    zh: '请导入卖点，或将某列映射到 bullet_point；多条用 | 分隔',
  },
  product_description: { en: 'give the product a description', zh: '请填写商品描述' },
  [IDENTIFIER]: {
    en: `import a GTIN (EAN, UPC) column. For a brand that Amazon has exempted set connection.gtinExemption, or ${EXEMPTION}: true in the mapping; for a product that is on Amazon already map its ASIN to ${ASIN}`,
    zh: `请导入 GTIN（EAN、UPC）列。已获亚马逊豁免的品牌请设置 connection.gtinExemption，或在映射中设置 ${EXEMPTION}: true；亚马逊已有的商品请将其 ASIN 映射到 ${ASIN}`,
  },
  list_price: {
    en: `import a list price; where nothing is crossed out set "list_price: ${SAME}" in the mapping, which repeats the price`,
    zh: `请导入划线价；若无划线价，请在映射中设置“list_price: ${SAME}”，即与售价相同`,
  },
  item_weight: { en: 'import a weight column', zh: '请导入重量列' },
  item_dimensions: { en: 'import the length, width and height', zh: '请导入长、宽、高' },
};

/** A value that the definition does not take. */
export function valueWords(
  { keyword, message, params }: SchemaIssue,
  path: string,
  value: Json | undefined,
  definition: Definition,
): Said {
  const name = `${path}${titleOf(path, definition)}`;
  const limit = isObject(params) ? (params.limit ?? params.argument) : undefined;
  const text = typeof value === 'string' ? value : '';
  switch (keyword) {
    case 'enum': {
      const choices = choicesOf(definition.leaf(path) ?? {});
      return {
        words: {
          en: `${name}: "${shown(value)}" is none of the values that Amazon takes`,
          zh: `${name}：“${shown(value)}”不在亚马逊允许的取值之内`,
        },
        ...(choices ? { next: listed(choices, text) } : {}),
      };
    }
    case 'maxLength':
      return counted(name, [...text].length, limit, 'characters', '个字符', true);
    case 'minLength':
      return counted(name, [...text].length, limit, 'characters', '个字符', false);
    case 'maxUtf8ByteLength':
      return counted(name, utf8Bytes(text), limit, 'bytes in UTF-8', '个 UTF-8 字节', true);
    case 'minUtf8ByteLength':
      return counted(name, utf8Bytes(text), limit, 'bytes in UTF-8', '个 UTF-8 字节', false);
    case 'maxUniqueItems':
    case 'maxItems':
      return counted(name, Array.isArray(value) ? value.length : 0, limit, 'values', '个值', true);
    case 'minUniqueItems':
    case 'minItems':
      return counted(name, Array.isArray(value) ? value.length : 0, limit, 'values', '个值', false);
    default:
      return {
        words: {
          en: path === '' ? `the attributes do not go together: ${message}` : `${name}: ${message}`,
          zh: path === '' ? `属性组合不符合要求：${message}` : `${name} 不符合要求：${message}`,
        },
      };
  }
}

function counted(
  name: string,
  has: number,
  limit: Json | undefined,
  unit: string,
  unitZh: string,
  most: boolean,
): Said {
  const bound = String(limit ?? '?');
  return {
    words: {
      en: `${name} has ${has} ${unit}; ${most ? 'at most' : 'at least'} ${bound} are taken`,
      zh: `${name} 有 ${has} ${unitZh}；${most ? '最多' : '至少'} ${bound} ${unitZh}`,
    },
    ...(most
      ? {
          next: {
            en: 'shorten it for this channel: `mabang override`, or another column in the mapping',
            zh: '请为该渠道缩短：使用 mabang override，或在映射中改用其他列',
          },
        }
      : {}),
  };
}

function shown(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** ` (Country of Origin)`, where the definition has a title that says more than the name. */
function titleOf(path: string, definition: Definition): string {
  const [name = path] = path.split('.');
  const title = definition.shape(name)?.title;
  return title === undefined || title === name ? '' : ` (${title})`;
}
