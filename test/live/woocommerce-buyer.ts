import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type Loose, oauth, send } from '../adapters/woocommerce-client.ts';

/** A shop, as somebody without mabang reaches it. */
export interface Access {
  /** Of the shop, without a slash at its end. */
  readonly url: string;
  readonly secrets: { readonly key: string; readonly secret: string };
}

/** What a buyer sees of a SKU, read by a client that shares nothing with the adapter. */
export interface Sight {
  readonly copies: number;
  readonly visible: boolean;
  readonly title: string;
  readonly price: string;
  /** '' when nothing is crossed out. */
  readonly crossedOut: string;
  readonly quantity: number | null;
  readonly options: Readonly<Record<string, string>>;
  readonly gtin: string;
  /** In the shop's unit. */
  readonly weight: string;
  readonly images: number;
  readonly categories: readonly string[];
  readonly brands: readonly string[];
  readonly description: string;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

/** HTML text as a browser shows it: entities decoded once, white space folded. */
export function shownText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, decimal, hex, name) =>
      name ? (NAMED[name] ?? all) : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/\s+/g, ' ')
    .trim();
}

export class Buyer {
  constructor(readonly access: Access) {}

  /** Signed as the documents say: Basic over HTTPS, OAuth 1.0a over plain HTTP. Reads are asked again when a host stumbles. */
  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const url = new URL(`${this.access.url}/wp-json${path.startsWith('/wc') ? path : `/wc/v3${path}`}`);
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#sent(method, url, body);
      if (method !== 'GET' || attempt === 5 || (answer.status !== 429 && answer.status < 500)) return answer;
      await sleep(1000 * attempt);
    }
  }

  /** A signature goes into the query: many hosts keep the header it could stand in to themselves. */
  #sent(method: string, url: URL, body: unknown): Promise<Answer> {
    const { secrets } = this.access;
    if (url.protocol === 'https:') {
      const basic = Buffer.from(`${secrets.key}:${secrets.secret}`).toString('base64');
      return send(url, method, body, { authorization: `Basic ${basic}` });
    }
    const signed = new URL(url);
    for (const [name, value] of oauth({ secrets }, method, url)) signed.searchParams.set(name, value);
    return send(signed, method, body);
  }

  /** The body of an answer that says yes. */
  async get(path: string): Promise<Loose> {
    return this.#good('GET', path);
  }

  async post(path: string, body: unknown): Promise<Loose> {
    return this.#good('POST', path, body);
  }

  async #good(method: string, path: string, body?: unknown): Promise<Loose> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`);
    }
    return answer.body;
  }

  /** All rows of a list, page by page. */
  async all(path: string): Promise<Loose[]> {
    const rows: Loose[] = [];
    for (let page = 1; ; page++) {
      const mark = path.includes('?') ? '&' : '?';
      const part: Loose[] = await this.get(`${path}${mark}per_page=100&page=${page}&orderby=id&order=asc`);
      rows.push(...part);
      if (part.length < 100) return rows;
    }
  }

  /** Products and variations that hold one of these SKUs and are not in the trash, each with its product. */
  async look(skus: readonly string[]): Promise<ReadonlyMap<string, Sight>> {
    const rows: Loose[] = [];
    for (let at = 0; at < skus.length; at += 50)
      rows.push(
        ...(await this.all(
          `/products?sku=${skus
            .slice(at, at + 50)
            .map(encodeURIComponent)
            .join(',')}`,
        )),
      );
    const products = new Map<number, Loose>();
    const variations = new Map<number, Loose>();
    for (const parent of new Set<number>(rows.filter(isVariation).map((row) => row.parent_id))) {
      products.set(parent, await this.get(`/products/${parent}?context=edit`));
      for (const one of await this.all(`/products/${parent}/variations`)) variations.set(one.id, one);
    }
    const sights = new Map<string, Sight>();
    for (const row of rows) {
      const unit = isVariation(row) ? variations.get(row.id) : row;
      const product = isVariation(row) ? products.get(row.parent_id) : row;
      const copies = rows.filter((one) => one.sku === row.sku).length;
      if (unit && product) sights.set(row.sku, sightOf(product, unit, copies));
    }
    return sights;
  }
}

const isVariation = (row: Loose) => row.type === 'variation';

function sightOf(product: Loose, unit: Loose, copies: number): Sight {
  const attributes = unit === product ? [] : unit.attributes;
  return {
    copies,
    visible: product.status === 'publish' && unit.status === 'publish',
    title: shownText(product.name),
    price: unit.price,
    crossedOut: unit.sale_price === '' ? '' : unit.regular_price,
    quantity: unit.stock_quantity,
    options: Object.fromEntries(attributes.map((one: Loose) => [shownText(one.name), shownText(one.option)])),
    gtin: unit.global_unique_id ?? '',
    weight: unit.weight,
    images: product.images.length,
    categories: product.categories.map((one: Loose) => shownText(one.name)),
    brands: (product.brands ?? []).map((one: Loose) => shownText(one.name)),
    description: product.description,
  };
}
