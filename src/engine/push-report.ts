import type { ChannelPlan, Exit } from '../core/index.ts';
import { EXIT, NO_COUNTS } from '../core/index.ts';
import { expiring } from './auth-expiry.ts';
import type { Channel } from './channel.ts';
import type { Session } from './session.ts';
import type { ChannelPushReport } from './types.ts';
import type { Workspace } from './workspace.ts';

/** What became of one channel, also of one that could not be begun. */
export function channelReport(
  session: Session | undefined,
  name: string,
  ws: Workspace,
  error: Session['error'],
): ChannelPushReport {
  const environment = ws.config.channels[name]?.environment ?? 'live';
  const plan = session?.plan ?? {
    channel: name,
    adapter: ws.config.channels[name]?.adapter ?? '',
    apiVersion: '',
    environment,
    facets: null,
    listings: [],
    findings: [],
    guards: [],
    counts: NO_COUNTS,
  };
  const secrets = session ? expiring(ws, name, session.channel.adapter) : [];
  const findings = [...plan.findings, ...(session?.findings ?? []), ...secrets];
  const counts = session?.counts ?? { planned: 0, landed: 0, accepted: 0, rejected: 0, unknown: 0, notLanded: 0 };
  const stats = session?.connected.client.stats();
  return {
    channel: name,
    environment,
    ...(session?.run === undefined ? {} : { run: session.run }),
    plan,
    counts,
    outcomes: session?.outcomes ?? [],
    ...(session?.undone ? { undone: session.undone } : {}),
    resumed: session?.resumed ?? { looked: 0, landed: 0, void: 0, open: 0 },
    findings,
    ...(error ? { error: error.diagnostic } : {}),
    requests: { total: stats?.requests ?? 0, writes: stats?.writes ?? 0 },
    exit: error
      ? error.exit
      : exitOf(
          counts,
          findings.some((f) => f.severity === 'error'),
          session?.resumed.open ?? 0,
        ),
  };
}

function exitOf(counts: Session['counts'], errors: boolean, open: number): Exit {
  if (counts.rejected > 0) return EXIT.rejected;
  if (counts.unknown > 0 || counts.accepted > 0 || open > 0) return EXIT.busy;
  return errors || counts.notLanded > 0 ? EXIT.findings : EXIT.done;
}

const WORST: readonly Exit[] = [
  EXIT.bug,
  EXIT.usage,
  EXIT.credentials,
  EXIT.guard,
  EXIT.rejected,
  EXIT.busy,
  EXIT.findings,
];

/** One exit code for several channels: the one that needs a person most. */
export function worstExit(exits: readonly Exit[]): Exit {
  return WORST.find((exit) => exits.includes(exit)) ?? EXIT.done;
}

/** A plan in which nothing is to be done. */
export function emptyPlan({ name, adapter, config }: Channel): ChannelPlan {
  return {
    channel: name,
    adapter: adapter.id,
    apiVersion: adapter.api.version,
    environment: config.environment,
    facets: null,
    listings: [],
    findings: [],
    guards: [],
    counts: NO_COUNTS,
  };
}
