import { z } from 'zod';
import { settings } from './terms.ts';

/**
 * Hosts by where the caller runs, not by where the shop sells: guide "API calls", 2025-12. A test partner id works on the
 * sandbox hosts alone, a live one on the others alone.
 */
export const HOSTS = {
  global: 'https://partner.shopeemobile.com',
  china: 'https://openplatform.shopee.cn',
  brazil: 'https://openplatform.shopee.com.br',
  sandbox: 'https://openplatform.sandbox.test-stable.shopee.sg',
  'sandbox-china': 'https://openplatform.sandbox.test-stable.shopee.cn',
} as const;

function isHost(text: string): boolean {
  if (Object.hasOwn(HOSTS, text)) return true;
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

/** Ids travel as whole numbers up to 4294967295 (error list of every call, 2026-08). */
const id32 = z.coerce.number().int().positive().max(4_294_967_295);

export const connection = z.strictObject({
  /** One of `HOSTS`, or an address that stands in for them. */
  host: z
    .string()
    .trim()
    .overwrite((text) => text.replace(/\/+$/, ''))
    .refine(isHost, `must be one of ${Object.keys(HOSTS).join(', ')}, or an address`)
    .default('global'),
  partnerId: id32,
  shopId: id32,
  /** Of a shop that is upgraded to CNSC: its products are made and stocked as global products of this merchant. */
  merchantId: id32.optional(),
  /**
   * Where the browser is sent after `auth login`, for an app whose console names an address: the answer is pasted then. The
   * guide takes any address ("Authorization and Authentication", 2025-12), so that of this machine is used without it.
   */
  redirect: z
    .string()
    .trim()
    .refine(
      (text) => /^https?:\/\/[^/]/.test(text) && URL.parse(text) !== null,
      'must be an address like https://host/path',
    )
    .optional(),
  ...settings,
  /**
   * CNSC alone. `set`: before this shop is first written to in a push, its switches are set to what `sync` says, for every
   * product of the shop (`set_sync_field`). `leave`: they are the seller's, under Sync in the CNSC. No call can read them.
   */
  syncSwitches: z.enum(['leave', 'set']).default('leave'),
  /**
   * CNSC alone: a SKU is taken off by deleting its model in the global product, which takes it off in every shop. `refuse` it
   * while other shops of the merchant sell the product, or `delete` it all the same.
   */
  sharedEnds: z.enum(['refuse', 'delete']).default('refuse'),
});

export type Connection = z.output<typeof connection>;

export type Bucket = 'read' | 'write' | 'upload' | 'token';

/** Paths of requests are appended to this: `/product/add_item`. */
export function baseUrl({ host }: Connection): string {
  return `${Object.hasOwn(HOSTS, host) ? HOSTS[host as keyof typeof HOSTS] : host}/api/v2`;
}

/** Empty texts stand for ids that an item does not have; numbers beyond 2^53 arrive as text. */
export const wireIdText = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String);

/** What every answer that is no error has. A code in `error` never gets here: `auth.judge` makes it a failure. */
const fine = { error: z.literal('') };

/** An answer that says nothing but that it was done. */
export const doneReply = z.object(fine);

const failedModel = z.object({ model_id: wireIdText, failed_reason: z.string() });
const succeededModel = z.object({ model_id: wireIdText });

/** Of `update_price` and `update_stock`: each model for itself. */
export const modelsReply = z.object({
  ...fine,
  response: z.object({
    failure_list: z.array(failedModel).nullish(),
    success_list: z.array(succeededModel).nullish(),
  }),
});

/** Of a call that was refused as a whole: the reasons, where it says them. */
export const modelFailures = z.object({ response: z.object({ failure_list: z.array(failedModel) }) });

const failedItem = z.object({ item_id: wireIdText, failed_reason: z.string() });

export const unlistReply = z.object({
  ...fine,
  response: z.object({
    failure_list: z.array(failedItem).nullish(),
    success_list: z.array(z.object({ item_id: wireIdText })).nullish(),
  }),
});

export const itemFailures = z.object({ response: z.object({ failure_list: z.array(failedItem) }) });

export const addedReply = z.object({ ...fine, response: z.object({ item_id: wireIdText }) });

/** Of `init_tier_variation` and `add_model`: the models with the ids that they were given. */
export const modelsMadeReply = z.object({
  ...fine,
  response: z.object({
    model: z.array(z.object({ model_id: wireIdText, tier_index: z.array(z.number().int()) })),
  }),
});

/** Of `delete_model` and `delete_global_model`; the latter names shops that still have the model. */
export const removedReply = z.object({
  ...fine,
  response: z.object({ failures: z.array(z.unknown()).nullish() }).nullish(),
});

export const uploadReply = z.object({
  ...fine,
  response: z.object({ image_info: z.object({ image_id: z.string().min(1) }) }),
});

export const globalAddedReply = z.object({ ...fine, response: z.object({ global_item_id: wireIdText }) });

export const globalListReply = z.object({
  ...fine,
  response: z.object({
    global_item_list: z.array(z.object({ global_item_id: wireIdText })).nullish(),
    total_count: z.number().int(),
    has_next_page: z.boolean(),
    offset: z.string().nullish(),
  }),
});

export const publishableReply = z.object({
  ...fine,
  response: z.object({
    publishable_shop: z.array(z.object({ shop_id: wireIdText, shop_region: z.string() })).nullish(),
  }),
});

export const publishedReply = z.object({
  ...fine,
  response: z.object({
    published_item: z.array(z.object({ shop_id: wireIdText, item_id: wireIdText, shop_region: z.string() })).nullish(),
  }),
});

/** The task's id has 18 digits: it arrives as text. */
export const taskReply = z.object({ ...fine, response: z.object({ publish_task_id: wireIdText }) });

/** Ids are text in the document's table and numbers in its sample (2026-08). */
export const taskResultReply = z.object({
  ...fine,
  response: z.object({
    publish_status: z.string(),
    success: z.object({ item_id: wireIdText }).nullish(),
    failed: z.object({ failed_reason: z.string().nullish() }).nullish(),
  }),
});

export const categoriesReply = z.object({
  ...fine,
  response: z.object({
    category_list: z.array(
      z.object({
        category_id: z.number().int(),
        parent_category_id: z.number().int(),
        original_category_name: z.string(),
        display_category_name: z.string().nullish(),
        has_children: z.boolean(),
      }),
    ),
  }),
});

export const recommendedReply = z.object({
  ...fine,
  response: z.object({ category_id: z.array(z.number().int()).nullish() }),
});
