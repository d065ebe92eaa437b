import type { Facet, Json, Listing, Money, Snapshot, Variant } from '../../contract/index.ts';
import { canonical, facetsOf, NO_TARGET, unitOf } from '../../core/index.ts';
import type { StaticCase } from './cases.ts';
import { check, equal } from './check.ts';
import type { Ground, Placed } from './ground.ts';

/** Text that has broken importers before. */
const TEXTS: Readonly<Record<string, string>> = {
  plain: 'Enamel mug',
  emoji: '茶杯 🍵👨‍👩‍👧 mug',
  'right to left': 'كوب مطلي بالمينا \u200f350',
  '5,000 characters': 'x'.repeat(5000),
  markup: '<b>Mug</b> & "cup" <script>alert(1)</script> 1 < 2',
  'one space': ' ',
  'line breaks': 'one\r\ntwo\nthree\u2028four',
};

const MONEY: readonly Money[] = [
  { minor: 0, currency: 'EUR' },
  { minor: 1290, currency: 'EUR' },
  { minor: 1, currency: 'USD' },
  { minor: 500, currency: 'JPY' },
  { minor: 1500, currency: 'KWD' },
  { minor: 99_900_000, currency: 'IDR' },
];

function listing(change: Partial<Listing> = {}, price: Money = { minor: 1290, currency: 'EUR' }): Listing {
  const variant: Variant = {
    sku: 'MUG-1',
    options: {},
    price,
    quantity: 3,
    images: [],
    attributes: {},
    target: NO_TARGET,
  };
  return {
    code: 'MUG',
    title: 'Enamel mug',
    description: '<p>Holds 350 ml.</p>',
    bullets: ['Enamel', 'Steel'],
    category: 'Kitchen > Mugs',
    attributes: { Material: 'Steel' },
    target: NO_TARGET,
    images: [{ url: 'https://images.example/mug.jpg' }],
    axes: [],
    status: 'active',
    variants: [variant],
    ...change,
  };
}

function many(count: number): Listing {
  const variants = Array.from(
    { length: count },
    (_, i): Variant => ({
      sku: `V-${i}`,
      options: { Size: `Size ${i}` },
      price: { minor: 1000 + i, currency: 'EUR' },
      quantity: i,
      gtin: '4006381333931',
      weight: 100 + i,
      dimensions: { length: 10, width: 20, height: 30 },
      images: [{ url: `https://images.example/${i}.jpg` }],
      attributes: { Note: String(i) },
      target: NO_TARGET,
    }),
  );
  return listing({ code: 'V', axes: ['Size'], variants: variants as unknown as Listing['variants'] });
}

/** Listings that a catalogue can hold, by what is special about them. */
export function corpus(): readonly (readonly [string, Listing])[] {
  return [
    ...Object.entries(TEXTS).map(
      ([name, text]) =>
        [`text: ${name}`, listing({ title: text, description: text, bullets: [text], brand: text })] as const,
    ),
    ...MONEY.map((money) => [`price: ${money.minor} ${money.currency}`, listing({}, money)] as const),
    ['no category, no images, no description', listing({ category: '', images: [], description: '', bullets: [] })],
    ['paused', listing({ status: 'paused' })],
    ['1 variant with options', many(1)],
    ['200 variants', many(200)],
    [
      'SKU that is a JavaScript name',
      listing({ code: 'constructor', variants: [{ ...listing().variants[0], sku: '__proto__' }] }),
    ],
  ];
}

type Look = (name: string, placed: Placed, snapshot: Snapshot) => void;

/** Every listing of the corpus, before the first contact with the platform and after it. */
async function each(ground: () => Promise<Ground>, look: Look): Promise<void> {
  const { adapter, bare, known } = await ground();
  for (const [name, wanted] of corpus())
    for (const [when, placed] of [
      ['before contact', bare(wanted)],
      ['after contact', known(wanted)],
    ] as const)
      look(`${name}, ${when}`, placed, adapter.map(placed.listing, placed.at));
}

