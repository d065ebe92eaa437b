import type { Sku } from 'mabang/contract';
import { EXIT, MabangError } from 'mabang/core';
import { unreadable } from './errors.ts';
import type { Ctx } from './items.ts';
import { placeOf } from './marketplaces.ts';
import { wireBytes, wireLink, wireNewReport, wireReport } from './schema.ts';

const REPORTS = '/reports/2021-06-30/reports';
/** All listings of the seller, whatever their state. The name is from Amazon's list of report types, read 2026-11-23. */
const ALL_LISTINGS = 'GET_MERCHANT_LISTINGS_ALL_DATA';

/** Milliseconds between two questions after a report, and how many are asked: an hour. */
const REST_MS = 10_000;
const ASKS = 360;

/** The SKUs that the report of all listings names, each once. */
export async function skusOfReport(ctx: Ctx): Promise<readonly Sku[]> {
  const created = await ctx.http.request({
    bucket: 'createReport',
    method: 'POST',
    path: REPORTS,
    body: { reportType: ALL_LISTINGS, marketplaceIds: [placeOf(ctx.at).id] },
    reply: wireNewReport,
    // Asked for twice, there are two reports; nothing of the seller's is changed.
    resend: 'always',
  });
  const documentId = await finished(ctx, created.data.reportId);
  return skusIn(await download(ctx, documentId));
}

async function finished(ctx: Ctx, reportId: string): Promise<string> {
  const path = `${REPORTS}/${encodeURIComponent(reportId)}`;
  for (let i = 0; i < ASKS; i++) {
    await ctx.rest(REST_MS);
    const reply = await ctx.http.request({
      bucket: 'getReport',
      method: 'GET',
      path,
      reply: wireReport,
      resend: 'always',
    });
    const { processingStatus: status, reportDocumentId } = reply.data;
    if (status === 'DONE' && reportDocumentId !== undefined) return reportDocumentId;
    if (status === 'DONE' || status === 'CANCELLED' || status === 'FATAL') throw noReport(status);
  }
  throw noReport('IN_QUEUE');
}

async function download(ctx: Ctx, documentId: string): Promise<string> {
  const path = `/reports/2021-06-30/documents/${encodeURIComponent(documentId)}`;
  const link = await ctx.http.request({
    bucket: 'getReportDocument',
    method: 'GET',
    path,
    reply: wireLink,
    resend: 'always',
  });
  const reply = await ctx.http.request({
    bucket: 'storage',
    method: 'GET',
    path: '/report',
    elsewhere: link.data.url,
    answer: 'bytes',
    unzip: link.data.compressionAlgorithm === 'GZIP',
    reply: wireBytes,
    resend: 'always',
  });
  return decoded(reply.data, reply.headers['content-type'] ?? '');
}

/** In the charset that the document names: reports of Western stores can be Cp1252, of Japan Shift_JIS. */
export function decoded(bytes: Uint8Array, type: string): string {
  const label = /charset="?([\w:-]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('GET', '/report', `the report of all listings is not ${label}`);
  }
}

/** The column that SKUs stand in; the second is what Japan's report is known to call it (unsourced). */
const SKU_COLUMNS = ['seller-sku', '出品者SKU'];

/** A line is a row, a tab ends a field, nothing is quoted. A row without a SKU is an error, and never left out. */
export function skusIn(text: string): readonly Sku[] {
  const [head = '', ...rows] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = head.split('\t').map((name) => name.trim());
  const column = names.findIndex((name) => SKU_COLUMNS.includes(name));
  if (column < 0) throw unreadable('GET', '/report', `the report of all listings has no column ${SKU_COLUMNS[0]}`);
  const skus = new Set<Sku>();
  rows.forEach((row, i) => {
    if (row === '') return;
    const sku = row.split('\t')[column];
    if (sku === undefined || sku === '')
      throw unreadable('GET', '/report', `row ${i + 2} of the report of all listings has no SKU`);
    skus.add(sku);
  });
  return [...skus];
}

function noReport(status: string): MabangError {
  return new MabangError(
    'E_AMZ_REPORT',
    EXIT.busy,
    {
      en: `the account has more SKUs than a search shows, and the report of all listings did not come: ${status}`,
      zh: `账户的 SKU 数量超过搜索上限，而全部商品报告未能生成：${status}`,
    },
    { next: { en: 'nothing was sent; try again later', zh: '未发送任何内容；请稍后再试' } },
  );
}
