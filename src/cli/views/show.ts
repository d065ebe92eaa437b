import type { Json, Snapshot } from '../../contract/index.ts';
import { canonical, decimalOf } from '../../core/index.ts';
import type { ShowReport } from '../../engine/index.ts';
import {
  clean,
  clip,
  diffValues,
  findingsText,
  type Lang,
  type Paint,
  textTable,
  valueText,
} from '../../report/index.ts';

/** A product as the catalogue has it, where it came from, and what each channel would get. */
export function showText(report: ShowReport, lang: Lang, paint: Paint): string {
  const zh = lang === 'zh';
  const { product } = report;
  const facts = [
    product.brand && `${zh ? '品牌' : 'brand'} ${clean(product.brand)}`,
    product.category && `${zh ? '类目' : 'category'} ${clean(product.category)}`,
    product.images.length > 0 && `${zh ? '图片' : 'images'} ${product.images.length}`,
    product.status !== 'active' && paint.yellow(product.status),
  ].filter(Boolean);
  const lines = [
    `${paint.bold(clean(product.code))}  ${clean(product.title)}`,
    ...(facts.length ? [`  ${facts.join(' · ')}`] : []),
    ...(product.description ? [`  ${paint.dim(clip(clean(product.description), 100))}`] : []),
    '',
    ...variantTable(report, lang, paint),
    ...sourceLines(report, lang, paint),
    ...report.channels.flatMap((channel) => channelLines(channel, lang, paint)),
  ];
  return `${lines.join('\n')}\n`;
}

function variantTable({ product }: ShowReport, lang: Lang, paint: Paint): readonly string[] {
  const zh = lang === 'zh';
  const right = 'right' as const;
  return textTable(
    [
      { title: 'SKU' },
      ...product.axes.map((axis) => ({ title: clean(axis) })),
      { title: zh ? '价格' : 'price', align: right },
      { title: zh ? '库存' : 'stock', align: right },
      { title: 'GTIN' },
      { title: zh ? '重量' : 'weight', align: right },
      { title: zh ? '状态' : 'status' },
    ],
    product.variants.map((variant) => [
      clean(variant.sku),
      ...product.axes.map((axis) => clean(variant.options[axis] ?? '')),
      variant.price ? `${decimalOf(variant.price)} ${variant.price.currency}` : '—',
      variant.quantity === undefined ? '—' : String(variant.quantity),
      variant.gtin ?? '',
      variant.weight === undefined ? '' : `${variant.weight} g`,
      variant.status === 'active' ? '' : variant.status,
    ]),
    { head: paint.bold, indent: '  ' },
  );
}

function sourceLines({ sources }: ShowReport, lang: Lang, paint: Paint): readonly string[] {
  if (sources.length === 0) return [];
  const byPlace = new Map<string, string[]>();
  for (const { sku, field, file, row, column } of sources) {
    const place = `${clean(file)}:${row}`;
    const what = `${sku === undefined ? '' : `${clean(sku)} `}${field} (${clean(column)})`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), what]);
  }
  return [
    '',
    paint.bold(lang === 'zh' ? '数据来源' : 'where it came from'),
    ...[...byPlace].map(([place, fields]) => `  ${place}  ${fields.join(', ')}`),
  ];
}

const STATES: Readonly<Record<ShowReport['channels'][number]['state'], { readonly en: string; readonly zh: string }>> =
  {
    same: { en: 'as wanted', zh: '已一致' },
    create: { en: 'a push creates it', zh: '推送将新建' },
    update: { en: 'a push updates it', zh: '推送将更新' },
    end: { en: 'a push takes it down', zh: '推送将下架' },
    absent: { en: 'not listed here', zh: '此处不上架' },
    foreign: { en: 'there, not made by mabang, left alone', zh: '已存在，非 mabang 创建，不改动' },
    held: { en: 'held back by an error', zh: '因错误保持不变' },
    'never-read': { en: 'this channel was never read', zh: '从未读取过此渠道' },
  };

function channelLines(channel: ShowReport['channels'][number], lang: Lang, paint: Paint): readonly string[] {
  const id = channel.remoteId === undefined ? '' : `  ${paint.dim(canonical(channel.remoteId))}`;
  const lines = ['', `${paint.bold(channel.channel)}: ${STATES[channel.state][lang]}${id}`];
  if (channel.wanted !== undefined)
    lines.push(...snapshotLines(channel.wanted, channel.state === 'update' ? channel.seen : undefined, lang));
  if (channel.findings.length > 0)
    lines.push(
      ...findingsText(channel.findings, { lang, paint })
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
    );
  return lines;
}

/** Each facet that the channel would get; where the platform shows something else, that as well. */
function snapshotLines(wanted: Json, seen: Json | undefined, lang: Lang): readonly string[] {
  const want = wanted as unknown as Snapshot;
  const have = seen as unknown as Snapshot | undefined;
  const units = [
    ['', want.product, have?.product] as const,
    ...Object.entries(want.variants).map(([sku, facets]) => [sku, facets, have?.variants[sku]] as const),
  ];
  return units.flatMap(([sku, facets, now]) =>
    Object.entries(facets).flatMap(([facet, value]) => {
      const lead = `  ${sku ? `${clean(sku)} ` : ''}${facet}`;
      const before = now?.[facet as keyof typeof now];
      if (before === undefined) return [`${lead}  ${valueText(value, lang)}`];
      // What only the platform has, like an id it gave, is nothing that a channel would get.
      const differences = diffValues(before, value).filter((leaf) => leaf.after !== undefined);
      if (differences.length === 0) return [`${lead}  ${valueText(value, lang)}`];
      return differences.map((leaf) => {
        const from = leaf.before === undefined ? '' : `${valueText(leaf.before, lang)} `;
        const to = leaf.after === undefined ? '' : valueText(leaf.after, lang);
        return `${lead}${leaf.path ? ` ${clean(leaf.path)}` : ''}  ${from}→ ${to}`;
      });
    }),
  );
}
