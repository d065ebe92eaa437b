import { randomBytes, randomUUID } from 'node:crypto';
import { type EmulatorReply, type EmulatorRequest, type EmulatorServer, type RequestKind, serve } from 'mabang/testing';
import { Account, suppressed } from './emulator/account.ts';
import { normalise } from './emulator/attributes.ts';
import type { Region } from './emulator/call.ts';
import { type Application, Consent } from './emulator/consent.ts';
import { advance, dispatch, TOKEN_PATH, withoutPart } from './emulator/dispatch.ts';
import { Documents } from './emulator/documents.ts';
import { Feeds, TIMES } from './emulator/feeds.ts';
import { Gate, oauthError } from './emulator/gate.ts';
import { street } from './emulator/inspect.ts';
import { Limits } from './emulator/limits.ts';
import { mappingFor } from './emulator/mappings.ts';
import { attach, attached } from './emulator/others.ts';
import { choose, marketplacesOf } from './emulator/places.ts';
import { ApiError, quotaExceeded, unauthorized } from './emulator/reply.ts';
import { Reports } from './emulator/reports.ts';
import { statusOf } from './emulator/selling.ts';
import type { AmazonEmulator, AmazonEmulatorOptions, Issue } from './emulator/types.ts';

export { currencies, demo } from './emulator/mappings.ts';
export type { AmazonEmulator, AmazonEmulatorOptions } from './emulator/types.ts';

/** By the published rates a feed is quicker than single calls from some 650 SKUs on. */
export const ticketsFrom = 700;

/**
 * Prices one call each (patchListingsItem: 5 a second, burst 5), or a document, its upload and a feed for each 25,000; seen
 * by 20 SKUs a call (searchListingsItems: 5 a second, burst 5) once they show. What a feed and a change take is this
 * emulator's own: nobody publishes it.
 */
export const least = (prices: number) => {
  const single = Math.max(0, prices - 5) / 5;
  const feed = (TIMES.queueMs + prices * TIMES.messageMs) / 1000;
  const readBack = Math.max(0, Math.ceil(prices / 20) - 5) / 5;
  return { writes: Math.min(prices, 3 * Math.ceil(prices / 25_000)), seconds: Math.min(single, feed) + readBack };
};

/**
 * One seller's account on one region's host of the Selling Partner API, with Login with Amazon, the storage behind
 * presigned URLs and product type definitions on the same loopback port. Written from the published models, feed schemas,
 * sandbox pairs and guides alone (models of 2026-08-05, read 2026-11-23). Everything is in memory and starts empty;
 * credentials are new at every start.
 *
 * Accepted is not live: what is sent becomes readable, catalogued and buyable as emulator time passes (`delays`).
 *
 * As an `Emulator`: `inspect` answers of what has come true, and `visible` means that a buyer meets the page with a price on
 * it: BUYABLE, or so but for a quantity of 0, and for a child only as part of its parent's family. Images are fetched by
 * URL and a URL is never read twice, so `uploads` counts the different URLs of accepted submissions. `skus` leaves out a
 * parent that has children: nobody can buy it. `workMs` is spent on each PUT, PATCH and DELETE; feeds have times of their
 * own.
 */
