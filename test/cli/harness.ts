import { Readable } from 'node:stream';
import { z } from 'zod';
import type { EngineApi, WorkspaceFace } from '../../src/cli/engine.ts';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { NO_PROGRESS } from '../../src/cli/progress.ts';
import type { Prompts } from '../../src/cli/prompts.ts';
import type { AnyAdapter } from '../../src/contract/index.ts';
import { EXIT, MabangError, NO_COUNTS, sealPlan } from '../../src/core/index.ts';
import type { ChannelPushReport, DiffReport } from '../../src/engine/index.ts';
import { channelPlan } from '../report/samples.ts';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly engine?: Partial<EngineApi>;
  readonly prompts?: Prompts;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: Partial<Io['terminal']>;
  readonly stdin?: string;
  readonly cwd?: string;
  readonly signal?: AbortController;
}

/** The whole command line in this process: a fake engine, no terminal, texts instead of streams. */
export async function cli(line: string | readonly string[], options: RunOptions = {}): Promise<Run> {
  let out = '';
  let err = '';
  const controller = options.signal ?? new AbortController();
  const io: Io = {
    env: { LANG: 'C', ...options.env },
    cwd: options.cwd ?? '/nowhere',
    stdin: Readable.from([options.stdin ?? '']),
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    terminal: { stdin: false, stdout: false, stderr: false, ...options.terminal },
  };
  const code = await main(typeof line === 'string' ? line.split(' ').filter(Boolean) : line, io, {
    version: '9.9.9',
    interrupt: { signal: controller.signal, stop: (why) => controller.abort(why), dispose: NO_PROGRESS.stop },
    deps: {
      engine: async () => ({ ...baseEngine(), ...options.engine }) as EngineApi,
      ...(options.prompts ? { prompts: options.prompts } : {}),
    },
  });
  return { code, out, err };
}

export function workspace(part: Partial<WorkspaceFace['config']> = {}): WorkspaceFace {
  return {
    dir: '/nowhere',
    config: {
      channels: {
        shop: { adapter: 'acme', environment: 'live', currency: 'EUR' },
        outlet: { adapter: 'acme', environment: 'sandbox', currency: 'USD' },
      },
      ...part,
    },
    catalogue: {
      products: () => [
        { code: 'MUG-01', variants: [{ sku: 'MUG-01-R' }, { sku: 'MUG-01-B' }] },
        { code: 'CUP-01', variants: [{ sku: 'CUP-01' }] },
      ],
    },
    close: () => {},
  };
}

export const acme = {
  id: 'acme',
  title: 'Acme Market',
  api: { name: 'Sell', version: 'v2', docs: 'https://docs.example', verified: '2026-11-21' },
  marketplaces: [],
  capabilities: { facets: {}, enumerate: 'all', submission: 'sync', dryRun: false, uniqueSku: true, mark: false },
  auth: { kind: 'basic', secrets: [{ name: 'key', title: 'Key', help: 'in the settings' }] },
  limits: { buckets: {}, listingsPerApply: { value: 1, unit: 'listings', source: 'x', date: '2026-11-21' } },
  connection: z.strictObject({ url: z.url('not an address'), region: z.string().optional() }),
  questions: [
    { key: 'url', title: 'Address', help: 'of the shop' },
    { key: 'region', title: 'Region', help: 'may be left out' },
  ],
  rules: [],
} as unknown as AnyAdapter;

export function diffReport(part: Partial<DiffReport> = {}): DiffReport {
  return { plan: sealPlan('2026-11-23T10:00:00.000Z', []), findings: [], failed: [], ...part };
}

export function pushReport(part: Partial<ChannelPushReport> = {}): ChannelPushReport {
  return {
    channel: 'shop',
    environment: 'live',
    plan: channelPlan({ environment: 'live', counts: { ...NO_COUNTS, same: 3 } }),
    counts: { planned: 0, landed: 0, accepted: 0, rejected: 0, unknown: 0, notLanded: 0 },
    outcomes: [],
    resumed: { looked: 0, landed: 0, void: 0, open: 0 },
    findings: [],
    requests: { total: 1, writes: 0 },
    exit: EXIT.done,
    ...part,
  };
}

/** Answers that no test asked for would be a mistake of the test, so everything else throws. */
function baseEngine(): Partial<EngineApi> {
  return {
    openWorkspace: () => workspace(),
    listAdapters: async () => [acme],
    diffExit: (report) => (report.plan.channels.some((channel) => channel.listings.length > 0) ? 1 : 0),
    worstExit: (exits) => exits.find((exit) => exit !== 0) ?? 0,
    secretVariable: (channel, name) => `MABANG_${channel}_${name}`.toUpperCase().replace(/\W/g, '_'),
  };
}

export function noWorkspace(): never {
  throw new MabangError('E_NO_WORKSPACE', EXIT.usage, { en: 'no workspace', zh: '没有工作区' });
}

/** Answers in order; a question too many fails the test. */
export function answering(...answers: readonly (string | boolean)[]): Prompts & { readonly asked: readonly string[] } {
  const left = [...answers];
  const asked: string[] = [];
  const next = (message: string): string | boolean => {
    asked.push(message);
    const answer = left.shift();
    if (answer === undefined) throw new Error(`not expected: ${message}`);
    return answer;
  };
  return {
    asked,
    confirm: async (message) => next(message) === true,
    type: async (message, expected) => next(message) === expected,
    ask: async (message) => String(next(message)),
    choose: async <T extends string>(message: string) => String(next(message)) as T,
    secret: async (message) => String(next(message)),
  };
}
