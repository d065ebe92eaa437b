import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/http/index.ts';
import type { Loose } from '../adapters/woocommerce-client.ts';
import { Bench, type Goods } from './woocommerce-bench.ts';
import { type Access, Buyer, shownText } from './woocommerce-buyer.ts';
import { big, crate, cut, mug, RUN, shirt, skusOf, withSku } from './woocommerce-goods.ts';
import { sweep } from './woocommerce-sweep.ts';

/** A shop to be tried. What is there already is left as it is. */
export interface LiveShop extends Access {
  readonly clock?: Clock;
  /** A picture that the shop's server can fetch. */
  readonly image?: string;
  /** Does the work of the next batch call and does not answer it. A real shop needs no help: 100 creates take it seconds. */
  mute?(): void;
  /** Answers again, should nobody have asked. */
  unmute?(): void;
  close?(): Promise<void>;
}

const GRAMS: Readonly<Record<string, number>> = { kg: 1000, g: 1, lbs: 453.59237, oz: 28.349523125 };

/** Long enough for a small server: the whole takes a few minutes there, and seconds on the emulator. */
const TIMEOUT = 20 * 60_000;

/**
 * A seller's life with one shop, from nothing to nothing, through the engine; what a buyer sees after each step is read by
 * another client. Everything it makes has this run's prefix and is deleted for good in the end; media stay, because wc/v3
 * cannot delete them.
 */
