import type { Facet, Facets, Json } from '../contract/index.ts';
import {
  type ChannelPlan,
  countVerbs,
  facetsOf,
  type ListingPlan,
  type ListingState,
  type Plan,
  type PlannedChange,
  type Tripped,
} from '../core/index.ts';
import { count, ENVIRONMENT_WORDS, FACET_WORDS, type Lang, number, pick } from './lang.ts';
import { type Paint, PLAIN } from './paint.ts';
import { facetLines, wantedText } from './value.ts';
import { clean, clip, displayWidth, padTo } from './width.ts';

export interface PlanOptions {
  readonly lang: Lang;
  readonly paint?: Paint;
  /** Listings shown per channel; the rest is counted. Default 50. */
  readonly listings?: number;
  /** SKUs shown per listing. Default 10. */
  readonly skus?: number;
  /** Values shown per facet. Default 8. */
  readonly values?: number;
  /** The currency a channel sells in, for prices whose JSON does not say. */
  readonly currencyOf?: (channel: string) => string | undefined;
  /** Said after "N more". */
  readonly more?: string;
}

interface Style {
  readonly lang: Lang;
  readonly paint: Paint;
  readonly skus: number;
  readonly values: number;
  readonly currency?: string;
}

/** A plan for reading: one part per channel, listings with `+` created, `~` updated, `-` ended, and what each facet becomes. */
export function planText(plan: Plan, options: PlanOptions): string {
  return plan.channels.map((channel) => channelPlanText(channel, options)).join('\n');
}

export function channelPlanText(plan: ChannelPlan, options: PlanOptions): string {
  const { lang, paint = PLAIN, listings: cap = 50, skus = 10, values = 8 } = options;
  const currency = options.currencyOf?.(plan.channel);
  const style: Style = { lang, paint, skus, values, ...(currency === undefined ? {} : { currency }) };
  const lines = [channelHeader(plan, lang, paint)];
  const ordered = mostHarmfulFirst(plan.listings);
  for (const listing of ordered.slice(0, cap)) lines.push(...listingLines(listing, style));
  const hidden = ordered.length - Math.min(cap, ordered.length);
  if (hidden > 0) {
    const hint = options.more ? (lang === 'zh' ? `（${options.more}）` : ` (${options.more})`) : '';
    lines.push(
      `  ${paint.dim(`${lang === 'zh' ? `…另有 ${number(hidden)} 个商品` : `… ${number(hidden)} more listings`}${hint}`)}`,
    );
  }
  lines.push(`  ${countsLine(plan, lang)}`);
  lines.push(...guardLines(plan.guards, lang, paint));
  return lines.map((line) => `${line}\n`).join('');
}

/** What tripped, the worst rows of each, and the flag that opens it. */
export function guardLines(guards: readonly Tripped[], lang: Lang, paint: Paint = PLAIN): readonly string[] {
  return guards.flatMap(({ guard, message, count: rows, worst }) => {
    const width = Math.max(0, ...worst.map(({ code, sku }) => displayWidth(clean(sku ?? code))));
    const more = rows - worst.length;
    const rest = lang === 'zh' ? `…另有 ${number(more)} 行` : `… ${number(more)} more`;
    return [
      `  ${paint.red('!')} ${pick(message, lang)}  ${paint.dim(`--open ${guard}`)}`,
      ...worst.map(({ code, sku, text }) => `      ${padTo(clean(sku ?? code), width)}  ${clean(text)}`),
      ...(more > 0 ? [`      ${paint.dim(rest)}`] : []),
    ];
  });
}

