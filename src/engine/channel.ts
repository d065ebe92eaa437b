import type { Catalogue, Ledger } from '../catalogue/index.ts';
import type { AnyAdapter, At, Context, Definition, Diagnostic, Facts, Json, Marketplace } from '../contract/index.ts';
import { HttpFailure } from '../contract/index.ts';
import {
  adaptiveSize,
  type ChannelRules,
  EXIT,
  isoDate,
  MabangError,
  rulesOf,
  type TaxonomyMap,
  verbatim,
} from '../core/index.ts';
import { type Client, createClient } from '../http/index.ts';
import { type ChannelConfig, commandOf } from './config.ts';
import { sharedPace } from './pace.ts';
import { pictureUploads } from './pictures.ts';
import { loadSecrets } from './secrets.ts';
import { readTaxonomy } from './taxonomy.ts';
import { fileTokens } from './tokens.ts';
import type { Host } from './types.ts';
import type { Workspace } from './workspace.ts';

/** One configured account on one marketplace, ready to be compared offline; `connect` opens the wire. */
export interface Channel {
  readonly name: string;
  readonly config: ChannelConfig;
  readonly adapter: AnyAdapter;
  readonly rules: ChannelRules;
  /** What the seller has mapped onto the platform's categories and attributes. */
  readonly taxonomy: TaxonomyMap;
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly host: Host;
  /** With the facts last read from the account. */
  at(): At<unknown>;
  /** Remember what the account says of itself. */
  learn(facts: Facts): void;
  /** Keep a document of the platform's. */
  define(key: string, definition: Definition): void;
}

export interface Connected {
  readonly channel: Channel;
  readonly client: Client<string>;
  readonly context: Context<unknown, string>;
  /** What the platform finds wrong with listings that were read, by the key of their remote id. */
  readonly issues: Map<string, readonly Diagnostic[]>;
  close(): Promise<void>;
}

/** The channels named, or all of them. A name that is not configured is `E_NO_CHANNEL`. */
export function channelNames(ws: Pick<Workspace, 'config'>, wanted: readonly string[]): readonly string[] {
  const all = Object.keys(ws.config.channels);
  for (const name of wanted) {
    if (all.includes(name)) continue;
    throw new MabangError(
      'E_NO_CHANNEL',
      EXIT.usage,
      { en: `no channel ${name} in mabang.yaml`, zh: `mabang.yaml 中没有渠道 ${name}` },
      { next: verbatim(all.length ? `channels: ${all.join(', ')}` : 'mabang init --channel … --adapter …') },
    );
  }
  return wanted.length > 0 ? wanted : all;
}

export async function openChannel(ws: Workspace, name: string): Promise<Channel> {
  const config = ws.config.channels[name];
  if (!config) throw new MabangError('E_NO_CHANNEL', EXIT.usage, verbatim(`no channel ${name}`));
  const adapter = await ws.registry.load(config.adapter);
  const connection = parseConnection(adapter, name, config);
  const rules = rulesOf(config.currency, {
    ...config.price,
    ...(config.price.round_to === undefined ? {} : { roundTo: config.price.round_to }),
    ...(config.stock.keep_back === undefined ? {} : { keepBack: config.stock.keep_back }),
    ...(config.stock.at_most === undefined ? {} : { atMost: config.stock.at_most }),
    ...(config.stock.unknown === undefined ? {} : { unknownQuantity: config.stock.unknown }),
    ...(config.title === undefined ? {} : { title: config.title }),
  });
  if ('bad' in rules) {
    throw new MabangError(
      'E_CONFIG',
      EXIT.usage,
      {
        en: `channels.${name}.${rules.bad}: not understood: ${rules.value}`,
        zh: `channels.${name}.${rules.bad}：无法识别：${rules.value}`,
      },
      { place: { channel: name } },
    );
  }
  const marketplace = marketplaceOf(adapter, name, config);
  const ledger = ws.catalogue.ledger(name);
  const documents = new Map<string, Json | undefined>();
  const place = (facts: Facts): At<unknown> => ({
    channel: name,
    ...(marketplace ? { marketplace } : {}),
    connection,
    currency: config.currency,
    facts,
    definition: (key) => {
      // Parsed once: some are a megabyte, and what is compiled from them hangs on the same object.
      if (!documents.has(key)) documents.set(key, ledger.definitions.body(key));
      return documents.get(key);
    },
  });
  let at = place(ledger.facts()?.facts ?? {});
  return {
    name,
    config,
    adapter,
    rules,
    taxonomy: readTaxonomy(ws.dir, name),
    ledger,
    catalogue: ws.catalogue,
    host: ws.host,
    at: () => at,
    learn: (facts) => {
      ledger.setFacts(facts, isoDate(ws.host.clock.now()));
      at = place(facts);
    },
    define: (key, definition) => {
      ledger.definitions.set(key, definition, isoDate(ws.host.clock.now()));
      documents.set(key, definition.body);
    },
  };
}

function parseConnection(adapter: AnyAdapter, name: string, config: ChannelConfig): unknown {
  const parsed = adapter.connection.safeParse(config.connection);
  if (parsed.success) return parsed.data;
  const what = parsed.error.issues
    .map((issue) => `channels.${name}.connection.${issue.path.join('.')}: ${issue.message}`)
    .join('\n');
  throw new MabangError('E_CONFIG', EXIT.usage, verbatim(what), {
    place: { channel: name },
    next: verbatim(adapter.questions.map((q) => `${q.key}: ${q.help}`).join('\n')),
  });
}

