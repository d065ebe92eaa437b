import type { Call, Route } from './call.ts';
import { isStrings, jsonBody, list, placesOf } from './params.ts';
import { ApiError, answer, badInput } from './reply.ts';
import { ALL_LISTINGS, type Report } from './reports.ts';

const REPORTS = /^\/reports\/2021-06-30\/reports$/;
const REPORT = /^\/reports\/2021-06-30\/reports\/([^/]+)$/;

export const REPORT_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    pattern: REPORTS,
    operation: 'createReport',
    handle: (call) => {
      const { reportType, marketplaceIds } = jsonBody(call.request, badInput);
      if (reportType !== ALL_LISTINGS) throw badInput("Invalid 'reportType' provided.");
      if (!isStrings(marketplaceIds) || marketplaceIds.length < 1 || marketplaceIds.length > 25) {
        throw badInput("Invalid 'marketplaceIds' provided.");
      }
      const places = placesOf(call, marketplaceIds, badInput);
      return answer({ reportId: call.region.reports.create(reportType, places, call.now).id }, 202);
    },
  },
  {
    method: 'GET',
    pattern: REPORTS,
    operation: 'getReports',
    handle: (call) => {
      const types = list(call, 'reportTypes');
      if (!types) throw badInput("Either 'reportTypes' or 'nextToken' is required.");
      const size = Number(call.request.query.get('pageSize') ?? '10');
      if (!Number.isInteger(size) || size < 1 || size > 100) throw badInput("Invalid 'pageSize' provided.");
      const found = call.region.reports.all.filter(({ type }) => types.includes(type)).reverse();
      return answer({ reports: found.slice(0, size).map(view) });
    },
  },
  {
    method: 'GET',
    pattern: REPORT,
    operation: 'getReport',
    handle: (call) => answer(view(find(call))),
  },
  {
    method: 'DELETE',
    pattern: REPORT,
    operation: 'cancelReport',
    handle: (call) => {
      const report = find(call);
      if (report.status !== 'IN_QUEUE') throw badInput(`A report that is ${report.status} cannot be cancelled.`);
      report.status = 'CANCELLED';
      return answer(undefined);
    },
  },
  {
    method: 'GET',
    pattern: /^\/reports\/2021-06-30\/documents\/([^/]+)$/,
    operation: 'getReportDocument',
    handle: ({ region, path: [id = ''] }) => {
      const link = region.documents.linkTo(id);
      if (!link) throw notFound();
      return answer({ reportDocumentId: id, ...link });
    },
  },
];

function find({ region, path: [id = ''] }: Call): Report {
  const report = region.reports.find(id);
  if (!report) throw notFound();
  return report;
}

function notFound(): ApiError {
  return new ApiError(404, 'NotFound', 'Resource not found');
}

function view(report: Report): unknown {
  const iso = (at: number | undefined, name: string) =>
    at === undefined ? {} : { [name]: new Date(at).toISOString() };
  return {
    reportId: report.id,
    reportType: report.type,
    marketplaceIds: report.places.map(({ id }) => id),
    ...iso(report.createdAt, 'createdTime'),
    processingStatus: report.status,
    ...iso(report.startedAt, 'processingStartTime'),
    ...iso(report.endedAt, 'processingEndTime'),
    ...(report.documentId === undefined ? {} : { reportDocumentId: report.documentId }),
  };
}
