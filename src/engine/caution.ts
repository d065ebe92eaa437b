import type { EntryState } from '../catalogue/index.ts';
import { EXIT, MabangError, ratioOf, USUAL_REFUSALS } from '../core/index.ts';
import type { Session } from './session.ts';

/** With fewer answers than this a share says nothing. */
const ENOUGH = 20;

/** Stops a push whose changes are refused in numbers: what follows would be refused too, and platforms count it. */
export class RefusalWatch {
  constructor(private readonly session: Session) {}

  /** Throws `E_REFUSALS` (exit 4) when too much of what was sent so far was refused. `left`: listings not sent yet. */
  look(left: number): void {
    const { channel, outcomes } = this.session;
    const refused = outcomes.filter(({ outcome }) => outcome.status === 'rejected').length;
    const { config, adapter, name } = channel;
    const said = config.guards.refusals;
    const percent = said === undefined ? (adapter.limits.refusals ?? USUAL_REFUSALS).value : percentOf(said);
    if (outcomes.length < ENOUGH || refused * 100 < percent * outcomes.length) return;
    throw new MabangError(
      'E_REFUSALS',
      EXIT.guard,
      {
        en: `stopped: ${refused} of ${outcomes.length} changes were refused (at most ${percent} % are let pass); ${left} listings were not sent`,
        zh: `已停止：${outcomes.length} 项更改中有 ${refused} 项被拒绝（上限 ${percent}%）；${left} 个商品未发送`,
      },
      {
        place: { channel: name },
        next: {
          en: 'correct what the findings name and push again; guards.refusals in mabang.yaml sets the limit',
          zh: '请修正上述问题后重新推送；可在 mabang.yaml 的 guards.refusals 中调整上限',
        },
      },
    );
  }
}

function percentOf(text: string): number {
  const ratio = ratioOf(text);
  return ratio ? Number((ratio.numerator * 10_000n) / ratio.denominator) / 100 : USUAL_REFUSALS.value;
}

/** Everything of the first listings must be live before the rest is sent. Throws `E_CANARY` (exit 4). */
export function proveCanary({ channel, run, ws }: Session, sent: number, left: number): void {
  const states = run === undefined ? {} : ws.catalogue.journal.states(run);
  const bad = (['rejected', 'unknown', 'not-landed', 'applied', 'accepted', 'intent', 'void'] as const)
    .map((state): readonly [EntryState, number] => [state, states[state] ?? 0])
    .filter(([, count]) => count > 0);
  if (bad.length === 0) return;
  const list = bad.map(([state, count]) => `${count} ${state}`).join(', ');
  throw new MabangError(
    'E_CANARY',
    EXIT.guard,
    {
      en: `stopped after the first ${sent} listings: not all of them are live (${list}); ${left} listings were not sent`,
      zh: `已在前 ${sent} 个商品后停止：并非全部生效（${list}）；其余 ${left} 个商品未发送`,
    },
    {
      place: { channel: channel.name },
      next: {
        en: 'look at the findings; `--wait` gives a slow platform more time',
        zh: '请查看检查结果；平台较慢时可用 --wait 延长等待',
      },
    },
  );
}
