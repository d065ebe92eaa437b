import type { Answer, Loose } from './woocommerce-client.ts';
import { Id } from './woocommerce-recordings.ts';

/** What was written down of an answer, where that is not a part of it as it stands; and what was sent, where it was cut. */
export interface View {
  /** The request's body, where the recording has only its beginning. */
  readonly body?: unknown;
  /** Sent with another content type. */
  readonly type?: string;
  /** What the thing in the answer was called there, where only later requests tell. */
  readonly id?: number;
  /** The answer in the form of the recording. */
  readonly see?: (body: Loose, answer: Answer) => unknown;
  /** The recording in the form of `see`, where the two cannot agree to the letter; `but` says why. */
  readonly recorded?: (value: Loose) => unknown;
  readonly but?: string;
}

const x = (count: number) => 'x'.repeat(count);
const rows = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const post = (thing: Loose) => (thing.id === undefined ? null : new Id(thing.id));
const term = (thing: Loose) => new Id(thing.id, 'term');
const images: View = {
  see: (body) => body.images.map((one: Loose) => [new Id(one.id), one.src]),
};
const placed: View = {
  see: (body) => body.images.map((one: Loose) => [new Id(one.id), one.src, one.position ?? null]),
};
const meta: View = { see: (body) => body.meta_data };
const count: View = { see: (body) => body.length };
const of = (member: string): View => ({ see: (body) => body[member] });
const message: View = { see: (body) => body.message };
const made: View = {
  see: (body) => ({ n: body.create.length, err: body.create.filter((one: Loose) => one.error).length }),
};
const stock: View = {
  see: (body) => ({ m: body.manage_stock, q: body.stock_quantity, s: body.stock_status, bo: body.backorders }),
};
const bumped: View = {
  see: (body) => body.date_modified !== body.date_created,
  recorded: ([before, after]) => before !== after,
  but: 'the two moments are of another clock',
};
const SHAKEN =
  'which rows of one second stand on a page is not told by the date that orders them: trap 16 of the notes';
const price: View = of('regular_price');
const option = (name: string, value: string) => ({ name, option: value });
const variation = (sku: string, regular_price: string, size: string, colour: string) => ({
  sku,
  regular_price,
  attributes: [option('Size', size), option('Colour', colour)],
});
const SIZE = 'Farbe Größe';
const options: View = { see: (body) => body.create.map((one: Loose) => [post(one), one.attributes]) };
const errorsOr: View = { see: (body) => body.create.map((one: Loose) => one.error ?? new Id(one.id)) };

