import { readFileSync } from 'node:fs';
import type { At, Diagnostic, Json, Listing, Variant } from 'mabang/contract';
import { judgeTarget } from 'mabang/core';
import { categoryAttributes } from '../../adapters/amazon/product-types.ts';
import { rules } from '../../adapters/amazon/rules.ts';
import type { Attributes, Settings } from '../../adapters/amazon/terms.ts';

/** Listings and places for the tests of the Amazon adapter's pure side. */

export const US = 'ATVPDKIKX0DER';
export const DE = 'A1PA6795UKMFR9';
export const GB = 'A1F83G8C2ARO7P';

const MONEY: Readonly<Record<string, string>> = { [US]: 'USD', [DE]: 'EUR', [GB]: 'GBP' };

export interface Setting {
  readonly marketplace?: string;
  readonly connection?: Partial<Settings>;
  readonly definitions?: Readonly<Record<string, Json>>;
}

export function placed({ marketplace = US, connection = {}, definitions = {} }: Setting = {}): At<Settings> {
  return {
    channel: 'amazon-us',
    connection: { marketplaceId: marketplace, condition: 'new_new', gtinExemption: false, ...connection },
    currency: MONEY[marketplace] ?? 'USD',
    facts: {},
    definition: (key) => definitions[key],
  };
}

export const NOTHING_MAPPED = { attributes: {}, names: {} };

export function variant(change: Partial<Variant> = {}, currency = 'USD'): Variant {
  return {
    sku: 'MUG-1',
    options: {},
    price: { minor: 1290, currency },
    quantity: 3,
    images: [],
    attributes: {},
    target: NOTHING_MAPPED,
    ...change,
  };
}

export function listing(change: Partial<Listing> = {}): Listing {
  return {
    code: 'MUG',
    title: 'Enamel mug',
    description: 'Holds 350 ml.',
    bullets: ['Enamel on steel', 'Safe in the dishwasher'],
    brand: 'Brandname',
    category: 'Kitchen > Mugs',
    attributes: {},
    target: { category: 'HOME', attributes: {}, names: {} },
    images: [{ url: 'https://images.example/mug.jpg' }],
    axes: [],
    status: 'active',
    variants: [variant()],
    ...change,
  };
}

/** A family of two colours, its options mapped. */
export function family(change: Partial<Listing> = {}, attributes: Readonly<Record<string, string>> = {}): Listing {
  const child = (color: string, n: number) =>
    variant({
      sku: `MUG-${n}`,
      options: { Color: color },
      gtin: n === 1 ? '4006381333931' : '4006381333948',
      images: [{ url: `https://images.example/mug-${n}.jpg` }],
      target: { attributes: { color }, names: {} },
    });
  return listing({
    axes: ['Color'],
    target: { category: 'HOME', attributes, names: { Color: 'color' } },
    variants: [child('Red', 1), child('Blue', 2)],
    ...change,
  });
}

/** What is found in a listing, in the order and with the repetitions left out as the engine does it. */
export function findings(wanted: Listing, at: At<Settings>): readonly Diagnostic[] {
  const attributes = categoryAttributes(wanted.target.category ?? '', at);
  const judged = attributes ? judgeTarget(wanted, attributes, at.channel) : { listing: wanted, findings: [] };
  const ruled: Diagnostic[] = rules.flatMap((rule) =>
    rule.check(judged.listing, at).map((one) => ({ ...one, code: rule.code, severity: rule.severity })),
  );
  const named = new Set(ruled.map(({ place }) => place.field));
  const core = judged.findings.filter(({ code, place }) => code !== 'E_MISSING_ATTRIBUTE' || !named.has(place.field));
  return [...ruled, ...core];
}

/** `E_AMZ_MISSING MUG-1 color`. */
export function briefly(found: readonly Diagnostic[]): readonly string[] {
  return found.map(({ code, place }) => [code, place.sku ?? '-', place.field ?? '-'].join(' '));
}

function sample(file: string): Json {
  return JSON.parse(readFileSync(new URL(`../../fixtures/amazon/${file}`, import.meta.url), 'utf8')) as Json;
}

/** A small product type in the structure of real ones. */
export const MUG = sample('product-type-mug.json');
export const PUT_AND_READ = sample('put-and-read.json') as unknown as Readonly<Record<'sent' | 'read', Attributes>>;

/** A place where the product type `MUG` is known. */
export function withMug(setting: Setting = {}): At<Settings> {
  return placed({ definitions: { [`MUG LISTING ${US}`]: MUG }, ...setting });
}

/** A mug that says all that `MUG` asks for. */
export function mug(change: Partial<Variant> = {}, attributes: Readonly<Record<string, string>> = {}): Listing {
  return listing({
    target: { category: 'MUG', attributes: { country_of_origin: 'China', ...attributes }, names: {} },
    variants: [variant({ gtin: '4006381333931', ...change })],
  });
}