export async function start(options: AmazonEmulatorOptions = {}): Promise<AmazonEmulator> {
  const home = choose(options);
  const secrets = {
    clientId: `amzn1.application-oa2-client.${randomBytes(16).toString('hex')}`,
    clientSecret: `amzn1.oa2-cs.v1.${randomBytes(32).toString('hex')}`,
    refreshToken: `Atzr|${randomBytes(48).toString('base64url')}`,
  };
  const sellerId = `A${randomBytes(6).toString('hex').toUpperCase()}`;
  const application: Application = {
    id: `amzn1.sp.solution.${randomUUID()}`,
    state: options.application ?? 'draft',
    redirectUris: ['https://seller.example/amazon', 'https://seller.example/amazon/second'],
  };
  let open: { readonly region: Region; readonly gate: Gate } | undefined;

  const server = await serve({
    ...options,
    handle: (request) => {
      if (!open) throw new Error('a request came before the emulator was open');
      return dispatch(open.region, open.gate, request);
    },
    kindOf,
    faultReply: (kind, _fault, { pathname }) => {
      switch (kind) {
        case 'throttle':
          return quotaExceeded().reply();
        case 'deny':
          return pathname === TOKEN_PATH
            ? oauthError(401, 'invalid_client', 'Client authentication failed')
            : unauthorized('The access token you provided is revoked, malformed or invalid.').reply();
        case 'html':
          return undefined;
        default:
          return internalFailure();
      }
    },
    missingPart: withoutPart,
  });
  const region = regionOf(server, sellerId, options);
  open = { region, gate: new Gate(server.clock, secrets, new Consent(server.clock, application, sellerId)) };
  const { account, feeds } = region;
  const settled = (sku: string) => {
    advance(region, server.clock.now());
    return account.find(home.id, sku);
  };

  return {
    url: server.url,
    connection: {
      endpoint: server.url,
      tokenEndpoint: `${server.url}${TOKEN_PATH}`,
      sellerCentral: server.url,
      sellerId,
      marketplaceId: home.id,
      applicationId: application.id,
      applicationState: application.state,
      redirectUri: application.redirectUris[0],
    },
    secrets,
    currency: home.currency,
    mapping: mappingFor(home),
    clock: server.clock,
    ...street(region, home),
    lateIssue: (sku, issue, afterMs = account.delays.buyableMs) => account.promise(sku, whole(issue), afterMs),
    clearIssues: (sku) => account.forgive(sku),
    takeOff: (sku) => account.takeOff(sku),
    restore: (sku) => account.forgive(sku),
    plant: (sku, attributes) => {
      advance(region, server.clock.now());
      account.force(home.id, sku, (state) => ({
        productType: state?.productType ?? 'PRODUCT',
        requirements: state?.requirements ?? 'LISTING',
        attributes: normalise(home, { ...state?.attributes, ...attributes }),
      }));
    },
    refuse: (sku) => account.refuseNext(sku),
    attach: (sku) => attach(account, home, sku),
    attached: (sku) => attached(settled(sku)),
    breakFeed: (after) => feeds.breakNext(after),
    statusOf: (sku) => {
      const listing = settled(sku);
      return listing?.shown && statusOf(account, listing, server.clock.now());
    },
    attributesOf: (sku) => settled(sku)?.shown?.attributes,
    ...server.controls,
  };
}

function regionOf(server: EmulatorServer, sellerId: string, options: AmazonEmulatorOptions): Region {
  const { clock, url } = server;
  const home = choose(options);
  const account = new Account(clock, home, options);
  const documents = new Documents(clock, () => url);
  return {
    url,
    sellerId,
    places: marketplacesOf(home.region),
    account,
    documents,
    limits: new Limits(clock, options.stacked),
    feeds: new Feeds(account, documents, sellerId, options.feeds),
    reports: new Reports(account, documents),
    work: () => server.work(),
  };
}

/** Asking for a token is no write, and neither are asking for a report and a preview, whatever their method is. */
function kindOf({ method, path }: EmulatorRequest): RequestKind | undefined {
  if (path.startsWith(TOKEN_PATH)) return 'grant';
  const asks = (method === 'POST' && path.startsWith('/reports/')) || /[?&]mode=VALIDATION_PREVIEW(&|$)/.test(path);
  return asks ? 'read' : undefined;
}

/** Found wrong later, a listing is taken out of sight, unless the issue says what else is done about it. */
function whole({ code, ...rest }: Partial<Issue> & { readonly code: string }): Issue {
  return {
    code,
    message: `Issue ${code}.`,
    severity: 'ERROR',
    categories: ['INVALID_ATTRIBUTE'],
    ...(rest.severity === undefined || rest.severity === 'ERROR'
      ? { enforcements: suppressed('LISTING_SUPPRESSED') }
      : {}),
    ...rest,
  };
}

function internalFailure(): EmulatorReply {
  return new ApiError(500, 'InternalFailure', 'We encountered an internal error. Please try again.').reply();
}
