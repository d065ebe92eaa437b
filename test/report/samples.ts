import type { Diagnostic } from '../../src/contract/index.ts';
import { type ChannelPlan, NO_COUNTS, type Plan, type PlannedChange, sealPlan } from '../../src/core/index.ts';

export function finding(part: Partial<Diagnostic> & { readonly code: string }): Diagnostic {
  return {
    severity: 'error',
    message: { en: `${part.code} happened`, zh: `${part.code} 发生` },
    place: {},
    ...part,
  };
}

export function channelPlan(part: Partial<ChannelPlan>): ChannelPlan {
  return {
    channel: 'shop',
    adapter: 'acme',
    apiVersion: '1',
    environment: 'sandbox',
    facets: null,
    listings: [],
    findings: [],
    guards: [],
    counts: NO_COUNTS,
    ...part,
  };
}

export function change(part: Partial<PlannedChange> & Pick<PlannedChange, 'id' | 'verb'>): PlannedChange {
  return { facets: {}, drift: [], ...part };
}

/** One listing of each kind: ended, updated with drift, created with two SKUs. */
export function samplePlan(): Plan {
  return sealPlan('2026-11-23T10:00:00.000Z', [
    channelPlan({
      environment: 'live',
      counts: { ...NO_COUNTS, same: 2034, create: 1, update: 1, end: 1, held: 2 },
      listings: [
        {
          code: 'NEW-1',
          title: 'New mug',
          state: 'create',
          revive: false,
          changes: [
            change({ id: 'NEW-1', verb: 'create', facets: { content: { to: { title: 'New mug' } } } }),
            change({
              id: 'NEW-1/N-R',
              verb: 'create',
              sku: 'N-R',
              facets: { price: { to: '12.90' }, stock: { to: 5 } },
            }),
            change({ id: 'NEW-1/N-B', verb: 'create', sku: 'N-B', facets: { price: { to: '13.90' } } }),
          ],
        },
        {
          code: 'UPD-1',
          title: 'Enamel mug',
          state: 'update',
          revive: false,
          changes: [
            change({
              id: 'UPD-1/U-R',
              verb: 'update',
              sku: 'U-R',
              facets: { price: { to: '14.50', seen: '12.90' }, stock: { to: 0, seen: 7 } },
              drift: ['stock'],
            }),
          ],
        },
        {
          code: 'OLD-1',
          title: 'Old mug',
          state: 'end',
          revive: false,
          changes: [change({ id: 'OLD-1', verb: 'end' })],
        },
      ],
    }),
  ]);
}
