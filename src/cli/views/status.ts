import type { StatusReport } from '../../engine/index.ts';
import {
  clean,
  count,
  ENVIRONMENT_WORDS,
  type Lang,
  number,
  type Paint,
  pick,
  textTable,
  VERB_WORDS,
} from '../../report/index.ts';

type Channel = StatusReport['channels'][number];

/** Open and failed changes shown per channel. */
const SHOWN = 20;

/** What is live where, what is open, what failed and why. */
export function statusText(report: StatusReport, lang: Lang, paint: Paint): string {
  const zh = lang === 'zh';
  const { file, products, variants } = report.catalogue;
  const lines = [
    `${clean(file)} · ${count(products, lang, 'product', 'products', '个商品')} · ${count(variants, lang, 'SKU', 'SKUs', '个 SKU')}`,
  ];
  if (report.channels.length > 0) lines.push('', ...channelTable(report.channels, lang, paint));
  for (const channel of report.channels) {
    lines.push(
      ...openLines(channel, lang, paint),
      ...removedLines(channel, lang, paint),
      ...failedLines(channel, lang, paint),
    );
  }
  if (report.channels.length === 0) lines.push(zh ? 'mabang.yaml 中没有渠道' : 'mabang.yaml has no channels');
  return `${lines.join('\n')}\n`;
}

function channelTable(channels: readonly Channel[], lang: Lang, paint: Paint): readonly string[] {
  const titles =
    lang === 'zh'
      ? ['渠道', '适配器', '环境', '在售', '已下架', '非本工具', '未上架', '未完成', '失败', '上次运行']
      : ['channel', 'adapter', 'environment', 'live', 'ended', 'foreign', 'not listed', 'open', 'failed', 'last run'];
  return textTable(
    titles.map((title, i) => ({ title, ...(i >= 3 && i <= 8 ? { align: 'right' as const } : {}) })),
    channels.map((channel) => [
      channel.channel,
      channel.adapter,
      pick(ENVIRONMENT_WORDS[channel.environment], lang),
      number(channel.listings.live),
      number(channel.listings.ended),
      number(channel.listings.foreign),
      number(channel.listings.notListed),
      number(channel.open.length),
      number(channel.failed.length),
      channel.lastRun ? `${channel.lastRun.at} (${channel.lastRun.ended})` : lang === 'zh' ? '从未' : 'never',
    ]),
    { head: paint.bold },
  );
}

function openLines(channel: Channel, lang: Lang, paint: Paint): readonly string[] {
  if (channel.open.length === 0) return [];
  const title =
    lang === 'zh'
      ? `${channel.channel}：未完成，下次推送会先查询`
      : `${channel.channel}: open, looked up by the next push before it sends anything`;
  return [
    '',
    paint.yellow(title),
    ...capped(channel.open, lang).map((item) =>
      typeof item === 'string'
        ? item
        : `  ${[unit(item), pick(VERB_WORDS[item.verb], lang), item.state, item.since, item.reason && clean(item.reason)].filter(Boolean).join(' · ')}`,
    ),
  ];
}

function removedLines({ channel, removed }: Channel, lang: Lang, paint: Paint): readonly string[] {
  if (removed.length === 0) return [];
  const title =
    lang === 'zh'
      ? `${channel}：被平台移除，不会重新上架；允许重新上架：mabang relist ${channel} <编码>`
      : `${channel}: taken off the platform and left alone; mabang relist ${channel} <code> lists one again`;
  return [
    '',
    paint.yellow(title),
    ...capped(removed, lang).map((item) =>
      typeof item === 'string' ? item : `  ${[unit(item), item.at, clean(pick(item.why, lang))].join(' · ')}`,
    ),
  ];
}

function failedLines(channel: Channel, lang: Lang, paint: Paint): readonly string[] {
  if (channel.failed.length === 0) return [];
  return [
    '',
    paint.red(lang === 'zh' ? `${channel.channel}：失败` : `${channel.channel}: failed`),
    ...capped(channel.failed, lang).flatMap((item) =>
      typeof item === 'string'
        ? [item]
        : [
            `  ${[unit(item), pick(VERB_WORDS[item.verb], lang), item.at].join(' · ')}`,
            ...item.issues.map((issue) => `      ${issue.code}  ${clean(pick(issue.message, lang))}`),
            ...item.issues.flatMap((issue) => (issue.next ? [`      → ${clean(pick(issue.next, lang))}`] : [])),
          ],
    ),
  ];
}

function unit(item: { readonly code: string; readonly sku?: string }): string {
  return clean(item.sku === undefined || item.sku === item.code ? item.code : `${item.code} / ${item.sku}`);
}

function capped<T>(items: readonly T[], lang: Lang): readonly (T | string)[] {
  const more = items.length - SHOWN;
  if (more <= 0) return items;
  return [
    ...items.slice(0, SHOWN),
    `  ${lang === 'zh' ? `…另有 ${number(more)} 项（--format json 查看全部）` : `… ${number(more)} more (--format json has all)`}`,
  ];
}
