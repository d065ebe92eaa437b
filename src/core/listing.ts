import type { Currency, Diagnostic, Listing, Money, Variant, Words } from '../contract/index.ts';
import { convert, decimalOf, exponentOf, moneyOf, type Ratio, ratioOf } from './money.ts';
import type { Override, Product, ProductVariant } from './product.ts';
import { NO_TARGET } from './target.ts';

/** How one channel turns the catalogue's values into its own. Parsed from `mabang.yaml`; all optional. */
export interface ChannelRules {
  readonly currency: Currency;
  /** Units of the channel's currency for one unit of another: `{ CNY: 0.128 }`. */
  readonly rates: Readonly<Record<Currency, Ratio>>;
  readonly multiply?: Ratio;
  readonly add?: Money;
  /** Round up to the next price with this ending: 0.99 → 12.99, 13.99. */
  readonly ending?: Money;
  /** Round half up to a multiple of this: 0.05. */
  readonly roundTo?: Money;
  readonly keepBack: number;
  readonly atMost?: number;
  /** Quantity for a variant whose quantity the catalogue does not know. Absent: such a variant is left out. */
  readonly unknownQuantity?: number;
  /** Title with `{title}`, `{brand}`, `{code}`. */
  readonly title?: string;
}

export interface BuiltListing {
  /** `undefined` when nothing of the product can stand on the channel. */
  readonly listing?: Listing;
  /** SKUs that were left out because of an error. They are held as they are on the platform, never ended for it. */
  readonly held: readonly string[];
  readonly findings: readonly Diagnostic[];
}

type Finding = Omit<Diagnostic, 'place'>;

/** Wanted state of a product on a channel. A bad SKU is left out and named; a product without a good one is left out whole. */
export function buildListing(product: Product, rules: ChannelRules, overrides: readonly Override[] = []): BuiltListing {
  const findings: Diagnostic[] = [];
  const held: string[] = [];
  const variants: Variant[] = [];
  const taken = new Map<string, string>();
  for (const variant of product.variants) {
    if (variant.status === 'ended') continue;
    const problems: Finding[] = [];
    const own = overrides.length > 0 ? overrides.filter((o) => o.sku === variant.sku) : overrides;
    const sold = buildVariant(product, variant, rules, own, taken, problems);
    for (const one of problems) findings.push({ ...one, place: { code: product.code, sku: variant.sku } });
    if (sold) variants.push(sold);
    else held.push(variant.sku);
  }
  const say = (field: Override['field']) => overrides.find((o) => o.sku === undefined && o.field === field)?.value;
  const title = say('title') ?? titleOf(product, rules);
  const about = (one: Finding) => findings.push({ ...one, place: { code: product.code } });
  if (title.trim() === '') about(problem('E_NO_TITLE', 'the product has no title', '商品没有标题'));
  const [first, ...rest] = variants;
  if (first === undefined && held.length === 0)
    about(problem('E_NO_VARIANTS', 'the product has no SKU that can be sold', '商品没有可售的 SKU'));
  if (title.trim() === '' || first === undefined) return { held: product.variants.map((v) => v.sku), findings };
  const listing: Listing = {
    code: product.code,
    title,
    description: say('description') ?? product.description,
    bullets: product.bullets,
    ...(product.brand ? { brand: product.brand } : {}),
    category: say('category') ?? product.category,
    attributes: product.attributes,
    target: NO_TARGET,
    images: product.images,
    axes: product.axes,
    status: (say('status') ?? product.status) === 'paused' ? 'paused' : 'active',
    variants: [first, ...rest],
  };
  return { listing, held, findings };
}

/** One SKU as the channel sells it, or `undefined` with the errors that keep it off. */
function buildVariant(
  product: Product,
  variant: ProductVariant,
  rules: ChannelRules,
  overrides: readonly Override[],
  taken: Map<string, string>,
  problems: Finding[],
): Variant | undefined {
  const price = priceOf(variant, rules, overrides, problems);
  const quantity = quantityOf(variant, rules, overrides, problems);
  const listPrice = listPriceOf(variant, rules, overrides, problems);
  checkOptions(product, variant, taken, problems);
  if (!price || quantity === undefined || problems.some((one) => one.severity === 'error')) return undefined;
  const above = listPrice !== undefined && listPrice.minor > price.minor;
  if (listPrice && !above) problems.push(listPriceTooLow(listPrice, price));
  return {
    sku: variant.sku,
    options: variant.options,
    price,
    ...(above ? { listPrice } : {}),
    quantity,
    ...(variant.gtin ? { gtin: variant.gtin } : {}),
    ...(variant.weight !== undefined ? { weight: variant.weight } : {}),
    ...(variant.dimensions ? { dimensions: variant.dimensions } : {}),
    images: variant.images,
    attributes: variant.attributes,
    target: NO_TARGET,
  };
}

