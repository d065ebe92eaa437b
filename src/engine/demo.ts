import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Words } from '../contract/index.ts';
import { EXIT, type Exit, FULL_CONSENT, type Plan } from '../core/index.ts';
import type { Emulator, EmulatorOptions } from '../testing/types.ts';
import { diff } from './diff.ts';
import { importSheet } from './import.ts';
import { packageRoot } from './paths.ts';
import { push } from './push.ts';
import { builtIn, loadEmulator } from './registry.ts';
import { taxonomyFile } from './taxonomy.ts';
import type { Host } from './types.ts';
import { initWorkspace, openWorkspace, type Workspace } from './workspace.ts';

export type DemoEvent =
  | { readonly kind: 'step'; readonly title: Words; readonly command?: string }
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'text'; readonly words: Words };

export interface DemoReport {
  readonly ok: boolean;
  readonly exit: Exit;
  readonly dir: string;
  readonly checks: readonly { readonly name: Words; readonly ok: boolean; readonly detail: string }[];
}

/**
 * The main job from end to end: a factory's sheet becomes listings in every shop that has an emulator with a demo, a second
 * sheet moves prices and stock, and the shops end as the catalogue wants them. The shops are emulators on loopback: they
 * agree with the platforms' documents, not with the platforms.
 */
export async function runDemo(
  host: Host,
  wanted: string | undefined,
  say: (event: DemoEvent) => void,
): Promise<DemoReport> {
  const dir = wanted ?? mkdtempSync(join(tmpdir(), 'mabang-demo-'));
  // Loaded here alone: no other command needs a shop of its own.
  const { EmulatorClock, pictureOf } = await import('../testing/emulator/index.ts');
  // What the shops take their time for is only waited for; a rehearsal jumps over it.
  const clock = new EmulatorClock(1, { jumps: true });
  const shops = await startShops({ clock });
  const checks: DemoReport['checks'][number][] = [];
  const verify = (en: string, zh: string, ok: boolean, detail: string) => checks.push({ name: { en, zh }, ok, detail });
  let ws: Workspace | undefined;
  try {
    initWorkspace(dir, { channels: shops.map((shop) => shop.channel) });
    for (const { channel, mapping } of shops) if (mapping) writeMapping(taxonomyFile(dir, channel.name), mapping);
    ws = openWorkspace(dir, { ...host, clock, picture: async (url) => pictureOf(url) });
    await rehearse(ws, dir, shops, say, verify, () => clock.advance(HOUR_MS));
  } finally {
    ws?.close();
    await Promise.all(shops.map((shop) => shop.emulator.close()));
    clock.stop();
  }
  const ok = checks.every((check) => check.ok);
  return { ok, exit: ok ? EXIT.done : EXIT.findings, dir, checks };
}

interface Shop {
  readonly emulator: Emulator;
  readonly channel: Parameters<typeof initWorkspace>[1]['channels'][number];
  readonly mapping?: Readonly<Record<string, unknown>>;
}

function writeMapping(file: string, mapping: Readonly<Record<string, unknown>>): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stringify({ version: 1, ...mapping }));
}

async function startShops(options: EmulatorOptions): Promise<readonly Shop[]> {
  const shops: Shop[] = [];
  for (const id of builtIn.ids) {
    const module = await loadEmulator(id);
    if (!module.demo) continue;
    const emulator = await module.start(options);
    shops.push({
      emulator,
      channel: {
        name: module.demo.channel,
        adapter: id,
        environment: 'sandbox',
        currency: emulator.currency,
        connection: emulator.connection,
        secrets: emulator.secrets,
        settings: { ...emulator.settings, ...module.demo.settings },
      },
      ...(module.demo.mapping ? { mapping: module.demo.mapping } : {}),
    });
  }
  return shops;
}

type Verify = (en: string, zh: string, ok: boolean, detail: string) => void;