/** By file, title and, from the second of a title on, its number. */
export const VIEWS: Readonly<Record<string, View>> = {
  'probe.out: 200+ char name': { body: { name: x(70_000) }, see: (body) => ({ len: body.name.length }) },
  'probe.out: meta by key: update in place?': meta,
  'probe.out: meta delete (value null)': meta,
  'probe.out: image put again by src': images,
  'probe.out: image keep by id + add': placed,
  'probe.out: image own url (src of uploaded)': images,
  'probe.out: images cleared': of('images'),
  'probe.out: bad json': { body: '{"name":', type: 'application/json' },
  'probe.out: wrong content-type': { body: '{"name":"Tea","sku":"ignored"}', type: 'text/plain' },
  'probe.out: page beyond': {
    see: (body, { headers }) => [body, headers.get('x-wp-total'), headers.get('x-wp-totalpages')],
  },
  'probe.out: batch 101': { body: { create: rows(101, (i) => ({ name: `t${i}` })) } },
  'probe.out: batch 60+60': {
    body: { create: rows(60, (i) => ({ name: `t${i}` })), update: rows(60, (i) => ({ id: 21 + i, name: 'u' })) },
  },
  'probe.out: batch 100 create (timing)': {
    body: {
      create: rows(100, (i) => ({
        name: `bulk ${i}`,
        sku: `Pmwt0hisp-k${i}`,
        regular_price: '9.99',
        manage_stock: true,
        stock_quantity: i,
      })),
    },
    ...made,
  },
  'probe.out: batch 100 update (timing)': {
    body: { update: rows(100, (i) => ({ id: 21 + i, regular_price: '8.99' })) },
    see: (body) => ({ n: body.update.length, err: body.update.filter((one: Loose) => one.error).length }),
  },
  'probe.out: batch dup inside one batch': errorsOr,
  'probe.out: list headers': {
    see: (body, { headers }) => [
      body.map(Object.keys),
      headers.get('x-wp-total'),
      headers.get('x-wp-totalpages'),
      headers.get('link'),
    ],
    recorded: ([list, ...more]) => [list.map(Object.keys), ...more],
    but: SHAKEN,
  },
  'probe.out: list 100 (timing)': count,
  'probe.out: list 100 _fields (timing)': count,
  'probe.out: search_sku': {
    see: (body) => body.map((one: Loose) => [Object.keys(one), /^Pmwt0hisp-k1\d?$/.test(one.sku)]),
    recorded: (list) => list.map((one: Loose) => [Object.keys(one), true]),
    but: SHAKEN,
  },
  'probe.out: variations batch': {
    body: {
      create: [
        {
          ...variation('Pmwt0hisp-V-SR', '10', 'S', 'Red'),
          manage_stock: true,
          stock_quantity: 3,
          image: { src: 'http://127.0.0.1:8080/red.jpg' },
        },
        variation('Pmwt0hisp-V-MB', '11', 'M', 'Blue'),
        variation('Pmwt0hisp-V-XX', '12', 'XXL', 'Green'),
        variation('Pmwt0hisp-V-DUP', '13', 'M', 'Blue'),
        { sku: 'Pmwt0hisp-V-NO', regular_price: '13', attributes: [option('Fabric', 'Wool')] },
      ],
    },
    see: (body) =>
      body.create.map((one: Loose) => ({
        ...one,
        ...(one.image ? { image: one.image.id } : { image: undefined }),
        stock: one.stock_quantity,
        ms: one.manage_stock,
      })),
  },
  'probe.out: variation after': {
    see: (body) =>
      body.map((one: Loose) => [
        post(one),
        one.sku,
        one.attributes.map((a: Loose) => `${a.name}=${a.option}`).join(','),
      ]),
  },
  'probe.out: orphan variations still there?': count,
  'probe.out: batch delete parent deletes variations?': { see: (body) => body.delete.map(post) },
  'probe.out: cleanup': { see: (body) => body.delete.length },
  'probe2.out: create': { see: post },
  'probe2.out: stock string': stock,
  'probe2.out: stock 0': stock,
  'probe2.out: instock at 0': stock,
  'probe2.out: neg': stock,
  'probe2.out: null': stock,
  'probe2.out: inventory_delta': stock,
  'probe2.out: inventory_delta #2': stock,
  'probe2.out: mod1': of('date_modified'),
  'probe2.out: no-op PUT same price': bumped,
  'probe2.out: no-op PUT same name': bumped,
  'probe2.out: name 70000': { body: { name: x(70_000) }, see: (body) => [body.name.length, body.name] },
  'probe2.out: name 5000': { body: { name: 'y'.repeat(5000) }, see: (body) => [body.name.length] },
  'probe2.out: create name 70000': {
    body: { name: x(70_000), sku: 'Qmwt0i0of-long' },
    see: (body) => [post(body), body.code, body.message, null],
  },
  'probe2.out: sku 120 chars': { see: (body) => [null, null, body.sku.length] },
  'probe2.out: sku lookup table': { see: (body) => body.map((one: Loose) => [post(one), one.sku.length]) },
  'probe2.out: meta array value': meta,
  'probe2.out: variable': { see: post },
  'probe2.out: var': { see: (body) => [post(body), body.attributes] },
  'probe2.out: var status draft?': { see: (body) => [post(body), body.attributes, body.status, null] },
  'probe2.out: del var no force': { see: (body) => [post(body), body.status] },
  'probe2.out: var list': { see: (body) => body.map((one: Loose) => [post(one), one.status]) },
  'probe2.out: var get': { see: (body) => [post(body), body.status] },
  'probe2.out: var get #2': of('code'),
  'probe2.out: recreate same sku after var delete': { see: (body) => [post(body)] },
  'probe2.out: parent regular_price': { see: (body) => [body.regular_price, body.price] },
  'probe2.out: variable→simple deletes variations': of('type'),
  'probe2.out: settings: currency etc': of('value'),
  'probe2.out: settings/products weight': of('value'),
  'probe2.out: put price_decimal_sep ,': of('value'),
  'probe2.out: thousand .': of('value'),
  'probe2.out: in a German-format shop': price,
  'probe2.out: in a German-format shop #2': price,
  'probe2.out: in a German-format shop #3': price,
  'probe2.out: in a German-format shop #4': price,
  'probe2.out: back': of('value'),
  'probe2.out: back #2': of('value'),
  'probe2.out: system_status version': {
    see: ({ environment: one }) => [one.version, one.wp_version, one.max_upload_size],
  },
  'probe2.out: 20 images': {
    body: { images: rows(20, () => ({ src: 'http://127.0.0.1:8080/green.jpg' })) },
    see: (body) => body.images.length,
  },
  'probe2.out: batch w/ images 20x1': {
    body: { create: rows(20, (i) => ({ name: `im${i}`, images: [{ src: 'http://127.0.0.1:8080/green.jpg' }] })) },
    see: (body) => body.create.length,
  },
  'probe3.out: batch create with bad image (WC#45268)': errorsOr,
  'probe3.out: left behind?': { see: (body) => body.map((one: Loose) => [post(one), one.sku, one.status]) },
  'probe3.out: orphan media?': {
    see: (body) => body.map(({ slug, post: parent }: Loose) => [slug, parent ?? null]),
    recorded: (list) => list.map((one: Loose) => [one.slug, one.post]),
    but: 'media have ids of their own row here',
  },
  'probe3.out: webp/bmp ext-less url': of('images'),
  'probe3.out: private https host image': {
    see: ({ code, message, data }) => [code, message.split(' Error: ')[0], data],
    recorded: ({ code, message, data }) => [code, message.split(' Error: ')[0], data],
    but: 'the words are those of the bed that was recorded, which reached loopback only',
  },
  'probe3.out: status draft/private/future': { see: (body) => [body.status, body.date_created] },
  'probe3.out: slug given & duplicate': of('slug'),
  'probe3.out: sku empty on two products': { see: (body) => [post(body), body.sku] },
  'probe3.out: sku number type': message,
  'probe3.out: external product': {
    see: (body) => [body.type, body.external_url, body.regular_price, body.stock_quantity].map((one) => one ?? null),
  },
  'probe3.out: backorders': { see: (body) => [body.stock_status, body.backorders] },
  'probe3.out: variable + 2 options': { ...of('attributes'), id: 207 },
  'probe3.out: variation w/ pipe & amp options': options,
  'probe3.out: parent readback': of('attributes'),
  'probe3.out: variation without price': {
    see: (body) => body.map((one: Loose) => [one.regular_price, one.price, one.purchasable, one.status]),
  },
  'probe3.out: variation update images plural ignored?': { see: (body) => [body.image ?? null] },
  'probe3.out: variations batch 100 (timing)': {
    body: {
      create: rows(100, (i) => ({ sku: `Rmwt0i96g-m${i}`, regular_price: '1', attributes: [option(SIZE, `o${i}`)] })),
    },
    see: (body) => body.create.filter((one: Loose) => !one.error).length,
  },
  'probe3.out: orderby sku / bad orderby': message,
  'probe3.out: meta_key filter unsupported?': count,
  'probe3.out: offset+per_page': {
    see: (body, { headers }) => [body.length, headers.get('x-wp-total')],
    recorded: ([list, total]) => [list.length, total],
    but: SHAKEN,
  },
  'probe3.out: exclude_meta': { see: (body) => body[0].meta_data.length },
  'probe3.out: status any default?': message,
  'probe3.out: context=view as ?_fields nested': {
    see: (body) => body.map((one: Loose) => Object.entries({ ...one, id: typeof one.id })),
    recorded: (list) => list.map((one: Loose) => Object.entries({ ...one, id: typeof one.id })),
    but: SHAKEN,
  },
  'probe3.out: GET top-level variations (wc/v3/variations)': of('code'),
  'probe3.out: wc-analytics variations': {
    see: (body) => body.map((one: Loose) => [Object.keys(one).sort(), new Id(one.parent_id)]),
    recorded: (list) => list.map((one: Loose) => [Object.keys(one).sort(), one.parent_id]),
    but: SHAKEN,
  },
  'probe3.out: timeout sim: brands': { see: (body) => [term(body), body.name, null] },
  'probe3.out: category create dup': { see: term },
  'probe3.out: name with entities read-back equals?': { see: (body) => [body.name, body.description] },
};