function listPriceTooLow(listPrice: Money, price: Money): Finding {
  const [list, sold] = [decimalOf(listPrice), decimalOf(price)];
  return {
    code: 'W_LIST_PRICE',
    severity: 'warning',
    message: {
      en: `the list price ${list} is not above the price ${sold}; it is not shown`,
      zh: `划线价 ${list} 不高于售价 ${sold}，不会显示`,
    },
  };
}

function titleOf(product: Product, rules: ChannelRules): string {
  if (!rules.title) return product.title;
  const values: Record<string, string> = { title: product.title, brand: product.brand ?? '', code: product.code };
  return rules.title.replace(/\{(title|brand|code)\}/g, (_, key: string) => values[key] ?? '').trim();
}

function priceOf(
  variant: ProductVariant,
  rules: ChannelRules,
  overrides: readonly Override[],
  problems: Finding[],
): Money | undefined {
  const fixed = overrides.find((o) => o.field === 'price');
  if (fixed) {
    const money = moneyOf(fixed.value, rules.currency);
    if (!money) problems.push(problem('E_PRICE', `not a price: ${fixed.value}`, `不是价格：${fixed.value}`));
    return money;
  }
  if (!variant.price) {
    problems.push(problem('E_NO_PRICE', 'the catalogue has no price for this SKU', '目录中该 SKU 没有价格'));
    return undefined;
  }
  return channelPrice(variant.price, rules, problems, true);
}

function listPriceOf(
  variant: ProductVariant,
  rules: ChannelRules,
  overrides: readonly Override[],
  problems: Finding[],
): Money | undefined {
  const fixed = overrides.find((o) => o.field === 'listPrice');
  if (fixed) return moneyOf(fixed.value, rules.currency);
  return variant.listPrice ? channelPrice(variant.listPrice, rules, problems, false) : undefined;
}

/** A catalogue price in the channel's currency, after its rules, in order: rate, multiply, add, ending or round. */
function channelPrice(price: Money, rules: ChannelRules, problems: Finding[], must: boolean): Money | undefined {
  const rate = price.currency === rules.currency ? ONE : rules.rates[price.currency];
  if (!rate) {
    if (must)
      problems.push({
        ...problem(
          'E_NO_RATE',
          `the price is in ${price.currency}, the channel sells in ${rules.currency}, and no rate is set`,
          `价格为 ${price.currency}，渠道货币为 ${rules.currency}，未设置汇率`,
        ),
        next: {
          en: `set price.rates.${price.currency} for the channel in mabang.yaml`,
          zh: `在 mabang.yaml 中为该渠道设置 price.rates.${price.currency}`,
        },
      });
    return undefined;
  }
  const factor = rules.multiply
    ? {
        numerator: rate.numerator * rules.multiply.numerator,
        denominator: rate.denominator * rules.multiply.denominator,
      }
    : rate;
  let { minor } = convert(price, factor, rules.currency);
  if (rules.add) minor += rules.add.minor;
  if (rules.ending) minor = roundUpToEnding(minor, rules.ending.minor);
  else if (rules.roundTo)
    minor = Math.floor((minor + rules.roundTo.minor / 2) / rules.roundTo.minor) * rules.roundTo.minor;
  if (minor <= 0) {
    if (must)
      problems.push(problem('E_PRICE_ZERO', 'the price on this channel would be 0 or less', '该渠道价格将为 0 或负数'));
    return undefined;
  }
  return { minor, currency: rules.currency };
}

const ONE: Ratio = { numerator: 1n, denominator: 1n };

function roundUpToEnding(minor: number, ending: number): number {
  const unit = 10 ** String(ending).length;
  const base = Math.floor(minor / unit) * unit + ending;
  return base >= minor ? base : base + unit;
}