async function rehearse(
  ws: Workspace,
  dir: string,
  shops: readonly Shop[],
  say: (event: DemoEvent) => void,
  verify: Verify,
  anHourLater: () => void,
): Promise<void> {
  const sheet = (name: string) => join(packageRoot(), 'fixtures', 'demo', name);
  const command = (rest: string) => `mabang --dir ${dir} ${rest}`;
  const names = shops.map((shop) => `${shop.channel.name} (${shop.emulator.url})`).join(', ');
  const step = (en: string, zh: string, by: string) => say({ kind: 'step', title: { en, zh }, command: command(by) });

  say({
    kind: 'text',
    words: {
      en: `Workspace ${dir}; shops on loopback: ${names}. They are emulators: they agree with the platforms' documents, not with the platforms.`,
      zh: `工作区 ${dir}；本机上的店铺：${names}。它们是模拟器：与平台文档一致，不等于平台本身。`,
    },
  });

  step(
    'Import the factory’s sheet (GBK, Chinese headers)',
    '导入工厂表格（GBK，中文表头）',
    `import ${sheet('supplier.csv')}`,
  );
  const first = await importSheet(ws, {
    file: sheet('supplier.csv'),
    dryRun: false,
    onError: 'stop',
    rejects: join(dir, 'rejects.csv'),
  });
  const products = first.products.new;
  say({
    kind: 'text',
    words: {
      en: `${first.rows} rows → ${products} products, ${first.variants.new} SKUs; ${first.rejected} rejected`,
      zh: `${first.rows} 行 → ${products} 个商品，${first.variants.new} 个 SKU；拒绝 ${first.rejected} 行`,
    },
  });
  verify(
    'at least 40 products were imported',
    '至少导入 40 个商品',
    first.result === 'committed' && products >= 40,
    `${products}`,
  );

  step('Show what each shop would get', '查看每个店铺将得到什么', 'diff');
  const before = await diff(ws, { channels: [] });
  say({ kind: 'plan', plan: before.plan });

  step('Push it', '推送', 'push --allow-create');
  const created = await pushAll(ws, say);
  verify('everything the plan creates was seen live', '计划创建的全部内容均已上架', created.ok, created.detail);
  // A listing can be read before a buyer finds it: some platforms look at it first.
  anHourLater();
  for (const shop of shops) {
    const live = shop.emulator.skus().filter((sku) => shop.emulator.inspect(sku)?.visible).length;
    verify(
      `an hour later a buyer sees every SKU in ${shop.channel.name}`,
      `一小时后，买家在 ${shop.channel.name} 能看到全部 SKU`,
      live === first.variants.new,
      `${live} of ${first.variants.new}`,
    );
  }

  step('Import the factory’s new prices and stock', '导入工厂的新价格和库存', `import ${sheet('supplier-update.csv')}`);
  const second = await importSheet(ws, {
    file: sheet('supplier-update.csv'),
    dryRun: false,
    onError: 'stop',
    rejects: join(dir, 'rejects.csv'),
  });
  say({
    kind: 'text',
    words: {
      en: `${second.rows} rows → ${second.variants.changed} SKUs changed, ${second.variants.same} as they were`,
      zh: `${second.rows} 行 → ${second.variants.changed} 个 SKU 有变化，${second.variants.same} 个不变`,
    },
  });

  step('Show that only those change', '只有这些会变', 'diff');
  const changed = await diff(ws, { channels: [] });
  say({ kind: 'plan', plan: changed.plan });
  for (const plan of changed.plan.channels) {
    const skus = new Set(
      plan.listings.flatMap((listing) => listing.changes.map((change) => change.sku ?? listing.code)),
    );
    const facets = new Set(
      plan.listings.flatMap((listing) => listing.changes.flatMap((change) => Object.keys(change.facets))),
    );
    const only = [...facets].every((facet) => facet === 'price' || facet === 'stock');
    verify(
      `${plan.channel}: only prices and stock of the changed SKUs move`,
      `${plan.channel}：只有变化的 SKU 的价格和库存会动`,
      only && skus.size > 0 && skus.size <= second.variants.changed,
      `${skus.size} of ${second.variants.changed} SKUs: ${[...facets].join(', ')}`,
    );
  }

  step('Push the changes', '推送更改', 'push --allow-update');
  const updated = await pushAll(ws, say);
  verify('every change was seen live', '全部更改均已生效', updated.ok, updated.detail);

  step('The diff is empty now', '现在差异为空', 'diff --exit-code');
  const after = await diff(ws, { channels: [] });
  const left = after.plan.channels.reduce((sum, plan) => sum + plan.listings.length, 0);
  for (const { channel, listings } of after.plan.channels)
    verify(
      `${channel}: the diff is empty`,
      `${channel}：差异为空`,
      listings.length === 0,
      `${listings.length} listings differ`,
    );
  verify(
    'every shop was read',
    '全部店铺均已读取',
    after.failed.length === 0 && left === 0,
    after.failed.map(({ channel, error }) => `${channel}: ${error.message.en}`).join('; ') || `${shops.length}`,
  );

  for (const shop of shops) shop.emulator.clearRequests();
  const idle = await pushAll(ws, say);
  const writes = shops.reduce(
    (sum, shop) => sum + shop.emulator.requests().filter((request) => request.write).length,
    0,
  );
  verify(
    'one more push sends no writing request',
    '再推送一次不会发送任何写请求',
    idle.ok && writes === 0,
    `${writes} writing requests`,
  );
}

const HOUR_MS = 3_600_000;

/** Of the shops' time. Longer than any of them takes to show what it has accepted. */
const WAIT_MS = 24 * 3_600_000;

async function pushAll(ws: Workspace, say: (event: DemoEvent) => void): Promise<{ ok: boolean; detail: string }> {
  const report = await push(ws, { channels: [], dryRun: false, consent: async () => FULL_CONSENT, waitMs: WAIT_MS });
  const lines = report.channels.map(({ channel, counts, requests, error, findings }) => {
    const trouble = [...(error ? [error] : []), ...findings.filter((f) => f.severity === 'error')];
    const more = trouble.length > 3 ? `; ${trouble.length - 3} more` : '';
    const problems = `${trouble
      .slice(0, 3)
      .map((f) => `${f.code} ${f.message.en}`)
      .join('; ')}${more}`;
    return `${channel}: ${counts.landed} of ${counts.planned} seen live, ${requests.writes} writing requests${problems ? `; ${problems}` : ''}`;
  });
  for (const line of lines) say({ kind: 'text', words: { en: line, zh: line } });
  const ok = report.exit === EXIT.done && report.channels.every(({ counts }) => counts.landed === counts.planned);
  return { ok, detail: lines.join('; ') };
}
