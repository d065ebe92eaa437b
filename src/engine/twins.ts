import type { Diagnostic } from '../contract/index.ts';
import type { Override, Product } from '../core/index.ts';
import { type Channel, openChannel } from './channel.ts';
import { listingOn } from './wanted.ts';
import type { Workspace } from './workspace.ts';

export const TWIN = 'E_TWIN';

/** Another shop of the seller's in the same market. */
export interface Sibling {
  readonly channel: Channel;
  /** It stands before this one in `mabang.yaml`: what both want and neither has is its. */
  readonly first: boolean;
  readonly overrides: ReadonlyMap<string, readonly Override[]>;
}

/** Channels whose listings buyers see beside this one's, and where a product of this one would be a duplicate. */
export async function siblingsOf(ws: Workspace, channel: Channel): Promise<readonly Sibling[]> {
  const { adapter, config, name } = channel;
  const market = adapter.market?.(channel.at());
  if (market === undefined || config.duplicates === 'allow') return [];
  const names = Object.keys(ws.config.channels);
  const found: Sibling[] = [];
  for (const other of names) {
    const its = ws.config.channels[other];
    if (other === name || its?.adapter !== config.adapter || its.environment !== config.environment) continue;
    const sibling = await openChannel(ws, other);
    if (adapter.market?.(sibling.at()) !== market) continue;
    const first = names.indexOf(other) < names.indexOf(name);
    found.push({ channel: sibling, first, overrides: ws.catalogue.overrides(other) });
  }
  return found;
}

/** The sibling that has the product live, or is to have it. */
export function twinOf(product: Product, siblings: readonly Sibling[]): Sibling | undefined {
  return siblings.find(({ channel, first, overrides }) => {
    const row = channel.ledger.get(product.code);
    if (row) return !row.ended;
    return first && !('out' in listingOn(channel, product, overrides.get(product.code)));
  });
}

/** Products that stand in both shops already, told once for each shop. Nothing is ended for it. */
export function twinsLive({ ledger, name }: Channel, siblings: readonly Sibling[]): readonly Diagnostic[] {
  return siblings.flatMap(({ channel }): readonly Diagnostic[] => {
    const codes = ledger.sharedWith(channel.name);
    if (codes.length === 0) return [];
    const some = codes.slice(0, SHOWN).join(', ') + (codes.length > SHOWN ? ' …' : '');
    return [
      {
        code: 'W_TWINS',
        severity: 'warning',
        message: {
          en: `${codes.length} products are live in ${channel.name} too, a shop of yours in the same market, and count as duplicates there: ${some}`,
          zh: `${codes.length} 个商品同时在同一市场的另一店铺 ${channel.name} 在售，会被视为重复刊登：${some}`,
        },
        place: { channel: name },
        next: {
          en: 'end them in one of the two (except.codes with when_missing: end), or say duplicates: allow',
          zh: '请在其中一个店铺下架（except.codes 配合 when_missing: end），或设置 duplicates: allow',
        },
      },
    ];
  });
}

const SHOWN = 10;

export function twinFinding(code: string, { channel }: Sibling): Diagnostic {
  const { name } = channel;
  const live = channel.ledger.get(code) !== undefined;
  return {
    code: TWIN,
    severity: 'error',
    message: {
      en: `the product ${live ? 'is listed' : 'is to be listed'} in ${name}, a shop of yours in the same market, where a second listing of it counts as a duplicate; it is not listed here`,
      zh: `该商品${live ? '已在' : '将在'}同一市场的另一店铺 ${name} 上架，再次上架会被视为重复刊登；此处不会上架`,
    },
    place: { code },
    next: {
      en: 'leave it out of one of the two (except.codes), or say that it may stand in both: duplicates: allow for this channel in mabang.yaml',
      zh: '请在其中一个渠道排除它（except.codes），或在 mabang.yaml 中为此渠道设置 duplicates: allow',
    },
  };
}
