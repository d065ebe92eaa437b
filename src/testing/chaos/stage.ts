import { MabangError } from '../../core/index.ts';
import type { ChannelPushReport } from '../../engine/index.ts';
import { SETTLE_MS } from '../../engine/session.ts';
import type { Goods } from '../conformance/goods.ts';
import { type Subject, World } from '../conformance/world.ts';
import type { Faulty, RecordedRequest } from '../types.ts';
import { type Harm, picturesOf } from './harm.ts';
import { AUTHORISE, cannot, NO_TROUBLE, type Row, type Trouble, WIRE } from './trouble.ts';
import { Died, databaseLocked, diskFull, Victim } from './victim.ts';

/** Real milliseconds that an attempt is waited for where a server hangs: it is to cost little. */
const HANGING_MS = 800;
/** And elsewhere, where a busy machine must not look like a fault: a token whose answer is not waited for is lost. */
const TIMEOUT_MS = 20_000;
/** Characters of a body that are told. */
const TOLD = 300;
const REFUSED_BEFORE = 'E_REFUSED_BEFORE';
/** Pushes that may pass until nothing is left to do. */
const QUIET_AFTER = 5;

export interface Pushed {
  readonly report?: ChannelPushReport;
  readonly error?: unknown;
  readonly requests: number;
  readonly steps: readonly string[];
}

/** Told of every push, when one night is run again. */
export type Tell = (text: string) => void;

export interface StageOptions {
  /** What each written item costs the platform, in its own time: who dies leaves it at work. */
  readonly workMs?: number;
  readonly tell?: Tell | undefined;
}

/** A seller's machine, where cron starts a process for every push, and the platform. */
export class Stage {
  readonly world: World;
  readonly out: ReadonlySet<Row>;
  readonly met = new Map<Row, number>();
  readonly harms: Harm[] = [];
  theirs: ReadonlyMap<string, string> = new Map();
  /** SKUs that the platform was made to refuse once. */
  private readonly refused = new Set<string>();

  private constructor(
    world: World,
    private readonly started: Victim[],
    private readonly tell?: Tell,
  ) {
    this.world = world;
    this.out = cannot(world.subject, world.emulator);
  }

  static async open(subject: Subject, { workMs = 0, tell }: StageOptions = {}): Promise<Stage> {
    const started: Victim[] = [];
    const world = await World.open(subject, {
      workMs,
      machine: (ws) => {
        const victim = new Victim(ws);
        started.push(victim);
        return victim.ws;
      },
    });
    return new Stage(world, started, tell);
  }

  /** The process at work. */
  private get victim(): Victim {
    const victim = this.started.at(-1);
    if (!victim) throw new Error('no process was started');
    return victim;
  }

  put(goods: readonly Goods[]): void {
    this.next();
    this.world.put(...goods);
  }

  /** Somebody else's listings, as they are when the platform has had its time. */
  watch(skus: readonly string[]): void {
    this.world.settle();
    this.theirs = picturesOf(this.world, skus);
  }

  count(row: Row, times = 1): void {
    if (times > 0) this.met.set(row, (this.met.get(row) ?? 0) + times);
  }

  /** A new process. What the last one left is as it left it. */
  private next(): void {
    if (this.victim.dead) this.world.kill();
    else this.world.restart();
  }

  /** One push of a process of its own, with whatever is to befall it. */
  async push(trouble: Trouble = NO_TROUBLE, allow: readonly string[] = []): Promise<Pushed> {
    this.next();
    const { victim, world } = this;
    const { emulator } = world;
    let requests = 0;
    emulator.clearFaults();
    emulator.clearRequests();
    const wrong = { yes: false };
    // It looks at every request as it arrives, and hits none.
    const watch = (request: Faulty) => {
      this.arrives(victim, trouble, requests++, request, wrong);
      return false;
    };
    emulator.inject({ kind: 'drop', grants: true, when: watch }, ...trouble.faults);
    for (const sku of trouble.refused) {
      emulator.refuse?.(sku);
      this.refused.add(sku);
    }
    if (trouble.breaks !== undefined) emulator.breakFeed?.(trouble.breaks);
    if (trouble.clock?.from === -1) victim.skew = trouble.clock.skew;
    victim.blows = this.blows(victim, trouble);
    victim.timeoutMs = trouble.faults.some(({ kind }) => /^hang/.test(kind)) ? HANGING_MS : TIMEOUT_MS;
    let report: ChannelPushReport | undefined;
    let error: unknown;
    try {
      report = await victim.live(world.push({ ...(trouble.impatient ? { waitMs: 0 } : {}), allow }));
    } catch (thrown) {
      error = thrown;
      if (!(thrown instanceof Died) && !(thrown instanceof MabangError))
        this.harms.push({
          how: 'broke',
          text: thrown instanceof Error ? (thrown.stack ?? thrown.message) : `${thrown}`,
        });
    }
    emulator.clearFaults();
    this.tally(trouble, report, requests, victim, wrong.yes);
    this.tell?.(pushText(trouble, emulator.requests(), report, error));
    return { ...(report ? { report } : {}), error, requests, steps: victim.steps };
  }

  private arrives(victim: Victim, trouble: Trouble, n: number, { grant }: Faulty, wrong: { yes: boolean }): void {
    const { clock, expires, death } = trouble;
    if (victim.dead) return;
    if (clock?.from === n) victim.skew = clock.skew;
    if (victim.skew !== 0) wrong.yes = true;
    if (expires === n) this.expire();
    if (death?.kind !== 'dies before an answer' || death.at !== n) return;
    victim.die();
    this.count(death.kind);
    const rotates = (this.world.subject.adapter.auth.tokens ?? []).some((token) => token.rotates.length > 0);
    if (grant && rotates) this.count(AUTHORISE);
  }