/** Pure: `map` is total, says everything, and says it the same way twice. */
export const level1: readonly StaticCase[] = [
  {
    level: 1,
    name: 'maps every listing of the corpus, and the same way each time',
    async check({ adapter }, ground) {
      await each(ground, (name, { listing: wanted, at }, snapshot) => {
        const again = adapter.map(structuredClone(wanted), at);
        equal(canonical(again), canonical(snapshot), `${name}: mapped twice`);
        const roundTrip = JSON.parse(canonical(snapshot)) as Snapshot;
        equal(roundTrip, snapshot, `${name}: survives JSON`);
      });
    },
  },
  {
    level: 1,
    name: 'has a unit for every SKU and a place for every facet it declares',
    async check({ adapter }, ground) {
      const { facets } = adapter.capabilities;
      await each(ground, (name, { listing: wanted }, snapshot) => {
        equal(Object.keys(snapshot.variants).sort(), wanted.variants.map((v) => v.sku).sort(), `${name}: SKUs`);
        const check1 = (unit: 'product' | 'sku', found: readonly Facet[]) => {
          for (const facet of found) {
            const declared = facets[facet];
            check(declared !== undefined, `${name}: ${facet} is not declared`);
            check(
              declared.unit === 'both' || declared.unit === unit,
              `${name}: ${facet} stands on the ${unit}, declared for ${declared.unit}`,
            );
          }
        };
        check1('product', facetsOf(snapshot.product));
        for (const unit of Object.values(snapshot.variants)) {
          check1('sku', facetsOf(unit));
          for (const facet of ['price', 'stock'] as const)
            if (facets[facet]?.unit === 'sku') check(unit[facet] !== undefined, `${name}: a SKU without ${facet}`);
        }
      });
    },
  },
  {
    level: 1,
    name: 'tells different prices, quantities and titles apart, and calls equal ones equal',
    async check({ adapter }, ground) {
      const { bare, known } = await ground();
      for (const place of [bare, known]) {
        const mapped = (wanted: Listing) => {
          const placed = place(wanted);
          return adapter.map(placed.listing, placed.at);
        };
        const base = mapped(listing());
        const differs = (changed: Listing, what: string) =>
          check(canonical(mapped(changed)) !== canonical(base), `another ${what} maps to the same snapshot`);
        const [variant] = listing().variants;
        differs(listing({ title: 'Another mug' }), 'title');
        differs(listing({ variants: [{ ...variant, quantity: 4 }] }), 'quantity');
        differs(listing({ variants: [{ ...variant, price: { minor: 1391, currency: 'EUR' } }] }), 'price');
        if (adapter.capabilities.facets.status) differs(listing({ status: 'paused' }), 'status');
        for (const unit of [base.product, ...Object.values(base.variants)])
          for (const facet of facetsOf(unit)) {
            const value = unit[facet];
            if (value === undefined || !adapter.comparable) continue;
            const once = adapter.comparable(facet, value);
            equal(adapter.comparable(facet, once), once, `comparable(${facet}) of its own result`);
          }
      }
    },
  },
  {
    level: 1,
    name: 'says what a snapshot means: the price as money, the quantity as a number',
    async check({ adapter }, ground) {
      const { meaning } = adapter;
      await each(ground, (name, { listing: wanted, at }, snapshot) => {
        for (const variant of wanted.variants) {
          const unit = unitOf(snapshot, variant.sku) ?? {};
          if (unit.price !== undefined) equal(meaning('price', unit.price, at).price, variant.price, `${name}: price`);
          // Where nothing else pauses a listing, a quantity of none does.
          const shown = wanted.status === 'active' || adapter.capabilities.facets.status !== undefined;
          if (unit.stock !== undefined && shown)
            equal(meaning('stock', unit.stock, at).quantity, variant.quantity, `${name}: quantity`);
        }
        for (const unit of [snapshot.product, ...Object.values(snapshot.variants)])
          for (const facet of facetsOf(unit)) meaning(facet, unit[facet] as Json, at);
      });
    },
  },
  {
    level: 1,
    name: 'checks rules without throwing, on every listing of the corpus',
    async check({ adapter }, ground) {
      await each(ground, (name, { listing: wanted, at }) => {
        for (const rule of adapter.rules)
          for (const finding of rule.check(wanted, at))
            check(
              finding.message.en.length > 0 && finding.message.zh.length > 0,
              `${name}: ${rule.code} has words in both languages`,
            );
      });
    },
  },
];
