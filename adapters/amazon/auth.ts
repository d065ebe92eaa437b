import type { Auth } from 'mabang/contract';
import { authorise, lives } from './authorise.ts';
import { limits } from './limits.ts';
import type { Connection } from './schema.ts';
import { judge, sign, token } from './sign.ts';

export const auth: Auth<Connection> = {
  kind: 'oauth2',
  secrets: [
    {
      name: 'clientId',
      title: 'LWA client identifier',
      help: 'Solution Provider Portal (or Seller Central > Apps and Services > Develop Apps) > your app > LWA credentials > View; begins with amzn1.application-oa2-client.',
    },
    {
      name: 'clientSecret',
      title: 'LWA client secret',
      help: 'beside the client identifier; begins with amzn1.oa2-cs.v1.',
    },
    {
      name: 'refreshToken',
      title: 'Refresh token',
      help: 'your app > Authorize > Authorize app, for the region of the marketplace; or `mabang auth login <channel>`, where connection.applicationId is set; begins with Atzr|',
    },
  ],
  note: `Login with Amazon: a refresh token gives an access token for ${limits.more?.accessToken?.value ?? 3600} s; requests are not signed`,
  sign,
  tokens: [token],
  lives,
  authorise,
  judge,
};