export function channelHeader(
  plan: Pick<ChannelPlan, 'channel' | 'adapter' | 'environment' | 'facets'>,
  lang: Lang,
  paint: Paint = PLAIN,
): string {
  const environment = pick(ENVIRONMENT_WORDS[plan.environment], lang);
  const facets = plan.facets ? plan.facets.map((facet) => pick(FACET_WORDS[facet], lang)).join(', ') : '';
  return [
    paint.bold(plan.channel),
    plan.adapter,
    plan.environment === 'live' ? paint.red(environment) : environment,
    facets && (lang === 'zh' ? `仅 ${facets}` : `only ${facets}`),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What is taken down stands first, so that a cap on rows never hides it. */
function mostHarmfulFirst(listings: readonly ListingPlan[]): readonly ListingPlan[] {
  const rank = (listing: ListingPlan) =>
    listing.changes.some((change) => change.verb === 'end') ? 0 : listing.state === 'update' ? 1 : 2;
  return [...listings].sort((a, b) => rank(a) - rank(b));
}

function listingLines(listing: ListingPlan, style: Style): readonly string[] {
  const { lang, paint } = style;
  const sign = { create: paint.green('+'), update: paint.yellow('~'), end: paint.red('-') }[listing.state];
  const note = listing.revive
    ? lang === 'zh'
      ? '恢复已下架的商品'
      : 'brings back the ended listing'
    : listing.state === 'end'
      ? lang === 'zh'
        ? '下架'
        : 'is taken down'
      : '';
  const title = listing.title && listing.title !== listing.code ? `  ${clip(clean(listing.title), 60)}` : '';
  const head = `  ${sign} ${paint.bold(clean(listing.code))}${title}${note ? `  ${paint.dim(note)}` : ''}`;
  const own = listing.changes.filter((change) => change.sku === undefined);
  const skus = listing.changes.filter((change) => change.sku !== undefined);
  const ordered = [...skus].sort((a, b) => (a.verb === 'end' ? 0 : 1) - (b.verb === 'end' ? 0 : 1));
  const shown = ordered.slice(0, style.skus);
  const width = Math.min(24, Math.max(0, ...shown.map((change) => displayWidth(clean(change.sku ?? '')))));
  const lines = [head, ...own.flatMap((change) => unitLines(change, listing, style, 0))];
  lines.push(...shown.flatMap((change) => unitLines(change, listing, style, width)));
  const hidden = ordered.length - shown.length;
  if (hidden > 0)
    lines.push(
      `      ${paint.dim(lang === 'zh' ? `…另有 ${number(hidden)} 个 SKU` : `… ${number(hidden)} more SKUs`)}`,
    );
  return lines;
}

/** The lines of one unit: what a new one gets, what an old one becomes. */
function unitLines(change: PlannedChange, listing: ListingPlan, style: Style, width: number): readonly string[] {
  const { lang, paint } = style;
  const name = change.sku === undefined ? '' : padTo(clean(change.sku), width);
  if (change.verb === 'end') {
    if (change.sku === undefined) return [];
    return [`      ${paint.red('-')} ${name}  ${paint.dim(lang === 'zh' ? '移除该 SKU' : 'the SKU is taken off')}`];
  }
  if (change.verb === 'create') {
    const parts = createdParts(change, style);
    if (change.sku === undefined) return parts.length ? [`      ${paint.dim(parts.join(' · '))}`] : [];
    const sign = listing.state === 'create' ? ' ' : paint.green('+');
    return [`      ${sign} ${name}  ${parts.join(' · ')}`.trimEnd()];
  }
  return updatedLines(change, style, name);
}

/** A new unit: prices, stock and status exactly, the rest by name only, because all of it is new. */
function createdParts(change: PlannedChange, style: Style): readonly string[] {
  const exact: readonly Facet[] = ['price', 'stock', 'status'];
  return changedFacets(change).flatMap((facet) => {
    const to = change.facets[facet]?.to;
    if (to === undefined || !exact.includes(facet)) return [];
    const text = wantedText(facet, to, style.lang, style.currency);
    return text ? [`${pick(FACET_WORDS[facet], style.lang)} ${text}`] : [];
  });
}

function updatedLines(change: PlannedChange, style: Style, name: string): readonly string[] {
  const { lang, paint } = style;
  const facets = changedFacets(change);
  const width = Math.max(0, ...facets.map((facet) => displayWidth(pick(FACET_WORDS[facet], lang))));
  const lead = change.sku === undefined ? `      ${paint.yellow('~')} ` : `      ${paint.yellow('~')} ${name}  `;
  const blank = ' '.repeat(change.sku === undefined ? 8 : 10 + displayWidth(name));
  const lines: string[] = [];
  for (const facet of facets) {
    const step = change.facets[facet];
    if (!step) continue;
    const label = padTo(pick(FACET_WORDS[facet], lang), width);
    const options = { limit: style.values, ...(style.currency === undefined ? {} : { currency: style.currency }) };
    const drift = change.drift.includes(facet) ? `  ${paint.cyan(driftNote(lang))}` : '';
    facetLines(facet, step, lang, options).forEach((text, i) => {
      const start = lines.length === 0 ? lead : blank;
      lines.push(`${start}${i === 0 ? label : ' '.repeat(width)}  ${text}${i === 0 ? drift : ''}`);
    });
  }
  return lines;
}

function driftNote(lang: Lang): string {
  return lang === 'zh' ? '（上次推送后在平台上被修改）' : '(edited on the platform since our last push)';
}

function changedFacets(change: PlannedChange): readonly Facet[] {
  const values = Object.fromEntries(Object.entries(change.facets).map(([facet, step]) => [facet, step.to as Json]));
  return facetsOf(values as Facets);
}

/** `2 to create, 3 to update, 1 to end (7 changes) · 2,034 as wanted · 4 held back`. */
export function countsLine(plan: Pick<ChannelPlan, 'counts' | 'listings'>, lang: Lang): string {
  const { counts } = plan;
  const zh = lang === 'zh';
  const verbs = [
    counts.create > 0 && (zh ? `新建 ${number(counts.create)}` : `${number(counts.create)} to create`),
    counts.update > 0 && (zh ? `更新 ${number(counts.update)}` : `${number(counts.update)} to update`),
    counts.end > 0 && (zh ? `下架 ${number(counts.end)}` : `${number(counts.end)} to end`),
  ].filter(Boolean);
  const units = countVerbs(plan.listings);
  const total = units.create + units.update + units.end;
  const changes =
    total > 0 ? (zh ? `（共 ${number(total)} 项更改）` : ` (${count(total, lang, 'change', 'changes', '')})`) : '';
  const head = verbs.length
    ? `${verbs.join(zh ? '，' : ', ')}${changes}`
    : zh
      ? '没有需要更改的内容'
      : 'nothing to change';
  const rest = STATES.flatMap(([state, en, cn]) =>
    counts[state] > 0 ? [zh ? `${cn} ${number(counts[state])}` : `${number(counts[state])} ${en}`] : [],
  );
  return [head, ...rest].join(' · ');
}

const STATES: readonly (readonly [ListingState, string, string])[] = [
  ['same', 'as wanted', '已一致'],
  ['held', 'held back by an error', '因错误保持不变'],
  ['foreign', 'not ours, left alone', '非本工具创建，不改动'],
  ['absent', 'not listed', '未上架'],
];
