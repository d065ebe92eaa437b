import type { Removal } from '../catalogue/index.ts';
import type { Diagnostic, Removed, Sku } from '../contract/index.ts';
import { EXIT, isoDate, MabangError, type Relist } from '../core/index.ts';
import { type Channel, openChannel } from './channel.ts';
import type { Workspace } from './workspace.ts';

/** What of each product may be listed again although it was removed. */
export function relistable({ config, ledger }: Channel): (code: string) => Relist | undefined {
  if (config.when_removed === 'relist') return () => 'all';
  const allowed = new Map<string, Set<Sku | undefined>>();
  for (const { code, sku, allowed: when } of ledger.removals.all()) {
    if (when === undefined) continue;
    const units = allowed.get(code) ?? new Set();
    allowed.set(code, units.add(sku));
  }
  return (code) => allowed.get(code);
}

/** Keep in mind what a comparison with the platform found removed, and forget what is live again. */
export function noteRemovals(channel: Channel, found: readonly (Removed & { readonly code: string })[]): void {
  const { removals } = channel.ledger;
  removals.note(found, isoDate(channel.host.clock.now()));
  removals.forgetLive();
}

export function removedFinding(channel: string, code: string, { sku, why }: Removed): Diagnostic {
  return {
    code: 'E_REMOVED',
    severity: 'error',
    message: { en: `${why.en}; it is left alone`, zh: `${why.zh}；不会重新上架` },
    place: { channel, code, ...(sku === undefined ? {} : { sku }) },
    next: {
      en: `find out why on the platform; when it may be listed again: mabang relist ${channel} ${code}`,
      zh: `请先在平台查明原因；确认可以重新上架后运行：mabang relist ${channel} ${code}`,
    },
  };
}

export interface RelistReport {
  readonly channel: string;
  /** Everything that is remembered as removed there. */
  readonly removals: readonly Removal[];
  /** Codes that may be listed again by this call. */
  readonly allowed: readonly string[];
}

/**
 * What was taken off a channel without our doing; with codes or SKUs, the seller's word that those products may be listed again. Sends nothing:
 * the next push does. Throws `E_NOT_REMOVED` (exit 2) for a code that is not among them, and allows none then.
 */
export async function relist(ws: Workspace, name: string, wanted: readonly string[]): Promise<RelistReport> {
  const channel = await openChannel(ws, name);
  const { removals } = channel.ledger;
  const known = new Set(removals.all().map(({ code }) => code));
  const codes = wanted.map((one) => (known.has(one) ? one : (ws.catalogue.productOf(one)?.code ?? one)));
  const unknown = codes.filter((code) => !known.has(code));
  if (unknown.length > 0) throw notRemoved(name, unknown);
  const at = isoDate(ws.host.clock.now());
  for (const code of codes) removals.allow(code, at);
  return { channel: name, removals: removals.all(), allowed: [...new Set(codes)] };
}

function notRemoved(channel: string, codes: readonly string[]): MabangError {
  const [code] = codes;
  return new MabangError(
    'E_NOT_REMOVED',
    EXIT.usage,
    {
      en: `nothing of ${codes.join(', ')} is remembered as removed from ${channel}`,
      zh: `没有记录表明 ${codes.join('、')} 已从 ${channel} 移除`,
    },
    {
      place: { channel, ...(code === undefined ? {} : { code }) },
      next: {
        en: `\`mabang relist ${channel}\` lists what is; it knows what the last diff or push saw`,
        zh: `运行 mabang relist ${channel} 查看列表；其内容来自上一次 diff 或 push`,
      },
    },
  );
}
