import type {
  AnyAdapter,
  BatchResult,
  Context,
  Facet,
  FacetChange,
  ListingChange,
  Picture,
  RemoteListing,
} from '../../contract/index.ts';

/** A way to break any adapter. The suite must notice every one of them, or it proves nothing. */
export interface Mutant {
  readonly name: string;
  /** Cases of which at least one must fail. */
  readonly killedBy: RegExp;
  /** Why an adapter cannot be broken in this way; only what it declares may say so. */
  skip?(adapter: AnyAdapter): string | undefined;
  /**
   * Calls `bite` whenever it has changed what the adapter does. One that never bit, in any of its cases, says nothing of this
   * adapter: its platform gives no occasion for it.
   */
  mutate(adapter: AnyAdapter, bite: () => void): AnyAdapter;
}

type AnyContext = Context<unknown, string>;

const noMedia = ({ capabilities }: AnyAdapter) => (capabilities.facets.media ? undefined : 'no media facet');
const notAsync = ({ capabilities }: AnyAdapter) =>
  capabilities.submission === 'async' ? undefined : 'submission is not async';
const atOnce = ({ capabilities }: AnyAdapter) => (capabilities.settles ? undefined : 'writes show at once');
const noTokens = ({ auth }: AnyAdapter) => (auth.tokens?.length ? undefined : 'no short-lived tokens');

