import type { AnyAdapter, FacetCapability, NumberLimit, Source } from '../contract/index.ts';
import { FACET_WORDS, FACETS, type Lang, pick, VERB_WORDS } from './lang.ts';
import { type Paint, PLAIN } from './paint.ts';
import { type Column, textTable } from './table.ts';

/** What of an adapter can be shown without credentials. */
export type AdapterFace = Pick<
  AnyAdapter,
  'id' | 'title' | 'api' | 'marketplaces' | 'capabilities' | 'auth' | 'limits' | 'questions' | 'rules'
>;

/** All adapters, one row each. `+` created, `~` updated, `-` ended; an empty cell means the platform has no way to do it. */
export function adaptersText(adapters: readonly AdapterFace[], lang: Lang, paint: Paint = PLAIN): string {
  const zh = lang === 'zh';
  const columns: Column[] = [
    { title: zh ? '适配器' : 'adapter' },
    { title: zh ? '平台' : 'platform' },
    { title: zh ? '接口' : 'API' },
    ...FACETS.map((facet) => ({ title: pick(FACET_WORDS[facet], lang) })),
    { title: zh ? '读取' : 'reads' },
    { title: zh ? '提交' : 'submits' },
  ];
  const rows = adapters.map((adapter) => [
    adapter.id,
    adapter.title,
    `${adapter.api.name} ${adapter.api.version}`,
    ...FACETS.map((facet) => verbSigns(adapter.capabilities.facets[facet])),
    adapter.capabilities.enumerate,
    adapter.capabilities.submission,
  ]);
  const legend = zh
    ? '+ 可新建  ~ 可更新  - 可下架  空白：平台不支持'
    : '+ can be created  ~ can be updated  - can be ended  blank: the platform has no way to';
  return `${[...textTable(columns, rows, { head: paint.bold }), '', paint.dim(legend)].join('\n')}\n`;
}

export function verbSigns(capability: FacetCapability | undefined): string {
  const signs = { create: '+', update: '~', end: '-' };
  return (capability?.verbs ?? []).map((verb) => signs[verb]).join('');
}

/** One adapter: what it can do, its limits and checks, each with its source and the day it was read. */
export function adapterText(adapter: AdapterFace, lang: Lang, paint: Paint = PLAIN): string {
  const zh = lang === 'zh';
  const { api, capabilities } = adapter;
  const part = (title: string, lines: readonly string[]) => (lines.length ? ['', paint.bold(title), ...lines] : []);
  const lines = [
    `${paint.bold(adapter.id)} · ${adapter.title}`,
    `  ${zh ? '接口' : 'API'} ${api.name} ${api.version} · ${zh ? '核对于' : 'verified'} ${api.verified} · ${api.docs}`,
    `  ${zh ? '读取' : 'reads'} ${capabilities.enumerate} · ${zh ? '提交' : 'submits'} ${capabilities.submission}${
      capabilities.dryRun ? (zh ? ' · 平台支持试运行' : ' · the platform has a dry run') : ''
    }`,
    ...part(zh ? '可管理的内容' : 'what it manages', facetTable(adapter, lang)),
    ...part(
      zh ? '站点' : 'marketplaces',
      adapter.marketplaces.map((m) => `  ${[m.id, m.title, m.currency, m.language].filter(Boolean).join(' · ')}`),
    ),
    ...part(zh ? '设置' : 'settings', [
      ...adapter.questions.map((q) => `  connection.${q.key}: ${q.title} — ${q.help}`),
      ...adapter.auth.secrets.map((s) => `  ${s.name} (${zh ? '密钥' : 'secret'}): ${s.title} — ${s.help}`),
      ...(adapter.auth.note ? [`  ${adapter.auth.note}`] : []),
    ]),
    ...part(zh ? '限制' : 'limits', limitTable(adapter, lang)),
    ...part(
      zh ? '推送前的检查' : 'checks before anything is sent',
      adapter.rules.map((rule) => `  ${rule.severity} ${rule.code}: ${rule.title} (${sourced(rule)})`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function facetTable(adapter: AdapterFace, lang: Lang): readonly string[] {
  const zh = lang === 'zh';
  const rows = FACETS.flatMap((facet) => {
    const capability = adapter.capabilities.facets[facet];
    if (!capability) return [];
    const verbs = capability.verbs.map((verb) => pick(VERB_WORDS[verb], lang)).join(', ');
    return [[pick(FACET_WORDS[facet], lang), verbs, capability.unit, capability.readback, capability.note ?? '']];
  });
  const titles = zh ? ['部分', '操作', '单位', '读回', '说明'] : ['facet', 'verbs', 'unit', 'reads back', 'note'];
  return textTable(
    titles.map((title) => ({ title })),
    rows,
    { indent: '  ' },
  );
}

/** Every number the adapter declares, named, with where it was read. */
export function limitsOf(adapter: AdapterFace): readonly (readonly [name: string, value: string, from: Source])[] {
  const { buckets, listingsPerApply, pageSize, batchSize, more } = adapter.limits;
  const numbers: [string, NumberLimit | undefined][] = [
    ['listingsPerApply', listingsPerApply],
    ['pageSize', pageSize],
    ['batchSize', batchSize],
    ...Object.entries(more ?? {}),
  ];
  return [
    ...Object.entries(buckets).map(
      ([name, bucket]) =>
        [name, `${bucket.perSecond}/s, burst ${bucket.burst}, ${bucket.concurrent} at a time`, bucket] as const,
    ),
    ...numbers.flatMap(([name, limit]) => (limit ? [[name, `${limit.value} ${limit.unit}`, limit] as const] : [])),
  ];
}

function limitTable(adapter: AdapterFace, lang: Lang): readonly string[] {
  const titles = lang === 'zh' ? ['名称', '数值', '来源'] : ['name', 'value', 'source'];
  return textTable(
    titles.map((title) => ({ title })),
    limitsOf(adapter).map(([name, value, from]) => [name, value, sourced(from)]),
    { indent: '  ' },
  );
}

function sourced(from: Source): string {
  return `${from.source}, ${from.date}`;
}

/** The adapter as plain data, for JSON: no functions, no schemas. */
export function adapterData(adapter: AdapterFace): object {
  const { id, title, api, marketplaces, capabilities, limits, questions } = adapter;
  return {
    id,
    title,
    api,
    marketplaces,
    capabilities,
    limits,
    questions,
    auth: {
      kind: adapter.auth.kind,
      secrets: adapter.auth.secrets,
      ...(adapter.auth.note ? { note: adapter.auth.note } : {}),
    },
    rules: adapter.rules.map(({ code, severity, title: what, source, date }) => ({
      code,
      severity,
      title: what,
      source,
      date,
    })),
  };
}
