import type { Account } from './account.ts';
import { patchBody, putBody } from './bodies.ts';
import { DATA_SETS, type DataSet, viewItem } from './item-view.ts';
import { isObject, isStrings } from './params.ts';
import type { Marketplace } from './places.ts';
import { judgePatch, judgePut, type PatchBody, type Result } from './submit.ts';

/** Messages of one feed. Feed schema v2 and changelog of 2025-05-06. */
const MESSAGES_MAX = 25_000;

type Raw = Readonly<Record<string, unknown>>;

export interface FeedIssue {
  readonly messageId?: number;
  readonly sku?: string;
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly attributeName?: string;
}

export interface Envelope {
  readonly messages: readonly unknown[];
  readonly included: ReadonlySet<DataSet>;
}

/** A feed as a whole, or why none of it can be read. */
export function readEnvelope(content: string, sellerId: string): Envelope | string {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return 'The feed is not JSON.';
  }
  if (!isObject(value) || !isObject(value.header)) return 'The feed has no header.';
  const { header, messages } = value;
  if (header.version !== '2.0') return 'The version of the feed is not 2.0.';
  if (header.sellerId !== sellerId) return 'The sellerId of the feed is not the one that submitted it.';
  if (!Array.isArray(messages) || messages.length === 0) return 'The feed has no messages.';
  if (messages.length > MESSAGES_MAX) return `The feed has more than ${MESSAGES_MAX} messages.`;
  const report = isObject(header.report) ? header.report : undefined;
  const names = report && isStrings(report.includedData) ? report.includedData : [];
  return { messages, included: new Set(DATA_SETS.filter((name) => names.includes(name))) };
}

/** One feed at work: message after message, each on its own. */
export class FeedRun {
  readonly issues: FeedIssue[] = [];
  readonly #ids = new Set<number>();
  readonly #taken = new Set<string>();
  processed = 0;
  accepted = 0;

  constructor(
    readonly account: Account,
    readonly places: readonly Marketplace[],
    readonly envelope: Envelope,
  ) {}

  /** Takes the next message, at this moment. */
  step(at: number): void {
    const message = this.envelope.messages[this.processed];
    this.processed++;
    if (!isObject(message)) {
      this.issues.push(malformed());
      return;
    }
    const { messageId, sku } = message;
    const known = typeof messageId === 'number' && Number.isInteger(messageId) && messageId >= 1;
    const named = typeof sku === 'string' && sku !== '';
    if (!known || !named || this.#ids.has(messageId)) {
      this.issues.push({ ...malformed(), ...(known ? { messageId } : {}), ...(named ? { sku } : {}) });
      return;
    }
    this.#ids.add(messageId);
    this.account.settle(at);
    const results = this.places.map((place) => ({ place, result: this.#judge(place, sku, message) }));
    for (const { result } of results) {
      if (typeof result === 'string') {
        this.issues.push({ messageId, sku, ...malformed() });
        continue;
      }
      for (const { code, severity, message: text, attributeNames } of result.issues) {
        const [attributeName] = attributeNames ?? [];
        const about = attributeName === undefined ? {} : { attributeName };
        this.issues.push({ messageId, sku, code, severity, message: text, ...about });
      }
    }
    if (results.some(({ result }) => typeof result === 'string' || !result.valid)) return;
    this.accepted++;
    this.#taken.add(sku);
    for (const { place, result } of results) {
      if (typeof result !== 'string') this.account.accept(place.id, sku, result.state, at);
    }
  }

  /** The processing report, v2. */
  report(sellerId: string, feedId: string, at: number): Raw {
    const { included } = this.envelope;
    const items: readonly Raw[] =
      included.size === 0
        ? []
        : [...this.#taken]
            .map((sku) => viewItem(this.account, this.places, sku, included, at))
            .filter((item) => item !== undefined);
    const count = (severity: string) => this.issues.filter((issue) => issue.severity === severity).length;
    const issuesOf = (item: Raw) =>
      Array.isArray(item.issues) ? (item.issues as readonly { severity: string }[]) : [];
    const countItems = (severity: string) =>
      items.flatMap(issuesOf).filter((issue) => issue.severity === severity).length;
    const header = { sellerId, version: '2.0', feedId };
    return {
      header:
        included.size === 0 ? header : { ...header, report: { includedData: [...included], apiVersion: '2021-08-01' } },
      issues: this.issues,
      summary: {
        errors: count('ERROR'),
        warnings: count('WARNING'),
        messagesProcessed: this.processed,
        messagesAccepted: this.accepted,
        messagesInvalid: this.processed - this.accepted,
        ...(included.size === 0
          ? {}
          : {
              itemSummary: { items: items.length, errors: countItems('ERROR'), warnings: countItems('WARNING') },
            }),
      },
      ...(included.size === 0 ? {} : { items }),
    };
  }

  /** What a message comes to, or why its form is wrong. */
  #judge(place: Marketplace, sku: string, message: Raw): Result | string {
    const given = (...names: readonly string[]) => names.some((name) => message[name] !== undefined);
    switch (message.operationType) {
      case 'UPDATE': {
        if (given('patches')) return 'patches';
        const body = putBody(message);
        return typeof body === 'string' ? body : judgePut(this.account, place, sku, body);
      }
      case 'PARTIAL_UPDATE': {
        if (given('patches', 'requirements')) return 'patches';
        const body = partial(message);
        return typeof body === 'string' ? body : judgePatch(this.account, place, sku, body);
      }
      case 'PATCH': {
        if (given('attributes', 'requirements')) return 'attributes';
        const body = patchBody(message);
        return typeof body === 'string' ? body : judgePatch(this.account, place, sku, body);
      }
      case 'DELETE':
        if (given('attributes', 'requirements', 'patches', 'productType')) return 'attributes';
        return { valid: true, issues: [] };
      default:
        return 'operationType';
    }
  }
}

/** `PARTIAL_UPDATE` is a patch whose every operation is `replace`. */
function partial(message: Raw): PatchBody | string {
  const body = putBody({ ...message, requirements: 'LISTING' });
  if (typeof body === 'string') return body;
  const patches = Object.entries(body.attributes).map(([name, value]) => ({ op: 'replace' as const, name, value }));
  return { productType: body.productType, patches };
}

/** All that is said of a message whose form is wrong (models issue 4815). */
export function malformed(): FeedIssue {
  return { code: 'BAD_REQUEST', severity: 'ERROR', message: 'The provided payload is invalid.' };
}
