import type { Auth } from 'mabang/contract';
import { authorise, lives } from './authorise.ts';
import { judge } from './errors.ts';
import type { Connection } from './schema.ts';
import { familyOf, sign } from './sign.ts';
import { tokens } from './tokens.ts';

export const auth: Auth<Connection> = {
  kind: 'signed',
  secrets: [
    {
      name: 'partnerKey',
      title: 'Partner key',
      help: 'Shopee Open Platform > Console > App List > your app: the live key for a live channel, the test key for the sandbox; taken as text',
    },
    {
      name: 'refreshToken',
      title: 'Refresh token',
      help: '`mabang auth login <channel>` gets it from the shop; works once, is good for 30 days, and is kept up to date by mabang from then on. For CNSC authorise with the main account and tick Auth Merchant',
    },
  ],
  note: 'HMAC-SHA256 over partner, path and time; access tokens of 4 hours for the shop and, in CNSC, for the merchant',
  sign,
  tokens,
  needs: ({ path }) => {
    const family = familyOf(path);
    return family === 'public' ? [] : [family];
  },
  judge,
  authorise,
  lives,
};