/** Ways to break an adapter of a platform that is slow, asynchronous, or strict. */
export const slowMutants: readonly Mutant[] = [
  {
    name: 'drops the ticket',
    killedBy: /ticket/,
    skip: notAsync,
    mutate: (adapter, bite) => ({
      ...adapter,
      async apply(batch, context) {
        const { ticket, ...result } = await adapter.apply(batch, context);
        if (ticket !== undefined) bite();
        return result;
      },
    }),
  },
  {
    name: 'calls what was accepted behind a ticket done',
    killedBy: /ticket/,
    skip: notAsync,
    mutate: (adapter, bite) => ({
      ...adapter,
      async apply(batch, context) {
        const { ticket, outcomes }: BatchResult = await adapter.apply(batch, context);
        if (ticket !== undefined) bite();
        return {
          outcomes: outcomes.map((outcome) =>
            outcome.status === 'accepted' ? { ...outcome, status: 'applied' as const } : outcome,
          ),
        };
      },
    }),
  },
  {
    name: 'takes what it sent for what the platform shows',
    killedBy: /not yet live|finds wrong later/,
    skip: atOnce,
    mutate: (adapter, bite) => {
      const sent = new Map<string, RemoteListing>();
      return {
        ...adapter,
        async apply(batch, context) {
          const result = await adapter.apply(batch, context);
          const ids = new Map(
            result.outcomes.map((one) => [one.changeId, 'remoteId' in one ? one.remoteId : undefined]),
          );
          for (const { code, wanted, changes, ...listing } of batch.listings) {
            const remoteId = listing.remoteId ?? changes.map(({ id }) => ids.get(id)).find((id) => id !== undefined);
            if (wanted && remoteId !== undefined)
              sent.set(code, { code, remoteId, snapshot: wanted, mark: adapter.capabilities.mark ? 'ours' : 'none' });
          }
          return result;
        },
        async *fetchRemote(wanted, context): AsyncIterable<RemoteListing> {
          if (wanted === 'all') return yield* adapter.fetchRemote(wanted, context);
          const known = wanted.flatMap(({ code }) => sent.get(code) ?? []);
          if (known.length > 0) bite();
          yield* known;
          const rest = wanted.filter(({ code }) => !sent.has(code));
          if (rest.length > 0) yield* adapter.fetchRemote(rest, context);
        },
      };
    },
  },
  {
    name: 'declares that writes show at once where they do not',
    killedBy: /creates products|not yet live|moves a/,
    skip: atOnce,
    // It does not call `bite`: an emulator that happens to be quick is not harmed.
    mutate: (adapter) => {
      const { settles: _none, ...capabilities } = adapter.capabilities;
      return { ...adapter, capabilities };
    },
  },
  {
    name: 'swallows issues that come late',
    killedBy: /finds wrong later/,
    skip: atOnce,
    mutate: (adapter, bite) => ({
      ...adapter,
      async *fetchRemote(wanted, context): AsyncIterable<RemoteListing> {
        for await (const { issues, removed: _, ...listing } of adapter.fetchRemote(wanted, context)) {
          if (issues && issues.length > 0) bite();
          yield listing;
        }
      },
    }),
  },
  {
    name: 'sends a picture again each time it is needed',
    killedBy: /uploads none twice|share once|two addresses/,
    skip: noMedia,
    mutate: (adapter, bite) => {
      // What a client does that keeps no memory of what it sent: every time it is asked, the bytes go out once more.
      const pictures = new Map<string, Picture>();
      return {
        ...adapter,
        apply: (batch, context: AnyContext) =>
          adapter.apply(batch, {
            ...context,
            at: context.at,
            async upload(url, send) {
              const before = pictures.get(url);
              const remote = await context.upload(url, (picture) => {
                pictures.set(url, picture);
                return send(picture);
              });
              if (!before) return remote;
              bite();
              return send(before);
            },
          }),
      };
    },
  },
  {
    name: 'forgets what stood beside a price or a quantity',
    killedBy: /others set/,
    mutate: (adapter, bite) => ({
      ...adapter,
      apply: (batch, context) =>
        adapter.apply({ listings: batch.listings.map((listing) => withoutSiblings(listing, bite)) }, context),
    }),
  },
  {
    name: 'takes off what was left out of an update',
    killedBy: /error in stays/,
    mutate: (adapter, bite) => ({
      ...adapter,
      async apply(batch, context) {
        const ends = new Set<string>();
        const listings = batch.listings.map((listing): ListingChange => {
          const { code, wanted, seen, changes } = listing;
          if (!wanted || !seen) return listing;
          const left = Object.keys(seen.variants).filter(
            (sku) => !Object.hasOwn(wanted.variants, sku) && !changes.some((change) => change.sku === sku),
          );
          for (const sku of left) ends.add(`${code}/${sku}`);
          if (left.length > 0) bite();
          const off = left.map((sku) => ({ id: `${code}/${sku}`, verb: 'end' as const, sku, facets: {} }));
          return { ...listing, changes: [...changes, ...off] };
        });
        const result = await adapter.apply({ listings }, context);
        return { ...result, outcomes: result.outcomes.filter(({ changeId }) => !ends.has(changeId)) };
      },
    }),
  },
  {
    name: 'asks for a new token every few seconds',
    killedBy: /one token serves|token that ends/,
    skip: noTokens,
    mutate: (adapter, bite) => ({
      ...adapter,
      auth: {
        ...adapter.auth,
        tokens: adapter.auth.tokens?.map((token) => ({
          ...token,
          reply: token.reply.transform((answer) => {
            bite();
            return 'token' in answer ? { ...answer, expiresIn: 5 } : answer;
          }),
        })),
      },
    }),
  },
  {
    name: 'throws away the secret that a token came with',
    killedBy: /token that ends|two processes/,
    skip: ({ auth }) =>
      auth.tokens?.some(({ rotates }) => rotates.length > 0) ? undefined : 'no token replaces a secret',
    mutate: (adapter, bite) => ({
      ...adapter,
      auth: {
        ...adapter.auth,
        tokens: adapter.auth.tokens?.map((token) => ({
          ...token,
          rotates: [],
          reply: token.reply.transform((answer) => {
            if (!('token' in answer)) return answer;
            bite();
            const { secrets: _gone, ...rest } = answer;
            return rest;
          }),
        })),
      },
    }),
  },
  {
    name: 'does not see that a token is no longer taken',
    killedBy: /no longer takes/,
    skip: (adapter) => noTokens(adapter) ?? (adapter.auth.judge ? undefined : 'the status alone says it'),
    mutate: (adapter, bite) => ({
      ...adapter,
      auth: {
        ...adapter.auth,
        judge: (answer) => {
          const verdict = adapter.auth.judge?.(answer);
          if (verdict?.kind !== 'stale') return verdict;
          bite();
          return { kind: 'refused' };
        },
      },
    }),
  },
  {
    name: 'takes a refusal that comes with status 200 for an answer',
    killedBy: /throttled write/,
    skip: ({ auth }) => (auth.judge ? undefined : 'the status alone says it'),
    mutate: (adapter, bite) => ({
      ...adapter,
      auth: {
        ...adapter.auth,
        judge: (answer) => {
          const verdict = adapter.auth.judge?.(answer);
          if (verdict?.kind !== 'throttled' || answer.status >= 300) return verdict;
          bite();
          return { kind: 'fine' };
        },
      },
    }),
  },
  {
    name: 'reads the platform’s documents anew each time',
    killedBy: /known offline/,
    skip: ({ definitions }) => (definitions ? undefined : 'no definitions'),
    mutate: (adapter, bite) => {
      const { definitions } = adapter;
      if (!definitions) return adapter;
      bite();
      return { ...adapter, definitions: { ...definitions, maxAgeHours: 0 } };
    },
  },
];

/** A listing change whose price and stock say nothing of what is there now. */
function withoutSiblings(listing: ListingChange, bite: () => void): ListingChange {
  const changes = listing.changes.map((change) => {
    const facets: Partial<Record<Facet, FacetChange>> = { ...change.facets };
    for (const facet of ['price', 'stock'] as const) {
      const step = facets[facet];
      if (!step?.seen) continue;
      bite();
      facets[facet] = { to: step.to };
    }
    return { ...change, facets };
  });
  const { seen: _seen, ...rest } = listing;
  return { ...rest, changes };
}