function quantityOf(
  variant: ProductVariant,
  rules: ChannelRules,
  overrides: readonly Override[],
  problems: Finding[],
): number | undefined {
  const fixed = overrides.find((o) => o.field === 'quantity');
  const known = fixed ? Number(fixed.value) : (variant.quantity ?? rules.unknownQuantity);
  if (known === undefined || !Number.isSafeInteger(known)) {
    problems.push({
      ...problem('E_NO_QUANTITY', 'the catalogue has no quantity for this SKU', '目录中该 SKU 没有库存数量'),
      next: {
        en: 'import a stock column, or set stock.unknown for the channel',
        zh: '导入库存列，或为该渠道设置 stock.unknown',
      },
    });
    return undefined;
  }
  const left = fixed ? known : Math.max(0, known - rules.keepBack);
  return rules.atMost === undefined ? left : Math.min(left, rules.atMost);
}

/** A variant must have a value for each axis, and no two variants the same ones: a buyer could not choose. */
function checkOptions(product: Product, variant: ProductVariant, seen: Map<string, string>, problems: Finding[]): void {
  const missing = product.axes.filter((axis) => !variant.options[axis]?.trim());
  if (missing.length > 0) {
    problems.push(
      problem('E_OPTION_MISSING', `no value for ${missing.join(', ')}`, `缺少规格值：${missing.join('、')}`),
    );
    return;
  }
  const key = JSON.stringify(product.axes.map((axis) => variant.options[axis]?.trim().toLowerCase()));
  const other = seen.get(key);
  if (other !== undefined)
    problems.push(
      problem(
        'E_OPTION_DUPLICATE',
        product.axes.length === 0
          ? `the product has no options, but ${other} and ${variant.sku} are both its SKUs`
          : `the same options as SKU ${other}`,
        product.axes.length === 0
          ? `商品没有规格，却有两个 SKU：${other} 和 ${variant.sku}`
          : `规格与 SKU ${other} 相同`,
      ),
    );
  else seen.set(key, variant.sku);
}

function problem(code: string, en: string, zh: string): { code: string; severity: 'error'; message: Words } {
  return { code, severity: 'error', message: { en, zh } };
}

/** Parsed numbers for `ChannelRules`, or the name of the setting that is not understood. */
export function rulesOf(
  currency: Currency,
  settings: {
    readonly rates?: Readonly<Record<string, string>>;
    readonly multiply?: string;
    readonly add?: string;
    readonly ending?: string;
    readonly roundTo?: string;
    readonly keepBack?: number;
    readonly atMost?: number;
    readonly unknownQuantity?: number;
    readonly title?: string;
  },
): ChannelRules | { readonly bad: string; readonly value: string } {
  exponentOf(currency);
  const rates: Record<string, Ratio> = {};
  for (const [code, text] of Object.entries(settings.rates ?? {})) {
    const ratio = ratioOf(text);
    if (!ratio || ratio.numerator <= 0n) return { bad: `price.rates.${code}`, value: text };
    rates[code] = ratio;
  }
  const multiply = settings.multiply === undefined ? undefined : ratioOf(settings.multiply);
  if (settings.multiply !== undefined && (!multiply || multiply.numerator <= 0n))
    return { bad: 'price.multiply', value: settings.multiply };
  const amounts: Record<'add' | 'ending' | 'roundTo', Money | undefined> = {
    add: undefined,
    ending: undefined,
    roundTo: undefined,
  };
  for (const key of ['add', 'ending', 'roundTo'] as const) {
    const text = settings[key];
    if (text === undefined) continue;
    const money = moneyOf(text, currency);
    if (!money || (key !== 'add' && money.minor <= 0)) return { bad: `price.${key}`, value: text };
    amounts[key] = money;
  }
  return {
    currency,
    rates,
    ...(multiply ? { multiply } : {}),
    ...(amounts.add ? { add: amounts.add } : {}),
    ...(amounts.ending ? { ending: amounts.ending } : {}),
    ...(amounts.roundTo ? { roundTo: amounts.roundTo } : {}),
    keepBack: settings.keepBack ?? 0,
    ...(settings.atMost === undefined ? {} : { atMost: settings.atMost }),
    ...(settings.unknownQuantity === undefined ? {} : { unknownQuantity: settings.unknownQuantity }),
    ...(settings.title === undefined ? {} : { title: settings.title }),
  };
}