function marketplaceOf(adapter: AnyAdapter, name: string, config: ChannelConfig): Marketplace | undefined {
  const { marketplaces } = adapter;
  if (config.marketplace === undefined) return marketplaces.length === 1 ? marketplaces[0] : undefined;
  const found = marketplaces.find((m) => m.id === config.marketplace);
  if (found) return found;
  throw new MabangError(
    'E_CONFIG',
    EXIT.usage,
    {
      en: `channels.${name}.marketplace: no ${config.marketplace}`,
      zh: `channels.${name}.marketplace：没有 ${config.marketplace}`,
    },
    { place: { channel: name }, next: verbatim(marketplaces.map((m) => m.id).join(', ')) },
  );
}

/**
 * Open the wire: secrets, client, context. Nothing is sent yet. The client is not given the host's signal: what is in
 * flight is finished when the user interrupts, and the engine looks at the signal between batches.
 */
export function connect(ws: Workspace, channel: Channel): Connected {
  const { adapter, ledger, host } = channel;
  const at = channel.at();
  const client = createClient<unknown, string>({
    channel: channel.name,
    adapter,
    connection: at.connection,
    secrets: loadSecrets(ws.dir, channel.name, adapter.auth.secrets, host.env, commandOf(ws.config, channel.name)),
    tokens: fileTokens(ws.dir, channel.name, ws.catalogue, host),
    pace: sharedPace(channel),
    clock: host.clock,
    userAgent: `mabang/${host.version}`,
    env: host.env,
    ...(host.trace ? { trace: host.trace } : {}),
    ...(Number(host.env.MABANG_TIMEOUT_MS) > 0 ? { timeoutMs: Number(host.env.MABANG_TIMEOUT_MS) } : {}),
  });
  const pictures = pictureUploads(channel.name, ledger, host);
  return {
    channel,
    client,
    issues: new Map(),
    async close() {
      await Promise.all([client.close(), pictures.close()]);
    },
    context: {
      http: client,
      upload: pictures.upload,
      rest: (ms) => host.clock.sleep(ms),
      get at() {
        return channel.at();
      },
      assets: {
        recall: (url: string) => ledger.asset(url),
        remember: (url: string, remote: Json) => ledger.setAsset(url, remote),
        forget: (url: string) => ledger.setAsset(url, undefined),
      },
      sizer: (name: string, max: number) =>
        adaptiveSize(max, ledger.size(name) ?? max, (size) => ledger.setSize(name, size)),
    },
  };
}

/** Ask the account about itself, remember it, and refuse a channel whose currency is not the account's. */
export async function describeAccount(connected: Connected): Promise<Facts> {
  const { channel, context } = connected;
  const facts = await wire(channel.name, () => channel.adapter.describe(context));
  if (facts.currency !== undefined && facts.currency !== channel.config.currency) {
    throw new MabangError(
      'E_CURRENCY',
      EXIT.usage,
      {
        en: `the account sells in ${facts.currency}, the channel is set to ${channel.config.currency}`,
        zh: `该账户以 ${facts.currency} 销售，渠道却设为 ${channel.config.currency}`,
      },
      {
        place: { channel: channel.name },
        next: {
          en: `set channels.${channel.name}.currency: ${facts.currency} in mabang.yaml, with rates if the catalogue's prices are in another`,
          zh: `在 mabang.yaml 中设置 channels.${channel.name}.currency: ${facts.currency}，如目录价格为其他货币请设置汇率`,
        },
      },
    );
  }
  channel.learn(facts);
  return facts;
}

/** Run something that talks to the platform; what fails on the wire becomes an error a seller can act on. */
export async function wire<T>(channel: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw asMabangError(channel, error);
  }
}

export function interrupted(channel: string, what: { readonly en: string; readonly zh: string }): MabangError {
  return new MabangError(
    'E_INTERRUPTED',
    EXIT.busy,
    { en: `stopped on request; ${what.en}`, zh: `已按请求停止；${what.zh}` },
    { place: { channel }, next: { en: 'run the same command to go on', zh: '重新运行同一命令即可继续' } },
  );
}

export function asMabangError(channel: string, error: unknown): unknown {
  if (!(error instanceof HttpFailure)) return error;
  const { status } = error.details;
  const denied = status === 401 || status === 403;
  const busy = error.kind === 'unsent' || error.kind === 'unclear' || status === 429 || (status ?? 0) >= 500;
  return new MabangError(
    denied ? 'E_CREDENTIALS' : busy ? 'E_UNREACHABLE' : error.kind === 'unreadable' ? 'E_UNREADABLE' : 'E_REFUSED',
    denied ? EXIT.credentials : EXIT.busy,
    verbatim(error.message),
    {
      place: { channel },
      next: denied
        ? { en: 'check the credentials and their permissions', zh: '请检查密钥及其权限' }
        : { en: 'nothing was lost; run the same command again', zh: '没有丢失任何内容；请重新运行同一命令' },
      cause: error,
    },
  );
}
