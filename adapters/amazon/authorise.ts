import type { Authorise, Authorised, Denied, SecretLives } from 'mabang/contract';
import { z } from 'zod';
import { marketplaceById } from './marketplaces.ts';
import { type Connection, tokenEndpointOf } from './schema.ts';
import { FOR_GOOD } from './sign.ts';

const READ = '2026-11-23';

export const lives: SecretLives = {
  clientSecret: {
    value: 180,
    unit: 'days',
    source: 'developer-docs.amazon.com/sp-api/docs/rotating-your-apps-lwa-credentials',
    date: READ,
    note: 'the refresh token stays good; the old secret works for 7 days more',
  },
  refreshToken: {
    value: 365,
    unit: 'days',
    source:
      'developer-docs.amazon.com/sp-api/docs/renew-authorizations: a seller must authorise a public application anew',
    date: READ,
    note: 'of a private application, which its owner authorises himself, no end is documented',
    applies: ({ applicationId, applicationState }: Connection) =>
      applicationId !== undefined && applicationState === 'published',
  },
};

/**
 * Where sellers of a marketplace sign in: developer guide, "Seller Central URLs", read 2026-11-23. Egypt and Saudi Arabia are
 * not in it; theirs are as public clients of the interface have them. An authorisation is good for the whole region.
 */
const EUROPE = 'sellercentral-europe.amazon.com';
const TOGETHER = new Set(['ES', 'GB', 'FR', 'DE', 'IT']);

export function sellerCentralOf({ sellerCentral, marketplaceId }: Connection): string {
  if (sellerCentral !== undefined) return sellerCentral;
  const { country = '', domain = 'amazon.com' } = marketplaceById(marketplaceId) ?? {};
  return `https://${TOGETHER.has(country) ? EUROPE : `sellercentral.${domain}`}`;
}

const CODE = 'spapi_oauth_code';
const SELLER = 'selling_partner_id';

const granted = z
  .object({ refresh_token: z.string().min(1) })
  .transform((answer): Authorised => ({ secrets: { refreshToken: answer.refresh_token } }));

const denied = z.object({ error: z.string(), error_description: z.string().optional() }).transform(
  ({ error, error_description: words }): Denied => ({
    denied: words === undefined ? error : `${words} (${error})`,
    authorise: FOR_GOOD.has(error) || error === 'invalid_request',
  }),
);

/**
 * The website workflow: SP-API documents, "Website Authorization Workflow" and "Authorization Errors", and the developer guide;
 * read 2026-11-23. Redirect addresses are registered with the application and must be https (a public issue of the guide's
 * repository, selling-partner-api-docs 26, has it from Amazon), so nothing comes back to this machine by itself.
 */
export const authorise: Authorise<Connection> = {
  needs: ['clientId', 'clientSecret'],
  usable: ({ applicationId }) => applicationId !== undefined,
  redirect: 'pasted',
  registered: ({ redirectUri }) => redirectUri,
  parameters: [CODE],
  owner: [SELLER],
  help: {
    en: 'Sign in to Seller Central with the account of this channel and confirm. The page at the end need not exist: only its address counts. What it carries is good for 5 minutes.',
    zh: '请用该渠道的账户登录 Seller Central 并确认授权。最后的页面不必存在，只需其网址；其中的授权码 5 分钟内有效。',
  },
  url({ connection, redirect, state }) {
    const url = new URL(`${sellerCentralOf(connection)}/apps/authorize/consent`);
    url.search = new URLSearchParams({
      application_id: connection.applicationId ?? '',
      state,
      redirect_uri: redirect,
      // Without it an application in draft is answered MD1000.
      ...(connection.applicationState === 'draft' ? { version: 'beta' } : {}),
    }).toString();
    return url.href;
  },
  exchange: ({ connection, secrets, redirect, answer }) => ({
    url: tokenEndpointOf(connection),
    content: {
      kind: 'form',
      fields: {
        grant_type: 'authorization_code',
        code: answer[CODE] ?? '',
        redirect_uri: redirect,
        client_id: secrets.clientId ?? '',
        client_secret: secrets.clientSecret ?? '',
      },
    },
  }),
  misfit({ connection: { sellerId }, answer }) {
    const seller = answer[SELLER] ?? '';
    if (seller === sellerId) return undefined;
    return {
      why: {
        en: `seller ${seller} has authorised, the channel is seller ${sellerId}`,
        zh: `授权的卖家是 ${seller}，而该渠道的卖家是 ${sellerId}`,
      },
      next: {
        en: `sign in to Seller Central as ${sellerId}, or correct connection.sellerId in mabang.yaml`,
        zh: `请以 ${sellerId} 登录 Seller Central，或更正 mabang.yaml 中的 connection.sellerId`,
      },
    };
  },
  bucket: 'token',
  reply: z.union([granted, denied]),
};
