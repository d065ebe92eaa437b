import type { At, Listing, Place, Variant, Words } from 'mabang/contract';
import { isVariable, parentSku } from './map.ts';
import type { Connection } from './schema.ts';
import { asHtml, caseless, folded } from './text.ts';

/** Checks of keys and text: what the shop would store differently, or not at all. */

export interface Finding {
  readonly message: Words;
  readonly place: Place;
  readonly next?: Words;
}

export type Check = (listing: Listing, at: At<Connection>) => readonly Finding[];

export function found(en: string, zh: string, place: Place = {}, next?: Words): Finding {
  return { message: { en, zh }, place, ...(next ? { next } : {}) };
}

/** One finding at most for each SKU. */
export const perSku =
  (check: (variant: Variant, listing: Listing, at: At<Connection>) => Finding | undefined): Check =>
  (listing, at) =>
    listing.variants.flatMap((variant) => {
      const finding = check(variant, listing, at);
      return finding ? [{ ...finding, place: { sku: variant.sku, ...finding.place } }] : [];
    });

/** What `sanitize_text_field` would take out of it: tags, percent-encoded octets, doubled white space, control characters. */
function isCleaned(text: string): boolean {
  return text !== folded(text) || /<|%[\da-f]{2}/i.test(text) || /\p{Cc}/u.test(text);
}

const bytes = (text: string) => new TextEncoder().encode(text).length;

export const skuText = perSku(({ sku }) =>
  isCleaned(sku)
    ? found(
        'WooCommerce would store this SKU differently: it drops doubled or outer spaces, < and %-codes',
        'WooCommerce 会改变此 SKU：多余空格、< 和 % 编码会被去除',
      )
    : undefined,
);

export const skuLength = perSku(({ sku }) =>
  [...sku].length > 100
    ? found(
        'the SKU is longer than 100 characters; the shop could not find it again',
        'SKU 超过 100 个字符，店铺将无法检索',
      )
    : undefined,
);

export const skuComma = perSku(({ sku }) =>
  sku.includes(',')
    ? found(
        'the SKU has a comma: WooCommerce separates SKUs by commas when it looks them up, so each read of it takes a request of its own',
        'SKU 含有逗号：WooCommerce 查询时以逗号分隔 SKU，因此每次读取都需要单独请求',
      )
    : undefined,
);

export const skuCase: Check = ({ variants }) => {
  const met = new Map<string, string>();
  return variants.flatMap(({ sku }) => {
    const other = met.get(sku.toLowerCase());
    met.set(sku.toLowerCase(), sku);
    return other === undefined || other === sku
      ? []
      : [
          found(
            `WooCommerce takes the SKUs ${other} and ${sku} for one`,
            `WooCommerce 视 SKU ${other} 与 ${sku} 为同一个`,
            { sku },
          ),
        ];
  });
};

export const parentSkuTaken: Check = (listing) => {
  if (!isVariable(listing)) return [];
  const { code } = listing;
  const own = parentSku(
    code,
    listing.variants.map((variant) => variant.sku),
  );
  return own === code
    ? []
    : [
        found(
          `the product code is also the SKU of one of its variants; the product itself gets the SKU ${own} in the shop`,
          `商品编码与其某个变体的 SKU 相同；商品本身在店铺中将使用 SKU ${own}`,
        ),
      ];
};

export const parentSkuText: Check = (listing) =>
  isVariable(listing) && (isCleaned(listing.code) || [...listing.code].length > 90)
    ? [
        found(
          'the product code becomes the SKU of the product in the shop, and WooCommerce would store it differently: it must be at most 90 characters, without doubled or outer spaces, < and %-codes',
          '商品编码将作为店铺中商品的 SKU，WooCommerce 会改变它：最多 90 个字符，且不能有多余空格、< 或 % 编码',
        ),
      ]
    : [];

export const nameBytes: Check = ({ title }) =>
  bytes(asHtml(folded(title))) > 65_535
    ? [
        found(
          `the title has ${bytes(asHtml(folded(title)))} bytes as HTML; above 65,535 the shop says yes and keeps the old one`,
          `标题（HTML）为 ${bytes(asHtml(folded(title)))} 字节；超过 65,535 字节时店铺会返回成功但不作更改`,
          { field: 'title' },
        ),
      ]
    : [];

export const strippedText: Check = ({ title, description: text }) => {
  const what = [
    ...new Set([...text.matchAll(/<(script|style|iframe)\b/gi)].map((match) => `<${match[1]?.toLowerCase()}>`)),
    ...(/<[a-z][^>]*\son\w+\s*=/i.test(text) ? ['on…='] : []),
    ...(`${title}${text}`.includes('\\') ? ['\\'] : []),
  ];
  return what.length > 0
    ? [
        found(
          `WooCommerce takes this out of the text: ${what.join(' ')}; what stands inside the tags stays as text`,
          `WooCommerce 会从文本中去除：${what.join(' ')}；标签内的内容会作为文本保留`,
          { field: 'description' },
        ),
      ]
    : [];
};

export const optionText: Check = (listing) =>
  listing.axes.flatMap((axis) =>
    listing.variants.flatMap(({ sku, options }) => {
      const value = Object.hasOwn(options, axis) ? (options[axis] ?? '') : '';
      return /[|<\\]|%[\da-f]{2}|\p{Cc}/iu.test(value)
        ? [
            found(
              `${axis} "${value}": WooCommerce would store it differently on the product and on the variation, and nobody could choose it; | < \\ and %-codes are not possible`,
              `${axis}“${value}”：WooCommerce 在商品与变体上保存的值会不同，买家将无法选择；不能包含 | < \\ 和 % 编码`,
              { sku, field: axis },
            ),
          ]
        : [];
    }),
  );

export const axisNames: Check = ({ axes }) => {
  const met = new Map<string, string>();
  return axes.flatMap((axis) => {
    // The shop knows an attribute by its slug: letters and digits, without case and accents.
    const slug = caseless(axis)
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '');
    const other = met.get(slug);
    met.set(slug, axis);
    if (slug !== '' && other === undefined && !/[<\\]|%[\da-f]{2}/i.test(axis)) return [];
    return [
      other === undefined
        ? found(`WooCommerce cannot have an option called "${axis}"`, `WooCommerce 不能使用规格名“${axis}”`)
        : found(
            `WooCommerce takes the options ${other} and ${axis} for one`,
            `WooCommerce 视规格 ${other} 与 ${axis} 为同一个`,
          ),
    ];
  });
};
