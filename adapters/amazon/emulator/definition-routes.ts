import type { EmulatorReply } from 'mabang/testing';
import type { Call, Route } from './call.ts';
import { list, marketplaces, oneOf } from './params.ts';
import {
  checksumOf,
  definitionOf,
  isProductType,
  META_SCHEMA,
  type Parentage,
  productTypes,
  type Wanted,
} from './product-types.ts';
import { answer, badRequest } from './reply.ts';
import type { Requirements } from './types.ts';

export const SCHEMAS = '/-/schemas/';

const VERSION = 'UHqSemulated=';
const REQUIREMENTS: readonly Requirements[] = ['LISTING', 'LISTING_PRODUCT_ONLY', 'LISTING_OFFER_ONLY'];
const PARENTAGE: readonly Parentage[] = ['NONE', 'CHILD', 'PARENT'];

export const DEFINITION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    pattern: /^\/definitions\/2020-09-01\/productTypes$/,
    operation: 'searchDefinitionsProductTypes',
    handle: search,
  },
  {
    method: 'GET',
    pattern: /^\/definitions\/2020-09-01\/productTypes\/([^/]+)$/,
    operation: 'getDefinitionsProductType',
    handle: get,
  },
];

/** Keywords are looked for in names; a title is recommended every type whose words it has, or PRODUCT. */
function search(call: Call): EmulatorReply {
  const places = marketplaces(call);
  const keywords = list(call, 'keywords');
  const title = call.request.query.get('itemName');
  if (keywords && title !== null) throw badRequest("'keywords' and 'itemName' cannot be used together.");
  const words = (title ?? '').toLowerCase().split(/\W+/);
  const wanted = keywords?.map((word) => word.toLowerCase());
  const found = productTypes().filter(({ name, displayName, keywords: known }) => {
    if (wanted) return wanted.some((word) => `${name} ${displayName} ${known.join(' ')}`.toLowerCase().includes(word));
    return title === null || known.some((word) => words.includes(word));
  });
  const shown = title !== null && found.length === 0 ? productTypes().filter(({ name }) => name === 'PRODUCT') : found;
  const marketplaceIds = places.map(({ id }) => id);
  return answer({
    productTypes: shown.map(({ name, displayName }) => ({ name, displayName, marketplaceIds })),
    productTypeVersion: VERSION,
  });
}

function get(call: Call): EmulatorReply {
  const [productType = ''] = call.path;
  const [place] = marketplaces(call, 1);
  if (!place || !isProductType(productType)) throw badRequest("Invalid 'productType' provided.");
  const wanted: Wanted = {
    productType,
    requirements: oneOf(call, 'requirements', REQUIREMENTS) ?? 'LISTING',
    enforced: oneOf(call, 'requirementsEnforced', ['ENFORCED', 'NOT_ENFORCED']) !== 'NOT_ENFORCED',
    parentage: oneOf(call, 'parentageLevel', PARENTAGE),
  };
  oneOf(call, 'productTypeVersion', ['LATEST', 'RELEASE_CANDIDATE']);
  const { checksum, groups } = definitionOf(place, wanted);
  const name = Buffer.from(JSON.stringify([place.id, wanted]), 'utf8').toString('base64url');
  const link = (path: string) => ({
    resource: `${call.region.url}${SCHEMAS}${path}?X-Amz-Expires=604800`,
    verb: 'GET',
  });
  const described = productTypes().find((one) => one.name === productType);
  const locale = call.request.query.get('locale');
  return answer({
    metaSchema: { link: link('meta-schema-v1.json'), checksum: checksumOf(META_SCHEMA) },
    schema: { link: link(`${name}.json`), checksum },
    requirements: wanted.requirements,
    requirementsEnforced: wanted.enforced ? 'ENFORCED' : 'NOT_ENFORCED',
    propertyGroups: groups,
    locale: locale === null || locale === 'DEFAULT' ? place.language : locale,
    marketplaceIds: [place.id],
    productType,
    displayName: described?.displayName ?? productType,
    productTypeVersion: { version: VERSION, latest: true, releaseCandidate: false },
  });
}

/** What the links of a definition serve: the schema's own bytes, of which the checksum is. */
export function serveSchema(call: Pick<Call, 'region' | 'request'>): EmulatorReply {
  const name = call.request.pathname.slice(SCHEMAS.length).replace(/\.json$/, '');
  const headers = { 'content-type': 'application/json' };
  if (name === 'meta-schema-v1') return { status: 200, headers, text: META_SCHEMA };
  try {
    const [id, wanted] = JSON.parse(Buffer.from(name, 'base64url').toString('utf8')) as [string, Wanted];
    const place = call.region.places.find((one) => one.id === id);
    if (place) return { status: 200, headers, text: definitionOf(place, wanted).text };
  } catch {
    // Nothing that this host signed.
  }
  return {
    status: 403,
    headers: { 'content-type': 'application/xml' },
    text: '<Error><Code>AccessDenied</Code></Error>',
  };
}
