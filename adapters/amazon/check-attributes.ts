import type { Words } from 'mabang/contract';
import type { Problem } from './attributes.ts';
import { build } from './build.ts';
import { type Check, type Finding, found } from './checks.ts';
import type { Ground } from './ground.ts';
import { type Fault, faultsOf } from './judge.ts';
import { badListPrice, SAME } from './offer.ts';
import { isChecked, needed } from './product-types.ts';

/** Checks against the definition of the product type. */

/** Amazon was asked, and has none. While nobody has asked, the core says so. */
export const productType: Check = (listing, at) => {
  const { ground } = build(listing, at);
  const asked = needed(listing, at).map((key) => at.definition(key));
  if (ground.definition || asked.includes(undefined)) return [];
  const type = ground.productType;
  return [
    found(
      `${ground.place.title} has no product type ${type}`,
      `${ground.place.title} 没有商品类型 ${type}`,
      { field: 'category' },
      {
        en: `\`mabang map ${at.channel}\` searches for one; write it into mappings/${at.channel}.yaml`,
        zh: `运行 mabang map ${at.channel} 可搜索商品类型，并写入 mappings/${at.channel}.yaml`,
      },
    ),
  ];
};

export const theme: Check = (listing, at) => {
  const chosen = build(listing, at).theme;
  return chosen?.words ? [found(chosen.words.en, chosen.words.zh, { field: 'variation_theme' }, chosen.next)] : [];
};

export const missing: Check = (listing, at) =>
  faultsOf(listing, at)
    .filter(({ kind }) => kind === 'missing')
    .map(findingOf);

export const values: Check = (listing, at) => [
  ...faultsOf(listing, at)
    .filter(({ kind }) => kind === 'value')
    .map(findingOf),
  ...problems(listing, at, ['value']),
  ...listing.variants.flatMap((variant) => {
    const said = badListPrice(listing, variant);
    if (said === undefined) return [];
    return [
      found(
        `list_price: "${said}" is no amount of ${variant.price.currency}`,
        `list_price：“${said}”不是有效的 ${variant.price.currency} 金额`,
        { sku: variant.sku, field: 'list_price' },
        { en: `write digits with a point, or ${SAME}`, zh: `请填写数字（小数点用“.”）或 ${SAME}` },
      ),
    ];
  }),
];

export const names: Check = (listing, at) => problems(listing, at, ['unknown', 'reserved']);

export const unplaced: Check = (listing, at) => {
  const { ground, units } = build(listing, at);
  // An offer leaves the measures of a product to who describes it.
  const isMissed = (name: string) => ground.requirements === 'LISTING' || name === 'list_price';
  return units.flatMap(({ sku, unplaced: all }) => {
    const names = all.filter(isMissed);
    return names.length === 0
      ? []
      : [
          found(
            `the product type ${ground.productType} has no place for ${names.join(', ')}; not sent`,
            `商品类型 ${ground.productType} 没有属性 ${names.join('、')}；不会发送`,
            { sku, field: names[0] ?? '' },
          ),
        ];
  });
};

/** A fault of the parent is the whole family's: without a parent there are no children. */
function findingOf({ sku, parent, path, words, next }: Fault): Finding {
  const field = path === '' ? {} : { field: path };
  if (!parent) return found(words.en, words.zh, { sku, ...field }, next);
  return found(`parent SKU ${sku}: ${words.en}`, `父 SKU ${sku}：${words.zh}`, field, next);
}

/** A line of the mapping for all SKUs is named once, one of a SKU with the SKU. */
function problems(
  listing: Parameters<Check>[0],
  at: Parameters<Check>[1],
  kinds: readonly Problem['kind'][],
): readonly Finding[] {
  const { ground, parent, units } = build(listing, at);
  const told = new Set<string>();
  return [...(parent ? [parent] : []), ...units].flatMap(({ sku, variant, problems: all }) =>
    all.flatMap((problem) => {
      if (!kinds.includes(problem.kind) || isSaid(problem, ground)) return [];
      const own = variant !== undefined && Object.hasOwn(variant.target.attributes, problem.path);
      if (!own && told.has(problem.path)) return [];
      if (!own) told.add(problem.path);
      const { en, zh } = wordsOf(problem);
      return [found(en, zh, { ...(own ? { sku } : {}), field: problem.path }, problem.next)];
    }),
  );
}

/** The core names a value that is none of a list itself; once is enough. It looks at products, not at offers. */
function isSaid({ kind, path }: Problem, { definition, requirements }: Ground): boolean {
  return kind === 'value' && requirements === 'LISTING' && definition !== undefined && isChecked(path, definition);
}

function wordsOf({ kind, path, words }: Problem): Words {
  return kind === 'value' ? { en: `${path}: ${words.en}`, zh: `${path}：${words.zh}` } : words;
}
