/** What commands ask of the engine and what they get back. The engine knows no terminal. */
import type { Diagnostic, Facet, Json, Outcome, Sku, Verb, Words } from '../contract/index.ts';
import type { ChannelPlan, Consent, Exit, GuardId, ListingState, Plan, Product, VerbCounts } from '../core/index.ts';
import type { Clock, TraceEvent } from '../http/types.ts';
import type { Acceptance, SheetReading } from '../sheets/types.ts';
import type { UndoneRow } from './undo.ts';

/** Everything that differs between a terminal, a cron job and a test. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly pid: number;
  readonly bootId: string;
  readonly hostName: string;
  /** Who runs it, for the history. */
  readonly user?: string;
  alive(pid: number): boolean;
  readonly version: string;
  readonly trace?: (event: TraceEvent) => void;
  readonly signal?: AbortSignal;
  /** Progress, for a bar or a line every 30 s. */
  readonly progress?: (event: Progress) => void;
  /** Pictures that are at hand without the network: rehearsals and tests have theirs here. */
  readonly picture?: (url: string) => Promise<Uint8Array | undefined>;
}

export interface Progress {
  readonly channel?: string;
  readonly phase: 'import' | 'read' | 'compare' | 'send' | 'wait' | 'verify';
  readonly done: number;
  readonly total?: number;
  readonly counters?: Readonly<Record<'sent' | 'accepted' | 'live' | 'rejected' | 'unknown', number>>;
}

export interface ImportOptions {
  readonly file: string;
  /** What to call the sheet in findings and provenance; its path unless said. */
  readonly name?: string;
  readonly mapping?: string;
  readonly dryRun: boolean;
  /** Any of the names that `encodingNamed` knows. */
  readonly encoding?: string;
  /** Of a workbook: the name of the sheet. */
  readonly sheet?: string;
  /** What is accepted for this run, beside what the mapping accepts. */
  readonly accept?: readonly Acceptance[];
  readonly onError: 'stop' | 'skip-row';
  /** Where to write the rows that were refused; beside the sheet when absent. */
  readonly rejects?: string;
  /** Import even though these bytes with this mapping were imported before. */
  readonly again?: boolean;
}

export interface ImportReport {
  readonly file: string;
  readonly reading: SheetReading;
  readonly mapping: {
    readonly file?: string;
    readonly columns: Readonly<Record<string, string>>;
    readonly ignored: readonly string[];
  };
  readonly rows: number;
  readonly products: Readonly<Record<'new' | 'changed' | 'same', number>>;
  readonly variants: Readonly<Record<'new' | 'changed' | 'same', number>>;
  readonly rejected: number;
  readonly skipped: number;
  readonly rejectsFile?: string;
  readonly findings: readonly Diagnostic[];
  /** committed, or why not. */
  readonly result: 'committed' | 'dry-run' | 'already-imported' | 'refused';
  readonly exit: Exit;
}

export interface ValidateOptions {
  /** The file; the catalogue when absent. */
  readonly sheet?: string;
  /** Of a workbook: the name of the sheet. */
  readonly sheetName?: string;
  readonly mapping?: string;
  readonly channels: readonly string[];
}

export interface ValidateReport {
  readonly checked: { readonly products: number; readonly variants: number };
  readonly findings: readonly Diagnostic[];
  readonly exit: Exit;
}

export interface DiffOptions {
  readonly channels: readonly string[];
  readonly facets?: readonly Facet[];
  /** Compare with what was last seen, without asking the platform. */
  readonly offline?: boolean;
  /** Codes of findings that hold something back and are allowed (`--allow <code>`). */
  readonly allow?: readonly string[];
}

export interface DiffReport {
  readonly plan: Plan;
  readonly findings: readonly Diagnostic[];
  /** Channels that could not be read, with why. The others are in the plan. */
  readonly failed: readonly { readonly channel: string; readonly error: Diagnostic; readonly exit: Exit }[];
}

