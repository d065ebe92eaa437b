import type { Json } from 'mabang/contract';
import type { z } from 'zod';
import type { Called, Run } from './run.ts';
import { doneReply, modelsReply } from './schema.ts';
import { type Home, type Id, wireId } from './terms.ts';

/**
 * Items of a shop and global products are written with calls that are alike but for names. `Side` is those names, so that
 * what is known of one is known of the other.
 */
export interface Side {
  readonly home: Home;
  /** Of its calls: `/product`. */
  readonly module: string;
  readonly item: 'item_id' | 'global_item_id';
  readonly model: 'model_id' | 'global_model_id';
  readonly name: 'item_name' | 'global_item_name';
  readonly itemSku: 'item_sku' | 'global_item_sku';
  readonly modelSku: 'model_sku' | 'global_model_sku';
  /** Under which name `init_tier_variation`, `add_model` and `update_model` take their rows. */
  readonly rows: { readonly init: string; readonly add: string; readonly update: string };
  readonly calls: { readonly update: string; readonly addModel: string; readonly updateModel: string };
}

export const SHOP: Side = {
  home: 'shop',
  module: '/product',
  item: 'item_id',
  model: 'model_id',
  name: 'item_name',
  itemSku: 'item_sku',
  modelSku: 'model_sku',
  rows: { init: 'model', add: 'model_list', update: 'model' },
  calls: { update: 'update_item', addModel: 'add_model', updateModel: 'update_model' },
};

export const GLOBAL: Side = {
  home: 'global',
  module: '/global_product',
  item: 'global_item_id',
  model: 'global_model_id',
  name: 'global_item_name',
  itemSku: 'global_item_sku',
  modelSku: 'global_model_sku',
  rows: { init: 'global_model', add: 'global_model', update: 'global_model' },
  calls: { update: 'update_global_item', addModel: 'add_global_model', updateModel: 'update_global_model' },
};

export const sideOf = (home: Home): Side => (home === 'global' ? GLOBAL : SHOP);

/** An item of one side, as calls address it. */
export class Target {
  constructor(
    readonly run: Run,
    readonly side: Side,
    readonly id: Id,
  ) {}

  /** `always` for values that are set by id; `unsent` for what makes something. */
  post<T>(
    call: string,
    body: Readonly<Record<string, Json>>,
    reply: z.ZodType<T>,
    resend: 'always' | 'unsent',
  ): Promise<Called<T>> {
    const { side, id } = this;
    return this.run.post(`${side.module}/${call}`, { [side.item]: wireId(id), ...body }, reply, resend);
  }

  update(fields: Readonly<Record<string, Json>>) {
    return this.post(this.side.calls.update, fields, doneReply, 'always');
  }

  /** Of a shop item the answer tells of each model; of a global product there is a yes or a no. */
  offers(call: 'update_price' | 'update_stock', rows: readonly Json[]) {
    const list = call === 'update_price' ? 'price_list' : 'stock_list';
    const reply = this.side.home === 'shop' ? modelsReply : doneReply;
    return this.post<unknown>(call, { [list]: rows }, reply, 'always');
  }
}
