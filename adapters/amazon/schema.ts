import { z } from 'zod';
import { MARKETPLACES, marketplaceById, REGIONS } from './marketplaces.ts';

const httpUrl = z
  .string()
  .trim()
  .overwrite((text) => text.replace(/\/+$/, ''))
  .refine((text) => /^https?:\/\/[^/]/.test(text) && URL.parse(text) !== null, 'must be an address like https://host');

/** An id, or what people write in its place: the country, the domain. */
function marketplaceIdOf(text: string): string {
  const wanted = text
    .toLowerCase()
    .replace(/^(?:https?:\/\/)?(?:www\.)?/, '')
    .replace(/\/.*$/, '');
  const found = MARKETPLACES.find(
    ({ id, country, domain }) => id === text || country.toLowerCase() === wanted || domain === wanted,
  );
  return found?.id ?? text;
}

const fields = z.strictObject({
  /** The merchant token: Seller Central > Settings > Account Info > Your Merchant Token. */
  sellerId: z
    .string()
    .trim()
    .regex(/^[A-Z0-9]{8,20}$/, 'must be the merchant token of Seller Central, like A2EXAMPLE0SELLER'),
  /** The store that the channel sells on: its id, its country (`DE`) or its domain (`amazon.de`). */
  marketplaceId: z
    .string()
    .trim()
    .overwrite(marketplaceIdOf)
    .refine((id) => MARKETPLACES.some((one) => one.id === id), 'is no marketplace that mabang knows'),
  /** `condition_type` of every SKU that says nothing else. */
  condition: z
    .enum([
      'new_new',
      'new_open_box',
      'new_oem',
      'refurbished_refurbished',
      'used_like_new',
      'used_very_good',
      'used_good',
      'used_acceptable',
      'collectible_like_new',
      'collectible_very_good',
      'collectible_good',
      'collectible_acceptable',
      'club_club',
    ])
    .default('new_new'),
  /** Amazon has exempted the account's brand from product identifiers: a SKU without a GTIN says so. */
  gtinExemption: z.boolean().default(false),
  /** `auto`: whatever is quicker by the published limits. `never`: single calls, when feeds are stuck. */
  feeds: z.enum(['auto', 'always', 'never']).default('auto'),
  /** The language that Amazon words its complaints in, like `zh_CN`; the store's own where it has no such words. */
  issueLocale: z
    .string()
    .regex(/^[a-z]{2}_[A-Z]{2}$/, 'must be like en_US or zh_CN')
    .default('en_US'),
  /** The app that `auth login` asks the seller's consent for; without it each secret is typed. */
  applicationId: z
    .string()
    .trim()
    .regex(/^amzn1\.\S+$/, 'must be the id of the app, like amzn1.sp.solution.…')
    .optional(),
  /** An app in draft is asked for with `version=beta`; one's own private app stays in draft. */
  applicationState: z.enum(['draft', 'published']).default('draft'),
  /** One of the OAuth redirect URIs of the app, exactly as it is registered. */
  redirectUri: z
    .string()
    .trim()
    .refine((text) => /^https:\/\/[^/]/.test(text) && URL.parse(text) !== null, 'must be the https address of the app')
    .optional(),
  /** In the place of the region's host: a sandbox, an emulator. */
  endpoint: httpUrl.optional(),
  /** In the place of Login with Amazon. */
  tokenEndpoint: httpUrl.optional(),
  /** In the place of the marketplace's Seller Central. */
  sellerCentral: httpUrl.optional(),
});

export const connection = fields.refine(
  ({ applicationId, redirectUri }) => applicationId === undefined || redirectUri !== undefined,
  { path: ['redirectUri'], message: 'must be said where applicationId is' },
);

export type Connection = z.output<typeof connection>;

export type Bucket =
  | 'token'
  | 'getItem'
  | 'putItem'
  | 'patchItem'
  | 'deleteItem'
  | 'searchItems'
  | 'preview'
  | 'searchTypes'
  | 'getType'
  | 'participations'
  | 'createDocument'
  | 'createFeed'
  | 'getFeed'
  | 'getFeedDocument'
  | 'createReport'
  | 'getReport'
  | 'getReportDocument'
  | 'storage';

/** The host that serves the marketplace, and those of its region alone. */
export function baseUrlOf({ endpoint, marketplaceId }: Connection): string {
  return endpoint ?? REGIONS[marketplaceById(marketplaceId)?.region ?? 'na'].host;
}

const LOGIN = 'https://api.amazon.com/auth/o2/token';

export function tokenEndpointOf(connection: Connection): string {
  return connection.tokenEndpoint ?? LOGIN;
}