export interface PushOptions extends Omit<DiffOptions, 'offline'> {
  /** A saved plan to carry out exactly. */
  readonly plan?: Plan;
  /** Everything but the sending. */
  readonly dryRun: boolean;
  /** Send so many listings first, see them live, and only then the rest. */
  readonly canary?: number;
  /** How long to wait for a channel that another run holds. */
  readonly lockTimeoutMs?: number;
  /** Send nothing: finish what earlier runs left open (tickets, things not seen yet), and report what still is. */
  readonly finishOnly?: boolean;
  /** In the place of what the catalogue wants: take back what these runs did. */
  readonly undo?: readonly number[];
  /** With `dryRun`: platforms that can say what they would take, without taking it, are asked. */
  readonly preview?: boolean;
  /** Asked once per channel with the plan; what it returns is what may be done. */
  readonly consent: (plan: ChannelPlan, counts: VerbCounts) => Promise<Consent | 'stop'>;
  /** Guards that the seller opens by name; `'all'` is for rehearsals. Consent opens none. */
  readonly open?: readonly GuardId[] | 'all';
  readonly waitMs?: number;
}

export interface ChannelPushReport {
  readonly channel: string;
  readonly environment: 'sandbox' | 'live';
  readonly run?: number;
  readonly plan: ChannelPlan;
  readonly counts: Readonly<Record<'planned' | 'landed' | 'accepted' | 'rejected' | 'unknown' | 'notLanded', number>>;
  readonly outcomes: readonly {
    readonly code: string;
    readonly sku?: Sku;
    readonly verb: Verb;
    readonly outcome: Outcome;
  }[];
  /** What was finished from earlier runs before anything was sent. */
  readonly resumed: { readonly looked: number; readonly landed: number; readonly void: number; readonly open: number };
  readonly findings: readonly Diagnostic[];
  /** Of an undo: the fate of every single thing that the runs had done. */
  readonly undone?: readonly UndoneRow[];
  readonly error?: Diagnostic;
  readonly requests: { readonly total: number; readonly writes: number };
  readonly exit: Exit;
}

export interface PushReport {
  readonly channels: readonly ChannelPushReport[];
  readonly exit: Exit;
}

export interface AdoptReport {
  readonly channel: string;
  /** Listings on the platform whose SKUs the catalogue has and mabang does not manage yet. */
  readonly matches: readonly {
    readonly code: string;
    readonly remoteId: Json;
    readonly title: string;
    readonly skus: readonly Sku[];
    /** SKUs of the listing that the catalogue does not have. */
    readonly extra: readonly Sku[];
    readonly mark: 'ours' | 'theirs' | 'none';
    /** Facets that would differ once it is adopted. */
    readonly differs: readonly Facet[];
  }[];
  /** Products whose SKUs are spread over several listings; left alone. */
  readonly ambiguous: readonly { readonly code: string; readonly remoteIds: readonly Json[] }[];
  readonly adopted: number;
}

export interface StatusReport {
  readonly catalogue: { readonly file: string; readonly products: number; readonly variants: number };
  readonly channels: readonly {
    readonly channel: string;
    readonly adapter: string;
    readonly environment: 'sandbox' | 'live';
    readonly listings: Readonly<Record<'live' | 'ended' | 'foreign' | 'notListed', number>>;
    readonly lastRun?: { readonly id: number; readonly at: string; readonly ended: string };
    readonly open: readonly {
      readonly code: string;
      readonly sku?: Sku;
      readonly verb: Verb;
      readonly state: string;
      readonly since: string;
      readonly reason?: string;
    }[];
    /** Taken off the platform without our doing, and left alone. */
    readonly removed: readonly {
      readonly code: string;
      readonly sku?: Sku;
      readonly why: Words;
      readonly at: string;
    }[];
    readonly failed: readonly {
      readonly code: string;
      readonly sku?: Sku;
      readonly verb: Verb;
      readonly issues: readonly Diagnostic[];
      readonly at: string;
    }[];
  }[];
}

export interface ShowReport {
  readonly product: Product;
  readonly sources: readonly {
    readonly sku?: Sku;
    readonly field: string;
    readonly file: string;
    readonly row: number;
    readonly column: string;
  }[];
  readonly channels: readonly {
    readonly channel: string;
    readonly state: ListingState | 'never-read';
    readonly remoteId?: Json;
    readonly wanted?: Json;
    readonly seen?: Json;
    readonly findings: readonly Diagnostic[];
  }[];
}
