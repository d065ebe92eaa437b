import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { familyOf, signature } from '../../adapters/shopee/sign.ts';
import { signTools } from '../../src/http/sign.ts';

interface Vector {
  readonly name: string;
  readonly api_type: string;
  readonly partner_key: string;
  readonly parts: {
    readonly partner_id: number;
    readonly path: string;
    readonly timestamp: number;
    readonly access_token?: string;
    readonly shop_id?: number;
    readonly merchant_id?: number;
  };
  readonly signature: string;
}

interface Push {
  readonly url: string;
  readonly raw_body: string;
  readonly partner_key: string;
  readonly signature: string;
}

const file = join(process.env.MABANG_SPECS ?? '', 'shopee', 'signing-vectors.json');
const { vectors, push_vectors } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly vectors: readonly Vector[];
  readonly push_vectors: readonly Push[];
};

it.each(vectors)('signs as the vector says: $name', ({ api_type, partner_key, parts, signature: expected }) => {
  const { partner_id, path, timestamp, access_token, shop_id, merchant_id } = parts;
  const id = shop_id ?? merchant_id;
  const owner = access_token !== undefined && id !== undefined ? { token: access_token, id } : undefined;
  const made = signature(signTools, partner_key, {
    partnerId: partner_id,
    path,
    timestamp,
    ...(owner ? { owner } : {}),
  });
  expect(made).toBe(expected);
  expect(familyOf(path)).toBe(api_type);
});

it('has every family among the vectors', () => {
  expect([...new Set(vectors.map(({ api_type }) => api_type))].sort()).toEqual(['merchant', 'public', 'shop']);
});

/** mabang receives no pushes; the primitive is the same. */
it.each(push_vectors)('has the primitive of pushes right: $raw_body', ({ url, raw_body, partner_key, signature }) => {
  expect(signTools.hmac('sha256', partner_key, `${url}|${raw_body}`, 'hex')).toBe(signature);
});
