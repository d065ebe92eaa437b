import type { Batch, BatchResult, Outcome, RemoteListing } from '../../contract/index.ts';
import type { Mutant } from './slow-mutants.ts';

/** Adapters that are careless of an account's health. */
export const carelessMutants: readonly Mutant[] = [
  {
    name: 'previews something else than it sends',
    killedBy: /preview asks/,
    skip: ({ preview }) => (preview ? undefined : 'no preview'),
    mutate: (adapter, bite) => ({
      ...adapter,
      preview: async ({ listings }: Batch, context): Promise<BatchResult> => {
        bite();
        const without = listings.map((one) => ({
          ...one,
          changes: one.changes.filter(({ verb }) => verb !== 'update'),
        }));
        return adapter.preview?.({ listings: without }, context) ?? { outcomes: [] };
      },
    }),
  },
  {
    name: 'does not tell what the platform has taken off sale',
    killedBy: /took off sale/,
    skip: ({ market }) => (market ? undefined : 'every shop stands alone'),
    mutate: (adapter, bite) => ({
      ...adapter,
      async *fetchRemote(wanted, context): AsyncIterable<RemoteListing> {
        for await (const { removed, ...listing } of adapter.fetchRemote(wanted, context)) {
          if (removed) bite();
          yield listing;
        }
      },
    }),
  },
  {
    name: 'calls a refusal for good one that time may change',
    killedBy: /not asked again/,
    mutate: (adapter, bite) => {
      const softened = (outcomes: readonly Outcome[]): readonly Outcome[] =>
        outcomes.map((outcome) => {
          if (outcome.status !== 'rejected' || outcome.retry === 'later') return outcome;
          bite();
          return { ...outcome, retry: 'later' };
        });
      return {
        ...adapter,
        async apply(batch, context) {
          const result = await adapter.apply(batch, context);
          return { ...result, outcomes: softened(result.outcomes) };
        },
      };
    },
  },
];
