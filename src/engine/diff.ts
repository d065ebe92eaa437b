import type { Diagnostic } from '../contract/index.ts';
import { type ChannelPlan, EXIT, isoDate, sealPlan } from '../core/index.ts';
import { expiring } from './auth-expiry.ts';
import { type Channel, channelNames, connect, describeAccount, openChannel } from './channel.ts';
import { refreshDefinitions } from './definitions.ts';
import { planAfterReading } from './planning.ts';
import { lateIssues, readAccount } from './reading.ts';
import { sessionError } from './session.ts';
import type { DiffOptions, DiffReport } from './types.ts';
import type { Workspace } from './workspace.ts';

/** Compare the catalogue with what each marketplace shows. Sends nothing; remembers what it saw. */
export async function diff(ws: Workspace, options: DiffOptions): Promise<DiffReport> {
  const names = channelNames(ws, options.channels);
  const failed: DiffReport['failed'][number][] = [];
  const secrets: Diagnostic[] = [];
  const plans = await Promise.all(
    names.map(async (name): Promise<ChannelPlan | undefined> => {
      try {
        const channel = await openChannel(ws, name);
        return await planOne(ws, channel, options).finally(() => secrets.push(...expiring(ws, name, channel.adapter)));
      } catch (error) {
        const failure = sessionError(error);
        if (!failure) throw error;
        failed.push({ channel: name, error: failure.diagnostic, exit: failure.exit });
        return undefined;
      }
    }),
  );
  const channels = plans.filter((plan) => plan !== undefined);
  return {
    plan: sealPlan(isoDate(ws.host.clock.now()), channels),
    findings: [...channels.flatMap((plan) => plan.findings), ...secrets],
    failed,
  };
}

async function planOne(ws: Workspace, channel: Channel, options: DiffOptions): Promise<ChannelPlan> {
  const late: Diagnostic[] = [];
  if (!options.offline) {
    const connected = connect(ws, channel);
    try {
      await describeAccount(connected);
      await readAccount(connected);
      await refreshDefinitions(connected);
      late.push(...lateIssues(channel, connected));
    } finally {
      await connected.close();
    }
  }
  const plan = await planAfterReading(ws, channel, options);
  return late.length === 0 ? plan : { ...plan, findings: [...late, ...plan.findings] };
}

/** `--exit-code`: 1 when a channel differs or has an error finding. */
export function diffExit(report: DiffReport): 0 | 1 {
  const differs = report.plan.channels.some((channel) => channel.listings.length > 0);
  return differs || report.findings.some((finding) => finding.severity === 'error') ? EXIT.findings : EXIT.done;
}