  private expire(): void {
    const lives = (this.world.subject.adapter.auth.tokens ?? []).map(({ lifetime }) => lifetime.value);
    if (lives.length === 0) return;
    this.world.clock.advance((Math.max(...lives) + 60) * 1000);
    this.count('token expired mid-run');
  }

  private blows(victim: Victim, { disk, death }: Trouble): Victim['blows'] {
    let refused = false;
    const dies = (kind: string, step: number) => {
      if (death?.kind !== kind || death.at !== step) return;
      victim.die();
      this.count(death.kind);
    };
    return {
      before: (step) => {
        dies('dies before a step', step);
        if (!disk || step < disk.step || step >= disk.step + disk.times) return;
        // However many steps meet it, it is one full disk.
        if (!refused) this.count(disk.why);
        refused = true;
        throw disk.why === 'disk full' ? diskFull() : databaseLocked();
      },
      after: (step) => dies('dies after a step', step),
    };
  }

  private tally(
    trouble: Trouble,
    report: ChannelPushReport | undefined,
    requests: number,
    victim: Victim,
    wrong: boolean,
  ): void {
    for (const { fault } of this.world.emulator.requests()) {
      const kind = WIRE.find((one) => one === fault);
      if (kind) this.count(kind);
    }
    if (wrong && requests > 0) this.count('clock wrong');
    const refused = new Set(trouble.refused);
    const said = report?.outcomes.filter(
      ({ sku, outcome }) => sku !== undefined && refused.has(sku) && outcome.status === 'rejected',
    );
    if (said && said.length > 0) this.count('half a batch refused');
    const tickets = report?.outcomes.some(({ outcome }) => outcome.status === 'accepted') ?? false;
    if (trouble.breaks !== undefined && tickets) this.count('a feed that breaks off');
    victim.blows = {};
  }

  /**
   * Cron goes on, and nothing befalls it any more, until there is nothing to do: `rest`. `stuck` when that does not come, and
   * `barred` when it cannot come before the seller has authorised the app anew.
   */
  async rest(): Promise<'rest' | 'stuck' | 'barred'> {
    let last: Pushed | undefined;
    let allow: readonly string[] = [];
    for (let tries = 0; tries < QUIET_AFTER; ) {
      last = await this.push(NO_TROUBLE, allow);
      const { report } = last;
      if (report?.error?.code === 'E_CREDENTIALS' && this.met.has(AUTHORISE)) return 'barred';
      // Of a product with several such SKUs the platform tells one at a time.
      allow = report && this.madeToRefuse(report) ? [REFUSED_BEFORE] : [];
      if (allow.length === 0) tries++;
      const open = report?.findings.some(({ code }) => code === 'W_UNFINISHED') ?? true;
      const done = report && !report.error && report.counts.planned === 0 && report.resumed.open === 0 && !open;
      this.world.settle();
      if (done && allow.length === 0) return 'rest';
      this.world.clock.advance(SETTLE_MS);
    }
    this.harms.push({ how: 'restless', text: told(last) });
    return 'stuck';
  }

  /** What was refused for good is not sent again unless the seller says so. He does, where it was the platform's whim. */
  private madeToRefuse({ findings }: ChannelPushReport): boolean {
    const held = findings.filter(({ code }) => code === REFUSED_BEFORE);
    // A product is refused as a whole for one of its SKUs.
    const products = new Set([...this.refused].map((sku) => this.world.catalogue.productOf(sku)?.code));
    return held.length > 0 && held.every(({ place: { code } }) => products.has(code));
  }

  async close(): Promise<void> {
    await this.world.close();
  }
}

function told(last: Pushed | undefined): string {
  const { report, error } = last ?? {};
  if (error) return `the last push failed: ${error instanceof Error ? error.message : error}`;
  const findings = [...(report?.error ? [report.error] : []), ...(report?.findings ?? [])];
  const words = findings.map(({ code, message, place }) => `${code} ${place.code ?? ''} ${message.en}`);
  return `${QUIET_AFTER} pushes did not come to rest; ${report?.counts.planned} changes planned; ${words.slice(0, 6).join('; ')}`;
}

function pushText(
  { faults, ...trouble }: Trouble,
  requests: readonly RecordedRequest[],
  report: ChannelPushReport | undefined,
  error: unknown,
): string {
  const wire = faults.map(
    ({ kind, skip = 0, times = 1, grants }) => `${kind} after ${skip}, ${times}x${grants ? ' (token)' : ''}`,
  );
  const plan = report?.plan.listings.map(
    ({ state, code, changes }) =>
      `${state} ${code}: ${changes.map(({ sku, facets }) => `${sku ?? '-'} ${Object.keys(facets)}`).join('; ')}`,
  );
  const findings = [...(report?.error ? [report.error] : []), ...(report?.findings ?? [])];
  return [
    `push ${JSON.stringify(trouble)} ${wire.join(' | ')}`,
    ...(error ? [`  thrown: ${error instanceof Error ? error.message : error}`] : []),
    ...(report ? [`  ${JSON.stringify(report.counts)} resumed ${JSON.stringify(report.resumed)}`] : []),
    ...(plan ?? []).map((line) => `  ${line}`),
    ...requests
      .filter(({ write, fault }) => write || fault)
      .map(
        ({ method, path, status, fault = '', body }) => `  ${method} ${path} ${status} ${fault} ${body.slice(0, TOLD)}`,
      ),
    ...findings.map(({ code, place, message }) => `  ${code} ${place.sku ?? place.code ?? ''} ${message.en}`),
  ].join('\n');
}
