import type { Authorise, Authorised, AuthoriseInput, Denied, Misfit, MisfitInput, SecretLives } from 'mabang/contract';
import { z } from 'zod';
import { bareCode } from './errors.ts';
import type { Connection } from './schema.ts';
import { publicUrl } from './tokens.ts';

const GUIDE = 'guide "Authorization and Authentication", 2025-12';

/** How long the first refresh token and every later one is good. No document gives a partner key's life. */
export const lives: SecretLives = {
  refreshToken: {
    value: 30,
    unit: 'days',
    source: `${GUIDE}: refresh_token`,
    date: '2026-11-23',
    note: 'each renewal gives a new one; an authorisation ends after at most 365 days, as the seller has chosen',
  },
};

/** A link that sends the browser on to the seller's log-in: it is signed as a public call is, and good for 5 minutes. */
function link(input: AuthoriseInput<Connection>): string {
  const url = new URL(publicUrl('/shop/auth_partner', input));
  // The platform has no state: what the redirect address says comes back with it.
  const back = new URL(input.redirect);
  back.searchParams.set(STATE, input.state);
  url.searchParams.set('redirect', back.href);
  return url.href;
}

const STATE = 'state';
const SHOP = 'shop_id';
const MAIN = 'main_account_id';

const ids = z.array(z.number().int()).nullish();

/** Document of v2.public.get_access_token, 2026-08: everything lies at the top. The access token is left: the next renewal gives one. */
const granted = z
  .object({
    error: z.literal('').optional(),
    refresh_token: z.string().min(1),
    shop_id_list: ids,
    merchant_id_list: ids,
  })
  .transform(
    (answer): Authorised => ({
      secrets: { refreshToken: answer.refresh_token },
      of: { shops: answer.shop_id_list ?? [], merchants: answer.merchant_id_list ?? [] },
    }),
  );

/** What another try with the same code may still change; after anything else the seller has to begin anew. */
const PASSING = /^error_(?:server|network|inner|system_busy|rate_limit|limit)$/;

const denied = z.object({ error: z.string().min(1), message: z.string().nullish() }).transform(
  ({ error, message }): Denied => ({
    denied: `${message ?? ''} (${error})`.trim(),
    authorise: !PASSING.test(bareCode(error)),
  }),
);

const owned = z.object({ shops: z.array(z.number()), merchants: z.array(z.number()) });

const SIGN_IN_WITH_MAIN = {
  en: 'sign in with the main account ("Switch to Sub Account"), choose the shop and tick Auth Merchant',
  zh: '请用主账号登录（“Switch to Sub Account”），选择该店铺并勾选 Auth Merchant',
};

/**
 * The code of a shop must be of the channel's shop. That of a main account says only after the exchange which shops and
 * merchants it is for; those of the channel must be among them.
 */
function misfit({ connection, answer, of }: MisfitInput<Connection>): Misfit | undefined {
  const { shopId, merchantId } = connection;
  const shop = answer[SHOP];
  if (shop !== undefined && shop !== String(shopId)) {
    return {
      why: {
        en: `shop ${shop} was authorised, the channel is shop ${shopId}`,
        zh: `授权的店铺是 ${shop}，而该渠道的店铺是 ${shopId}`,
      },
      next: {
        en: `sign in to shop ${shopId}, or correct connection.shopId in mabang.yaml`,
        zh: `请登录店铺 ${shopId}，或更正 mabang.yaml 中的 connection.shopId`,
      },
    };
  }
  if (shop !== undefined) {
    if (merchantId === undefined) return undefined;
    return {
      why: {
        en: `shop ${shop} alone was authorised, and the channel writes global products of merchant ${merchantId}`,
        zh: `只授权了店铺 ${shop}，而该渠道要写入商户 ${merchantId} 的全球商品`,
      },
      next: SIGN_IN_WITH_MAIN,
    };
  }
  const found = owned.safeParse(of);
  if (!found.success) return undefined;
  const { shops, merchants } = found.data;
  const listed = (list: readonly number[]) => (list.length > 0 ? list.join(', ') : '-');
  if (!shops.includes(shopId)) {
    return {
      why: {
        en: `shop ${shopId} of the channel is not among those that were authorised (${listed(shops)})`,
        zh: `该渠道的店铺 ${shopId} 不在已授权的店铺中（${listed(shops)}）`,
      },
      next: SIGN_IN_WITH_MAIN,
    };
  }
  if (merchantId === undefined || merchants.includes(merchantId)) return undefined;
  return {
    why: {
      en: `merchant ${merchantId} of the channel is not among those that were authorised (${listed(merchants)})`,
      zh: `该渠道的商户 ${merchantId} 不在已授权的商户中（${listed(merchants)}）`,
    },
    next: SIGN_IN_WITH_MAIN,
  };
}

export const authorise: Authorise<Connection> = {
  needs: ['partnerKey'],
  redirect: 'loopback',
  registered: ({ redirect }) => redirect,
  parameters: ['code'],
  owner: [SHOP, MAIN],
  stateParameter: STATE,
  help: {
    en: 'Sign in to the shop of this channel. For CNSC sign in with the main account ("Switch to Sub Account"), choose the shop and tick Auth Merchant. The link is good for 5 minutes, what it brings back for 10.',
    zh: '请登录该渠道的店铺。CNSC 店铺请用主账号登录（“Switch to Sub Account”），选择该店铺并勾选 Auth Merchant。链接 5 分钟内有效，返回的授权码 10 分钟内有效。',
  },
  url: link,
  exchange(input) {
    const { connection, answer } = input;
    const owner = answer[SHOP] === undefined ? MAIN : SHOP;
    return {
      url: publicUrl('/auth/token/get', input),
      content: {
        kind: 'json',
        value: { code: answer.code ?? '', partner_id: connection.partnerId, [owner]: Number(answer[owner]) },
      },
    };
  },
  misfit,
  bucket: 'token',
  reply: z.union([granted, denied]),
};
