import type { Subject } from '../conformance/world.ts';
import type { Emulator, Fault, FaultKind, Faulty } from '../types.ts';
import type { Dice } from './random.ts';

/** What befalls a push beside what the wire does. */
export const OTHERS = [
  'half a batch refused',
  'a feed that breaks off',
  'token expired mid-run',
  'clock wrong',
  'disk full',
  'database locked',
] as const;

export const WIRE: readonly FaultKind[] = [
  ...(['throttle', 'error', 'error-after', 'html', 'drop', 'drop-after', 'hang', 'hang-after'] as const),
  ...(['truncate', 'missing-part', 'slow', 'deny'] as const),
];

export type Other = (typeof OTHERS)[number];
export type Kind = FaultKind | Other;

/** Kinds of death. In the middle: when a request has arrived and its answer has not. */
export const DEATHS = ['dies before a step', 'dies after a step', 'dies before an answer'] as const;
export type Death = (typeof DEATHS)[number];

export type Row = Kind | Death | typeof AUTHORISE;

/**
 * A refresh token that works once is used up at the platform while the one that replaces it never reached the disk. Nobody who
 * dies in between can know the new one, here or anywhere: the seller has to authorise the app again, and until then every push
 * has to say so and do nothing.
 */
export const AUTHORISE = 'refresh token lost';

export const ROWS: readonly Row[] = [...WIRE, ...OTHERS, ...DEATHS, AUTHORISE];

/** What this kind of account cannot meet. */
export async function cannotMeet(subject: Subject): Promise<ReadonlySet<Row>> {
  const emulator = await subject.emulator.start();
  try {
    return cannot(subject, emulator);
  } finally {
    await emulator.close();
  }
}

export function cannot({ adapter, emulator }: Subject, controls: Emulator): ReadonlySet<Row> {
  const out = new Set<Row>();
  const tokens = adapter.auth.tokens ?? [];
  if (tokens.length === 0) out.add('token expired mid-run');
  if (!tokens.some(({ rotates }) => rotates.length > 0)) out.add(AUTHORISE);
  if (!controls.refuse) out.add('half a batch refused');
  const tickets = adapter.capabilities.submission === 'async' && emulator.ticketsFrom !== Number.POSITIVE_INFINITY;
  if (!controls.breakFeed || !tickets) out.add('a feed that breaks off');
  return out;
}

const MINUTE = 60_000;
/** By how much a clock can be wrong: a little, a time zone, a day; before and after. */
const SKEWS = [2, 7, 60, 8 * 60, 24 * 60].flatMap((minutes) => [-minutes * MINUTE, minutes * MINUTE]);

/** What befalls one push. */
export interface Trouble {
  readonly faults: readonly Fault[];
  /** SKUs whose next write is refused. */
  readonly refused: readonly string[];
  readonly breaks?: number;
  /** Time moves beyond every token's life when this request of the push arrives. */
  readonly expires?: number;
  /** From this request on the clock is wrong by so much; -1: from the beginning. */
  readonly clock?: { readonly from: number; readonly skew: number };
  /** From this durable step on, every one of so many is refused. */
  readonly disk?: { readonly step: number; readonly times: number; readonly why: 'disk full' | 'database locked' };
  readonly death?: { readonly kind: Death; readonly at: number };
  /** What the push does not wait for, the next one finds. */
  readonly impatient: boolean;
}

export const NO_TROUBLE: Trouble = { faults: [], refused: [], impatient: false };

/** Faults after which it is known that a request for a token did nothing. */
const HARMLESS: readonly FaultKind[] = ['throttle', 'error', 'html', 'drop', 'hang', 'slow', 'deny'];

function wireFault(dice: Dice): Fault {
  const kind = dice.pick(WIRE);
  const grants = HARMLESS.includes(kind) && dice.chance(0.1);
  const target = dice.pick(['write', 'write', 'read', 'any'] as const);
  return {
    kind,
    skip: grants ? 0 : dice.int(0, 12),
    times: dice.chance(0.7) ? 1 : dice.int(2, 4),
    ms: dice.int(500, 8000),
    ...(grants ? { grants, when: ({ grant }: Faulty) => grant === true } : {}),
    ...(target === 'any' || grants ? {} : { when: ({ write }: Faulty) => write === (target === 'write') }),
  };
}

/** One or several at a time. */
export function troubleOf(dice: Dice, skus: readonly string[], out: ReadonlySet<Row>): Trouble {
  const faults = Array.from({ length: dice.int(1, 6) }, () => wireFault(dice));
  const may = (row: Row, share: number) => dice.chance(share) && !out.has(row);
  const disk = dice.chance(0.25);
  const full = dice.chance(0.5);
  return {
    faults,
    refused: may('half a batch refused', 0.25) ? dice.some(skus, 0.2) : [],
    ...(may('a feed that breaks off', 0.6) ? { breaks: dice.int(0, 2) } : {}),
    ...(may('token expired mid-run', 0.2) ? { expires: dice.int(1, 15) } : {}),
    ...(dice.chance(0.2) ? { clock: { from: dice.chance(0.5) ? -1 : dice.int(1, 15), skew: dice.pick(SKEWS) } } : {}),
    ...(disk
      ? {
          disk: {
            step: dice.int(0, 60),
            times: full ? Number.POSITIVE_INFINITY : dice.int(1, 3),
            why: full ? ('disk full' as const) : ('database locked' as const),
          },
        }
      : {}),
    ...(dice.chance(0.25) ? { death: { kind: dice.pick(DEATHS), at: dice.int(0, 40) } } : {}),
    impatient: dice.chance(0.15),
  };
}