/** An instance of an attribute. Numbers are read as JSON has them; a feed or an answer never holds one beyond 2^53. */
const instance = z.record(z.string(), z.json());

const wireIssue = z.object({
  code: z.string(),
  message: z.string(),
  severity: z.enum(['ERROR', 'WARNING', 'INFO']),
  attributeNames: z.array(z.string()).optional(),
  categories: z.array(z.string()).default([]),
  enforcements: z.object({ actions: z.array(z.object({ action: z.string() })) }).optional(),
  marketplaceIds: z.array(z.string()).optional(),
});

const wireRelationship = z.object({
  type: z.string(),
  childSkus: z.array(z.string()).optional(),
  parentSkus: z.array(z.string()).optional(),
});

/** Data sets asked for with every SKU that is read. `wireItem` must hold each of them. */
export const INCLUDED = 'summaries,attributes,issues,relationships,productTypes';

/** A SKU with the data sets of `INCLUDED`. One that is left out of an answer is no empty one. */
export const wireItem = z.object({
  sku: z.string(),
  summaries: z.array(z.object({ marketplaceId: z.string(), asin: z.string().optional(), status: z.array(z.string()) })),
  attributes: z.record(z.string(), z.array(instance)),
  issues: z.array(wireIssue),
  relationships: z.array(z.object({ marketplaceId: z.string(), relationships: z.array(wireRelationship) })),
  productTypes: z.array(z.object({ marketplaceId: z.string(), productType: z.string() })),
});

const pagination = z.object({ nextToken: z.string().optional() }).optional();

export const wirePage = z.object({ numberOfResults: z.number().int(), pagination, items: z.array(wireItem) });

/** An answer that is only looked at for being one. */
export const wireCount = z.object({ numberOfResults: z.number().int() });

/** The answer to PUT, PATCH and DELETE. `INVALID` comes with 200 and means that nothing was taken. */
export const wireSubmission = z.object({
  sku: z.string(),
  status: z.enum(['ACCEPTED', 'INVALID', 'VALID']),
  submissionId: z.string(),
  issues: z.array(wireIssue).default([]),
});

export const wireParticipations = z.object({
  payload: z.array(
    z.object({
      marketplace: z.object({ id: z.string(), defaultCurrencyCode: z.string(), name: z.string() }),
      participation: z.object({ isParticipating: z.boolean(), hasSuspendedListings: z.boolean() }),
    }),
  ),
});

export const wireTypes = z.object({
  productTypes: z.array(z.object({ name: z.string(), displayName: z.string() })),
  productTypeVersion: z.string(),
});

export const wireDefinition = z.object({
  schema: z.object({ link: z.object({ resource: z.string(), verb: z.literal('GET') }), checksum: z.string() }),
  productType: z.string(),
});

/** A JSON Schema, of which only its being one is known here. */
export const wireSchema = z.record(z.string(), z.json()).refine((schema) => 'properties' in schema, 'is no schema');

export const wireNewDocument = z.object({ feedDocumentId: z.string(), url: z.string() });
export const wireNewFeed = z.object({ feedId: z.string() });

export const wireFeed = z.object({
  feedId: z.string(),
  processingStatus: z.enum(['CANCELLED', 'DONE', 'FATAL', 'IN_PROGRESS', 'IN_QUEUE']),
  resultFeedDocumentId: z.string().optional(),
});

export const wireLink = z.object({ url: z.string(), compressionAlgorithm: z.literal('GZIP').optional() });

/** A processing report, version 2. An issue without a message id speaks of the feed as a whole. */
export const wireFeedReport = z.object({
  issues: z.array(
    z.object({
      messageId: z.number().int().optional(),
      sku: z.string().optional(),
      code: z.string().optional(),
      severity: z.enum(['ERROR', 'WARNING', 'INFO']),
      message: z.string(),
      attributeName: z.string().optional(),
    }),
  ),
  summary: z.object({
    messagesProcessed: z.number().int(),
    messagesAccepted: z.number().int(),
    messagesInvalid: z.number().int(),
  }),
});

export const wireNewReport = z.object({ reportId: z.string() });

export const wireReport = z.object({
  processingStatus: z.enum(['CANCELLED', 'DONE', 'FATAL', 'IN_PROGRESS', 'IN_QUEUE']),
  reportDocumentId: z.string().optional(),
});

export const wireBytes = z.instanceof(Uint8Array);

/** What an upload answers is of no interest, only that it was taken. */
export const wireNothing = z.unknown();

export type WireItem = z.output<typeof wireItem>;
export type WireIssue = z.output<typeof wireIssue>;
export type WireSubmission = z.output<typeof wireSubmission>;
export type WireFeedReport = z.output<typeof wireFeedReport>;
