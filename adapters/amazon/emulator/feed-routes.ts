import type { EmulatorReply } from 'mabang/testing';
import type { Call, Route } from './call.ts';
import { FEED_STATUSES, type Feed, JSON_LISTINGS_FEED, OLD_FEEDS } from './feeds.ts';
import { isStrings, jsonBody, list, placesOf } from './params.ts';
import { ApiError, answer, badInput } from './reply.ts';

const FEED = /^\/feeds\/2021-06-30\/feeds\/([^/]+)$/;
const FEEDS = /^\/feeds\/2021-06-30\/feeds$/;
const MARKETPLACES_MAX = 25;

export const FEED_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    pattern: /^\/feeds\/2021-06-30\/documents$/,
    operation: 'createFeedDocument',
    handle: ({ region, request }) => {
      const { contentType } = jsonBody(request, badInput);
      if (typeof contentType !== 'string' || contentType === '') throw badInput("'contentType' is required.");
      const { id, url } = region.documents.reserve(contentType);
      return answer({ feedDocumentId: id, url }, 201);
    },
  },
  {
    method: 'GET',
    pattern: /^\/feeds\/2021-06-30\/documents\/([^/]+)$/,
    operation: 'getFeedDocument',
    handle: ({ region, request, path: [id = ''] }) => {
      const link = region.documents.linkTo(id, request.query.get('enableContentEncodingUrlHeader') === 'true');
      if (!link) throw notFound();
      return answer({ feedDocumentId: id, ...link });
    },
  },
  { method: 'POST', pattern: FEEDS, operation: 'createFeed', handle: create },
  { method: 'GET', pattern: FEEDS, operation: 'getFeeds', handle: getFeeds },
  {
    method: 'GET',
    pattern: FEED,
    operation: 'getFeed',
    handle: (call) => answer(view(find(call))),
  },
  {
    method: 'DELETE',
    pattern: FEED,
    operation: 'cancelFeed',
    handle: (call) => {
      const feed = find(call);
      if (feed.status !== 'IN_QUEUE') throw badInput(`A feed that is ${feed.status} cannot be cancelled.`);
      feed.status = 'CANCELLED';
      feed.endedAt = call.now;
      return answer(undefined);
    },
  },
];

function create(call: Call): EmulatorReply {
  const { region, request, now } = call;
  const { feedType, marketplaceIds, inputFeedDocumentId: documentId } = jsonBody(request, badInput);
  if (typeof feedType !== 'string' || ![JSON_LISTINGS_FEED, ...OLD_FEEDS].includes(feedType)) {
    throw badInput("Invalid 'feedType' provided.");
  }
  if (!isStrings(marketplaceIds) || marketplaceIds.length < 1 || marketplaceIds.length > MARKETPLACES_MAX) {
    throw badInput("Invalid 'marketplaceIds' provided.");
  }
  const places = placesOf(call, marketplaceIds, badInput);
  const content = typeof documentId === 'string' ? region.documents.uploaded(documentId) : undefined;
  if (typeof documentId !== 'string' || content === undefined || content === '') {
    throw badInput("Invalid 'inputFeedDocumentId' provided.");
  }
  if (feedType === JSON_LISTINGS_FEED) region.limits.takeFeed();
  return answer({ feedId: region.feeds.create(feedType, places, documentId, now).id }, 202);
}

function getFeeds(call: Call): EmulatorReply {
  const { region, request } = call;
  const token = request.query.get('nextToken');
  if (token !== null && [...request.query.keys()].length > 1) throw badInput("'nextToken' must be the only parameter.");
  const asked = token === null ? request.query : new URLSearchParams(Buffer.from(token, 'base64url').toString('utf8'));
  const asking = { ...call, request: { ...request, query: asked } };
  const types = list(asking, 'feedTypes');
  if (!types) throw badInput("Either 'feedTypes' or 'nextToken' is required.");
  const statuses = list(asking, 'processingStatuses');
  const stray = statuses?.find((status) => !FEED_STATUSES.some((one) => one === status));
  if (stray !== undefined) throw badInput(`Invalid 'processingStatuses' provided: ${stray}`);
  const places = list(asking, 'marketplaceIds');
  const size = Number(asked.get('pageSize') ?? '10');
  if (!Number.isInteger(size) || size < 1 || size > 100) throw badInput("Invalid 'pageSize' provided.");
  const [from, to] = [asked.get('createdSince'), asked.get('createdUntil')];
  const found = region.feeds.all
    .filter((feed) => types.includes(feed.type))
    .filter((feed) => statuses === undefined || statuses.includes(feed.status))
    .filter((feed) => places === undefined || feed.places.some(({ id }) => places.includes(id)))
    .filter((feed) => from === null || feed.createdAt >= Date.parse(from))
    .filter((feed) => to === null || feed.createdAt <= Date.parse(to))
    .reverse();
  const offset = Number(asked.get('offset') ?? '0');
  const next = new URLSearchParams(asked);
  next.set('offset', String(offset + size));
  const more = offset + size < found.length;
  return answer({
    feeds: found.slice(offset, offset + size).map(view),
    ...(more ? { nextToken: Buffer.from(String(next), 'utf8').toString('base64url') } : {}),
  });
}

function find({ region, path: [id = ''] }: Call): Feed {
  const feed = region.feeds.find(id);
  if (!feed) throw notFound();
  return feed;
}

function notFound(): ApiError {
  return new ApiError(404, 'NotFound', 'Resource not found');
}

function view(feed: Feed): unknown {
  const iso = (at: number | undefined, name: string) =>
    at === undefined ? {} : { [name]: new Date(at).toISOString() };
  return {
    feedId: feed.id,
    feedType: feed.type,
    marketplaceIds: feed.places.map(({ id }) => id),
    ...iso(feed.createdAt, 'createdTime'),
    processingStatus: feed.status,
    ...iso(feed.startedAt, 'processingStartTime'),
    ...iso(feed.endedAt, 'processingEndTime'),
    ...(feed.resultId === undefined ? {} : { resultFeedDocumentId: feed.resultId }),
  };
}
