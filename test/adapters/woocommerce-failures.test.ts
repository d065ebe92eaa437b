import type { Json, Outcome } from 'mabang/contract';
import { describe, expect, it } from 'vitest';
import { map } from '../../adapters/woocommerce/map.ts';
import {
  batchOf,
  creating,
  errors,
  failedItem,
  fails,
  type Handler,
  listing,
  refused,
  rows,
  sample,
  shirt,
  shown,
  updating,
  variant,
} from './woocommerce-fake.ts';
import {
  apply,
  bodies,
  CATEGORIES,
  codes,
  PRODUCTS,
  shopWith,
  statuses,
  VARIATIONS,
  withVariant,
} from './woocommerce-shop.ts';

describe('failures', () => {
  const holder = { id: 11, name: 'Theirs', sku: 'MUG-1-S', type: 'simple', parent_id: 0, meta_data: [] as object[] };
  const taken = (found: object) => ({
    [PRODUCTS]: batchOf(() => failedItem(errors.duplicateSku ?? {})),
    'GET /wc/v3/products/11': () => found,
  });
  const both = (value: string) => ({ 'MUG-1': value, 'MUG-1/MUG-1-S': value });

  it('a call whose fate is unclear makes its changes unknown and the next call smaller', async () => {
    const shop = shopWith({ [PRODUCTS]: () => fails('unclear', 'time-out') });
    const result = await apply(shop, creating(listing(), shop), creating(shirt(['Red'], ['S']), shop));
    expect(shop.writes()).toHaveLength(1);
    expect(new Set(Object.values(statuses(result)))).toEqual(new Set(['unknown']));
    expect(shop.sizes.get('products')?.tooMuch).toBe(1);
  });

  it('an answer with a part missing is no answer', async () => {
    for (const reply of [{}, { create: [] }, { create: [{ id: 1 }] }, '<html>']) {
      const shop = shopWith({ [PRODUCTS]: () => reply });
      expect(statuses(await apply(shop, creating(listing(), shop)))).toEqual(both('unknown'));
    }
  });

  it('a product that was made keeps its id when the call for its variations is unclear', async () => {
    const shop = shopWith({ [VARIATIONS]: () => fails('unclear') });
    const { outcomes } = await apply(shop, creating(shirt(['Red'], ['S']), shop));
    expect(outcomes).toMatchObject([{ status: 'applied', remoteId: { id: 1001 } }, { status: 'unknown' }]);
  });

  it('halves a call that is too large and sends it again; one that cannot be halved is refused', async () => {
    const shop = shopWith({
      [PRODUCTS]: (call) =>
        (call.body as { create: Json[] }).create.length > 3 ? refused(413, errors.tooLarge) : batchOf()(call),
    });
    shop.sizes.set('products', { size: 8, tooMuch: 0 });
    const goods = Array.from({ length: 8 }, (_, i) =>
      listing({ code: `M${i}`, variants: [variant({ sku: `S${i}` })] }),
    );
    const result = await apply(shop, ...goods.map((one) => creating(one, shop)));
    expect(bodies(shop).map((body) => body.create?.length)).toEqual([8, 4, 2, 2, 2, 2]);
    expect(new Set(Object.values(statuses(result)))).toEqual(new Set(['applied']));
    const never = shopWith({ [PRODUCTS]: () => refused(413, errors.tooLarge) });
    expect(codes(await apply(never, creating(listing(), never)))).toEqual(both('E_WOO_REFUSED'));
  });

  it('keeps the items of a batch apart, in the order of the answer', async () => {
    const { request, reply } = sample('batch-mixed');
    expect(request.create).toHaveLength(reply.create.length);
    const shop = shopWith({
      [PRODUCTS]: () => ({ create: reply.create, update: reply.update }),
      'GET /wc/v3/products/11': () => holder,
    });
    const price = { price: { minor: 650, currency: 'EUR' } };
    const seen = shown(map(listing(), shop.ctx.at));
    const goods = ['B1', 'DUP'].map((code) => creating(listing({ code, variants: [variant({ sku: code })] }), shop));
    const changes = [11, 999_999].map((id) =>
      updating(withVariant(listing({ code: `U${id}` }), price), seen, shop, { id }),
    );
    const result = await apply(shop, ...goods, ...changes);
    expect(codes(result)).toEqual({
      B1: 'applied',
      'B1/B1': 'applied',
      DUP: 'E_WOO_SKU_TAKEN',
      'DUP/DUP': 'E_WOO_SKU_TAKEN',
      'U11/MUG-1-S': 'applied',
      'U999999/MUG-1-S': 'E_WOO_GONE',
    });
  });

  it('a SKU that is taken by our own product is for a look-up; by anybody else’s it is refused', async () => {
    const mark = [{ key: '_mabang', value: 'MUG-1' }];
    const ours = shopWith(taken({ ...holder, meta_data: mark }));
    const result = await apply(ours, creating(listing(), ours));
    expect(result.outcomes).toMatchObject([
      { status: 'unknown', reason: expect.stringContaining('product 11') },
      { status: 'unknown' },
    ]);
    for (const found of [
      holder,
      { ...holder, meta_data: [{ key: '_mabang', value: 'OTHER' }] },
      { ...holder, sku: 'mug-1-s', meta_data: mark },
    ]) {
      const theirs = shopWith(taken(found));
      expect(codes(await apply(theirs, creating(listing(), theirs)))).toEqual(both('E_WOO_SKU_TAKEN'));
    }
    const blind = shopWith({ ...taken(holder), 'GET /wc/v3/products/11': () => fails('unclear') });
    expect(statuses(await apply(blind, creating(listing(), blind)))).toEqual(both('unknown'));
  });

  it('a SKU that the trash holds is named with its product; one that is only locked may come free', async () => {
    const locked = { [PRODUCTS]: batchOf(() => failedItem(errors.lockedSku ?? {})) };
    const trash = shopWith({
      ...locked,
      'GET /wc/v3/products': ({ query }) => rows(query.status === 'trash' ? [{ id: 9, sku: 'mug-1-s' }] : []),
    });
    const trashed = await apply(trash, creating(listing(), trash));
    expect(codes(trashed)).toEqual(both('E_WOO_SKU_TRASHED'));
    expect((trashed.outcomes[0] as Extract<Outcome, { status: 'rejected' }>).issues[0]?.message.en).toContain(
      'product 9',
    );
    const other = shopWith(locked);
    const result = await apply(other, creating(listing(), other));
    expect(result.outcomes).toMatchObject([
      { status: 'rejected', retry: 'later', issues: [{ code: 'E_WOO_SKU_LOCKED' }] },
      { retry: 'later' },
    ]);
  });

  it('variations of a refused product are not sent; those of a refused change only where they need it', async () => {
    const shop = shopWith({ [PRODUCTS]: batchOf(() => failedItem(errors.pictureNotFound ?? {})) });
    expect(codes(await apply(shop, creating(shirt(['Red'], ['S']), shop)))).toEqual({
      SHIRT: 'E_WOO_IMAGE',
      'SHIRT/SHIRT-0-0': 'E_WOO_PARENT',
    });
    expect(shop.writes()).toHaveLength(1);
    const change = shopWith({
      [PRODUCTS]: batchOf(() => failedItem(errors.missingProduct ?? {})),
      'POST /wc/v3/products/11/variations/batch': batchOf(),
    });
    const before = shown(map(shirt(['Red'], ['S']), change.ctx.at), { 'SHIRT-0-0': 501 });
    const wanted = shirt(['Red'], ['S', 'M']);
    const [first, ...more] = wanted.variants;
    const result = await apply(
      change,
      updating({ ...wanted, variants: [{ ...first, quantity: 1 }, ...more] }, before, change),
    );
    expect(codes(result)).toEqual({
      SHIRT: 'E_WOO_GONE',
      'SHIRT/SHIRT-0-0': 'applied',
      'SHIRT/SHIRT-0-1': 'E_WOO_PARENT',
    });
  });

  it('throws while nothing was sent, and what it throws says that nothing happened', async () => {
    for (const route of [
      { [PRODUCTS]: () => fails('unsent') },
      { [PRODUCTS]: () => refused(401, errors.cannotView) },
    ]) {
      const shop = shopWith(route);
      await expect(apply(shop, creating(listing(), shop))).rejects.toMatchObject({ mayHaveHappened: false });
    }
    const terms = shopWith({ [`GET ${CATEGORIES}`]: () => fails('unreadable', 'a page of HTML') });
    await expect(apply(terms, creating(listing({ category: 'A' }), terms))).rejects.toMatchObject({
      kind: 'unsent',
      message: 'a page of HTML',
    });
  });

  it('keeps what was sent, and leaves the rest for later, once something was', async () => {
    const shop = shopWith({ [VARIATIONS]: () => refused(401, errors.cannotView) });
    const end = { code: 'E', remoteId: { id: 5 }, changes: [{ id: 'E', verb: 'end' as const, facets: {} }] };
    const result = await apply(shop, creating(shirt(['Red'], ['S']), shop), end);
    expect(result.outcomes).toMatchObject([
      { status: 'applied' },
      { status: 'rejected', retry: 'later', issues: [{ code: 'E_WOO_NOT_SENT' }] },
      { status: 'rejected', retry: 'later' },
    ]);
    expect(shop.writes()).toHaveLength(2);
  });

  it('stops after three calls in a row that nobody answered', async () => {
    const shop = shopWith({ [PRODUCTS]: () => fails('unclear') });
    shop.sizes.set('products', { size: 1, tooMuch: 0 });
    const goods = Array.from({ length: 5 }, (_, i) =>
      listing({ code: `M${i}`, variants: [variant({ sku: `S${i}` })] }),
    );
    const result = await apply(shop, ...goods.map((one) => creating(one, shop)));
    expect(shop.writes()).toHaveLength(3);
    expect(Object.values(statuses(result)).filter((status) => status === 'rejected')).toHaveLength(4);
  });

  it('gives every change exactly one outcome, whatever fails wherever', async () => {
    const kinds: readonly (() => never)[] = [
      () => fails('unsent'),
      () => fails('unclear'),
      () => fails('unreadable'),
      () => refused(400, errors.fatal),
      () => refused(413, errors.tooLarge),
      () => refused(429),
    ];
    for (const kind of kinds)
      for (let at = 0; at < 9; at++) {
        let count = 0;
        const hit =
          (handler: Handler): Handler =>
          (call) =>
            count++ === at ? kind() : handler(call);
        const shop = shopWith({
          [`GET ${CATEGORIES}`]: hit(() => rows(sample('categories'))),
          [`POST ${CATEGORIES}`]: hit(() => ({ id: 50, name: 'x' })),
          [PRODUCTS]: hit(batchOf()),
          [VARIATIONS]: hit(batchOf()),
          'POST /wc/v3/products/1002/variations/batch': hit(batchOf()),
          'GET /wc/v3/products/11': hit(() => ({ id: 11, type: 'variable', sku: '' })),
          'GET /wc/v3/products/11/variations': hit(() => rows([])),
          'POST /wc/v3/products/11/variations/batch': hit(batchOf()),
          'DELETE /wc/v3/products/5': hit(() => ({ id: 5 })),
        });
        shop.sizes.set('variations', { size: 1, tooMuch: 0 });
        const listings = [
          creating(shirt(['Red'], ['S', 'M'], { category: 'New' }), shop),
          creating(listing(), shop),
          { ...creating(shirt(['Blue'], ['S'], { code: 'BACK' }), shop), remoteId: { id: 11 }, revive: true },
          { code: 'E', remoteId: { id: 5 }, changes: [{ id: 'E', verb: 'end' as const, facets: {} }] },
        ];
        const wanted = listings.flatMap((one) => one.changes.map((change) => change.id));
        const result = await apply(shop, ...listings).catch((error: { mayHaveHappened?: boolean }) => {
          expect(error.mayHaveHappened).toBe(false);
          return undefined;
        });
        if (result) expect(result.outcomes.map((one) => one.changeId)).toEqual(wanted);
      }
  });
});
