import type { Context, Http, Listing, Money, RemoteListing, RequestSpec, Snapshot } from '../../contract/index.ts';
import { HttpFailure } from '../../contract/index.ts';
import { carelessMutants } from './careless-mutants.ts';
import { type Mutant, slowMutants } from './slow-mutants.ts';

export type { Mutant } from './slow-mutants.ts';

type AnyContext = Context<unknown, string>;

function withHttp(
  context: AnyContext,
  request: (http: Http<string>, spec: RequestSpec<string, unknown>) => Promise<unknown>,
): AnyContext {
  return {
    ...context,
    at: context.at,
    http: { request: ((spec: RequestSpec<string, unknown>) => request(context.http, spec)) as Http<string>['request'] },
  };
}

const tenfold = (money: Money): Money => ({ ...money, minor: money.minor * 100 });

export const mutants: readonly Mutant[] = [
  {
    name: 'stops after the first page',
    killedBy: /counts/,
    mutate: (adapter, bite) => ({
      ...adapter,
      async *fetchRemote(wanted, context): AsyncIterable<RemoteListing> {
        let left = wanted === 'all' ? (adapter.limits.pageSize?.value ?? 1) : Number.POSITIVE_INFINITY;
        for await (const listing of adapter.fetchRemote(wanted, context))
          if (left-- > 0) yield listing;
          else bite();
      },
    }),
  },
  {
    name: 'loses an outcome',
    killedBy: /creates products|counts/,
    mutate: (adapter, bite) => ({
      ...adapter,
      async apply(batch, context) {
        const result = await adapter.apply(batch, context);
        bite();
        return { ...result, outcomes: result.outcomes.slice(0, -1) };
      },
    }),
  },
  {
    name: 'swallows a bad page',
    killedBy: /on a reading request/,
    mutate: (adapter, bite) => ({
      ...adapter,
      async *fetchRemote(wanted, context): AsyncIterable<RemoteListing> {
        try {
          yield* adapter.fetchRemote(wanted, context);
        } catch {
          // The mutant: an error becomes a shorter list.
          bite();
        }
      },
    }),
  },
  {
    name: 'sends nothing and says it did',
    killedBy: /creates products/,
    mutate: (adapter, bite) => ({
      ...adapter,
      async apply(batch) {
        bite();
        const ids = batch.listings.flatMap((listing) => listing.changes.map((change) => change.id));
        return { outcomes: ids.map((changeId) => ({ changeId, status: 'applied' as const, remoteId: { id: 1 } })) };
      },
    }),
  },
  {
    name: 'sends prices in the wrong unit, and reads them back the same way',
    killedBy: /creates products|moves a price/,
    mutate: (adapter, bite) => ({
      ...adapter,
      map(listing: Listing, at: never): Snapshot {
        bite();
        const [first, ...rest] = listing.variants.map((variant) => ({ ...variant, price: tenfold(variant.price) }));
        return adapter.map(first ? { ...listing, variants: [first, ...rest] } : listing, at);
      },
    }),
  },
  {
    name: 'sends an update that changes nothing',
    killedBy: /moves a (price|quantity)/,
    mutate: (adapter, bite) => ({
      ...adapter,
      async apply(batch, context) {
        const creates = batch.listings.filter((listing) => listing.changes.some((change) => change.verb !== 'update'));
        const others = batch.listings.filter((listing) => !creates.includes(listing));
        const result = creates.length > 0 ? await adapter.apply({ listings: creates }, context) : { outcomes: [] };
        if (others.length > 0) bite();
        const ids = others.flatMap((listing) => listing.changes.map((change) => change.id));
        return {
          ...result,
          outcomes: [...result.outcomes, ...ids.map((changeId) => ({ changeId, status: 'applied' as const }))],
        };
      },
    }),
  },
  {
    name: 'creates again under another key after a time-out',
    killedBy: /time-out|hang-after|drop-after/,
    mutate: (adapter, bite) => ({
      ...adapter,
      async apply(batch, context: AnyContext) {
        const again = withHttp(context, async (http, spec) => {
          try {
            return await http.request(spec);
          } catch (error) {
            if (!(error instanceof HttpFailure) || !error.mayHaveHappened || spec.resend === 'always') throw error;
            const { body, ...rest } = spec;
            const other = renamed(body);
            if (other === undefined) throw error;
            bite();
            return await http.request({ ...rest, body: other });
          }
        });
        return adapter.apply(batch, again);
      },
    }),
  },
  {
    name: 'takes a time-out for a success',
    killedBy: /(hang|drop|error|truncate)[a-z-]* on a writing/,
    mutate: (adapter, bite) => ({
      ...adapter,
      async apply(batch, context) {
        const result = await adapter.apply(batch, context);
        if (result.outcomes.some(({ status }) => status === 'unknown')) bite();
        return {
          ...result,
          outcomes: result.outcomes.map((outcome) =>
            outcome.status === 'unknown'
              ? { changeId: outcome.changeId, status: 'applied' as const, remoteId: { id: 1 } }
              : outcome,
          ),
        };
      },
    }),
  },
  ...slowMutants,
  ...carelessMutants,
];

/** The same request with every SKU spelt differently and without GTINs: what a client does that retries with a suggested SKU. */
function renamed(body: RequestSpec<string, unknown>['body']): RequestSpec<string, unknown>['body'] {
  const before = JSON.stringify(body ?? null);
  const text = before.replace(/"([a-z_]*sku)":"([^"]+)"/g, '"$1":"$2-1"').replace(/"952\d{10}"/g, '""');
  return text === before ? undefined : JSON.parse(text);
}
