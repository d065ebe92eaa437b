import { EXIT, MabangError, verbatim } from '../core/index.ts';
import { openChannel } from './channel.ts';
import { planChannel } from './planning.ts';
import { seenOf } from './reading.ts';
import type { ShowReport, StatusReport } from './types.ts';
import { wantedOn } from './wanted.ts';
import type { Workspace } from './workspace.ts';

/** What is live where, what is open, what failed and why. From the ledger alone: asks nobody. */
export function status(ws: Workspace): StatusReport {
  const { catalogue } = ws;
  const { products, variants } = catalogue.counts();
  const runs = catalogue.journal.runs(1000);
  return {
    catalogue: { file: catalogue.file, products, variants },
    channels: Object.entries(ws.config.channels).map(([channel, config]) => {
      const ledger = catalogue.ledger(channel);
      const listings = { live: 0, ended: 0, foreign: 0, notListed: 0 };
      const managed = new Set<string>();
      for (const row of ledger.rows()) {
        listings[row.ended ? 'ended' : 'live']++;
        managed.add(row.code);
      }
      const own = new Set<string>();
      for (const row of ledger.rows())
        for (const seen of ledger.seen({ code: '', skus: [], remoteId: row.remoteId })) own.add(seen.remoteKey);
      for (const seen of ledger.seenAll()) if (!seen.ended && !own.has(seen.remoteKey)) listings.foreign++;
      for (const product of catalogue.products())
        if (product.status !== 'ended' && !managed.has(product.code)) listings.notListed++;
      const last = runs.find((run) => run.channel === channel);
      return {
        channel,
        adapter: config.adapter,
        environment: config.environment,
        listings,
        ...(last ? { lastRun: { id: last.id, at: last.startedAt, ended: last.ended ?? 'never ended' } } : {}),
        open: catalogue.journal.entries(channel, ['intent', 'unknown', 'applied', 'accepted']).map((entry) => ({
          code: entry.code,
          ...(entry.sku === undefined ? {} : { sku: entry.sku }),
          verb: entry.verb,
          state: entry.state,
          since: entry.at,
          ...(entry.reason === undefined ? {} : { reason: entry.reason }),
        })),
        removed: ledger.removals.all().flatMap(({ allowed, ...removal }) => (allowed === undefined ? [removal] : [])),
        failed: catalogue.journal.latest(channel, ['rejected', 'not-landed']).map((entry) => ({
          code: entry.code,
          ...(entry.sku === undefined ? {} : { sku: entry.sku }),
          verb: entry.verb,
          issues: entry.reason
            ? [
                ...entry.issues,
                { code: 'W_NOT_LANDED', severity: 'warning' as const, message: verbatim(entry.reason), place: {} },
              ]
            : entry.issues,
          at: entry.at,
        })),
      };
    }),
  };
}

/** A product by its code or one of its SKUs, where its values came from, and what each channel would get. */
export async function show(ws: Workspace, skuOrCode: string): Promise<ShowReport> {
  const product = ws.catalogue.product(skuOrCode) ?? ws.catalogue.productOf(skuOrCode);
  if (!product) {
    throw new MabangError(
      'E_NO_PRODUCT',
      EXIT.usage,
      { en: `no product or SKU ${skuOrCode} in the catalogue`, zh: `目录中没有商品或 SKU：${skuOrCode}` },
      { place: { sku: skuOrCode }, next: { en: 'import the sheet that has it', zh: '请导入包含它的表格' } },
    );
  }
  const channels = await Promise.all(
    Object.keys(ws.config.channels).map(async (name): Promise<ShowReport['channels'][number]> => {
      const channel = await openChannel(ws, name);
      const wanted = wantedOn(channel, product, ws.catalogue.overrides(name).get(product.code));
      const row = channel.ledger.get(product.code);
      const skus = product.variants.map((variant) => variant.sku);
      const { own, others } = seenOf({ channel }, { code: product.code, skus }, row);
      const seen = own ?? others[0];
      const plan = planChannel(channel, { allow: [], codes: [product.code] });
      const state = (Object.entries(plan.counts) as [ShowReport['channels'][number]['state'], number][]).find(
        ([, n]) => n > 0,
      );
      return {
        channel: name,
        state: channel.ledger.facts() ? (state?.[0] ?? 'absent') : 'never-read',
        ...(row ? { remoteId: row.remoteId } : {}),
        ...(wanted.snapshot ? { wanted: wanted.snapshot as never } : {}),
        ...(seen ? { seen: JSON.parse(seen.snapshot) } : {}),
        findings: plan.findings,
      };
    }),
  );
  const sources = ws.catalogue.sources(product.code).map(({ sku, field, file, row, column }) => ({
    ...(sku === undefined ? {} : { sku }),
    field,
    file,
    row,
    column,
  }));
  return { product, sources, channels };
}