export function liveSuite(name: string, open: () => Promise<LiveShop>): void {
  describe(name, { timeout: TIMEOUT, sequential: true }, () => {
    let shop: LiveShop;
    let buyer: Buyer;
    let bench: Bench;
    let others: readonly Loose[] = [];
    const catalogue = new Map<string, Goods>();

    beforeAll(async () => {
      shop = await open();
      buyer = new Buyer(shop);
      others = await buyer.get(`/products?per_page=100&orderby=id&order=asc&_fields=${WATCHED}`);
      bench = await Bench.open(shop, shop.clock);
    }, TIMEOUT);

    afterAll(async () => {
      bench?.close();
      if (buyer) await sweep(buyer);
      await shop?.close?.();
    }, TIMEOUT);

    const put = (...goods: readonly Goods[]) => {
      for (const one of goods) catalogue.set(one.product.code, one);
      bench.put(...goods);
    };

    async function pushed(): Promise<void> {
      const report = await bench.push();
      expect(report.error).toBeUndefined();
      expect(report.findings.filter(({ code }) => !/^W_/.test(code)).map((one) => [one.code, one.message.en])).toEqual(
        [],
      );
      expect(report.counts).toMatchObject({ landed: report.counts.planned, rejected: 0, unknown: 0, notLanded: 0 });
    }

    /** Nothing is left to do, and a push sends no writing request. */
    async function settled(): Promise<void> {
      expect(await bench.differences()).toEqual([]);
      const { error, requests } = await bench.push();
      expect([error, requests.writes]).toEqual([undefined, 0]);
    }

    async function expectSeen(...goods: readonly Goods[]): Promise<void> {
      const sights = await buyer.look(goods.flatMap(skusOf));
      for (const { product, skus } of goods)
        for (const sku of skus.filter(({ status }) => status !== 'ended')) {
          const sight = sights.get(sku.sku);
          expect(sight, sku.sku).toMatchObject({
            copies: 1,
            visible: (product.status ?? 'active') === 'active',
            title: shownText(asText(product.title ?? '')),
            quantity: sku.quantity,
            options: sku.options ?? {},
            gtin: sku.gtin ?? '',
          });
          expect(Number(sight?.price), sku.sku).toBe(Number(bench.price(sku.price)));
          expect(Number(sight?.crossedOut), sku.sku).toBe(Number(sku.listPrice ? bench.price(sku.listPrice) : ''));
          if (product.images) expect(sight?.images, sku.sku).toBe(product.images.length);
          const unit = GRAMS[bench.weightUnit];
          if (sku.weight && unit) expect(Math.round(Number(sight?.weight) * unit), sku.sku).toBe(sku.weight);
        }
    }

    /** A change of one product alone: the diff names it and these facets, and the shop shows it. */
    async function changes(facets: readonly string[], changed: Goods): Promise<void> {
      put(changed);
      const differences = await bench.differences();
      expect(differences).toHaveLength(1);
      for (const facet of facets)
        expect(differences[0]).toMatch(new RegExp(`^\\w+ ${changed.product.code}: .*\\b${facet}\\b`));
      await pushed();
      await expectSeen(changed);
      await settled();
    }

    it('has a currency, the one its own list names', async () => {
      expect(bench.currency).toBe((await buyer.get('/data/currencies/current')).code);
    });

    it('lists a simple product, one with two axes, and one whose axis is an attribute of the shop', async () => {
      await buyer.post('/products/attributes', { name: cut(shop).axis });
      put(mug(shop), shirt(shop), cut(shop).goods);
      await pushed();
      await expectSeen(...catalogue.values());
      const one = (await buyer.look([`${RUN}-MUG-S`])).get(`${RUN}-MUG-S`);
      expect(one?.categories).toEqual(['Mugs & cups']);
      // Brands are part of WooCommerce since 9.6; before that the brand is an attribute.
      if (one?.brands.length) expect(one.brands).toEqual([`Emaille ${RUN}`]);
      expect(one?.description).toContain('350 ml');
      await settled();
    });

    it('moves each facet alone', async () => {
      const plain = mug(shop);
      await changes(['price'], withSku(plain, { price: 1399 }));
      await changes(['price'], withSku(plain, { price: 1100, listPrice: 1500 }));
      await changes(['price'], plain);
      await changes(['stock'], withSku(plain, { quantity: 0 }));
      await changes(['stock'], withSku(plain, { quantity: 12 }));
      await changes(
        ['content'],
        withSku({ ...plain, product: { ...plain.product, title: 'Another mug' } }, { quantity: 12 }),
      );
      await changes(['content', 'stock'], withSku(plain, { weight: 1234 }));
      await changes(['status', 'content'], { ...plain, product: { ...plain.product, status: 'paused' } });
      await changes(['status'], plain);
      const shirts = shirt(shop);
      await changes(['price'], withSku(shirts, { price: 3555 }, 4));
      await changes(['stock', 'price'], withSku(shirts, { quantity: 0 }, 1));
    });

    it('shows a picture once it has one, and fetches it once', async () => {
      if (shop.image === undefined) return;
      const plain = mug(shop);
      const [image] = plain.product.images ?? [];
      if (!image) throw new Error('the product has no picture');
      const before = (await buyer.get(`/products?sku=${RUN}-MUG-S`))[0].images[0].id;
      await changes(['media'], {
        ...plain,
        product: { ...plain.product, images: [image, { url: `${image.url}?again=1` }] },
      });
      await changes(['media'], plain);
      expect((await buyer.get(`/products?sku=${RUN}-MUG-S`))[0].images[0].id).toBe(before);
    });

    it('comes to rest with text that shops rewrite', async () => {
      const plain = mug(shop);
      for (const title of TITLES) {
        const description = `<p>${asText(title)} & "q"</p>\r\n<ul><li onclick="x()">1 < 2</li></ul>\n\n<script>x</script>text`;
        await changes(['content'], {
          ...plain,
          product: { ...plain.product, title, description, bullets: [title, 'a & b'] },
        });
      }
    });

    it('adds a variant, and takes one off', async () => {
      const six = shirt(shop);
      const eight = shirt(shop, ['Black', 'White & blue'], ['S', 'M', 'L', 'XL']);
      await changes(['variation'], eight);
      const [first] = six.skus;
      if (!first) throw new Error('the product has no variant');
      const fewer = withSku(eight, { status: 'ended' });
      put(fewer);
      await pushed();
      await expectSeen(fewer);
      expect((await buyer.look([first.sku])).size).toBe(0);
      await settled();
      put(eight);
      await pushed();
      await expectSeen(eight);
      await settled();
    });

    it('ends listings, and lists them again', async () => {
      const all = [...catalogue.values()];
      put(...all.map((one) => ({ ...one, product: { ...one.product, status: 'ended' as const } })));
      await pushed();
      expect((await buyer.look(all.flatMap(skusOf))).size).toBe(0);
      await settled();
      put(...all);
      await pushed();
      await expectSeen(...all);
      await settled();
    });

    it('leaves alone what somebody else listed, until it is adopted', async () => {
      const sku = `${RUN}-THEIRS`;
      const theirs = await buyer.post('/products', { name: 'Their mug', sku, regular_price: '9.99' });
      const path = `/products/${theirs.id}?_fields=${WATCHED}`;
      const before = await buyer.get(path);
      const goods: Goods = {
        product: { code: sku, title: 'Our mug' },
        skus: [{ sku, price: 2100, quantity: 4 }],
      };
      put(goods);
      const report = await bench.push();
      expect(report.findings.map(({ code }) => code)).toContain('E_FOREIGN');
      expect(report.requests.writes).toBe(0);
      expect(await buyer.get(path)).toEqual(before);
      expect((await bench.adopt(false)).matches.map(({ code }) => code)).toEqual([sku]);
      expect(await buyer.get(path)).toEqual(before);
      await bench.adopt(true);
      await pushed();
      await expectSeen(goods);
      expect((await buyer.get(`/products?sku=${sku}`)).map(({ id }: Loose) => id)).toEqual([theirs.id]);
      await settled();
    });

    it('lists a product with 100 variants', async () => {
      const hundred = big(shop);
      put(hundred);
      await pushed();
      await expectSeen(hundred);
      await settled();
    });

    it.each([99, 100, 101])('lists %i products at once', async (count) => {
      const goods = crate(count, `C${count}`);
      put(...goods);
      await pushed();
      await expectSeen(...goods);
      await settled();
    });

    it('finds what a call did that was not answered in time, and makes nothing twice', async () => {
      const goods = crate(100, 'LATE');
      put(...goods);
      // A quarter of what the shop has shown to need for such a call, and a second at most.
      bench.giveUp = Math.max(200, Math.min(1000, bench.longest / 4));
      shop.mute?.();
      const report = await bench.push().finally(() => shop.unmute?.());
      bench.giveUp = undefined;
      expect(report.outcomes.filter(({ outcome }) => outcome.status === 'unknown').length).toBeGreaterThan(0);
      for (let attempt = 1; ; attempt++) {
        const { counts, resumed, error, findings } = await bench.push();
        if (!error && counts.planned === 0 && resumed.open === 0) break;
        if (attempt === 8) throw new Error(`eight pushes did not come to rest: ${JSON.stringify(error ?? findings)}`);
        // The shop may still be at work on the call that nobody waits for.
        if (!shop.mute) await sleep(3000);
      }
      await expectSeen(...goods);
      const made = await buyer.all(`/products?search_sku=${RUN}-LATE&_fields=id,sku`);
      expect(made.map(({ sku }) => sku).sort()).toEqual(goods.flatMap(skusOf).sort());
      await settled();
    });

    it('ends everything, and has touched nothing else', async () => {
      const all = [...catalogue.values()];
      put(...all.map((one) => ({ ...one, product: { ...one.product, status: 'ended' as const } })));
      await pushed();
      expect((await buyer.look(all.flatMap(skusOf))).size).toBe(0);
      await settled();
      await sweep(buyer);
      for (const status of ['any', 'trash'])
        expect(await buyer.all(`/products?search_sku=${RUN}&status=${status}&_fields=id,sku`)).toEqual([]);
      const ids = others.map(({ id }) => id).join();
      const path = `/products?per_page=100&orderby=id&order=asc&include=${ids}&_fields=${WATCHED}`;
      if (others.length > 0) expect(await buyer.get(path)).toEqual(others);
    });
  });
}

/** What tells of a product that was changed. */
const WATCHED = 'id,sku,status,date_modified_gmt';

const TITLES = ['Tom & Jerry mug', 'Mug 1 < 2 "big" \'small\'', '  Mug  茶 🍵 ', 'Mug &amp; saucer', 'Mug <b>bold</b>'];

/** A title is text: what stands in the sheet is what a buyer reads. */
function asText(title: string): string {
  return title.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
