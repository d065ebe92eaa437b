import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { EXIT, isCurrency, MabangError, ratioOf } from '../core/index.ts';

/** Decimal text. YAML would make `1.10` a float; the text of a number is taken back before anything is computed with it. */
const decimal = z
  .union([z.string(), z.number()])
  .transform((value) => String(value))
  .describe('a plain decimal: 1.35, "0.128"');

const ratio = decimal.refine((text) => ratioOf(text) !== undefined, 'not a number like 1.35 or 35%');

const price = z.strictObject({
  rates: z
    .record(z.string().refine(isCurrency, 'not an ISO 4217 currency'), ratio)
    .optional()
    .describe('units of the channel currency for one unit of another: { CNY: "0.128" }'),
  multiply: ratio.optional().describe('factor after conversion: 1.35'),
  add: decimal.optional().describe('added after the factor, in the channel currency'),
  ending: decimal.optional().describe('round up to the next price with this ending: 0.99'),
  round_to: decimal.optional().describe('round to a multiple of this: 0.05'),
});

const stock = z.strictObject({
  keep_back: z.int().min(0).optional().describe('units never offered on this channel'),
  at_most: z.int().min(0).optional().describe('never show more than this'),
  unknown: z.int().min(0).optional().describe('quantity for SKUs whose quantity the catalogue does not know'),
});

const share = ratio.describe('a share of what is live: 30% or 0.3');

const guards = z.strictObject({
  touched: share.optional().describe('listings changed in more than stock; 50% unless said'),
  created: share.optional().describe('listings created, once something is live; 100% unless said'),
  ended: share.optional().describe('listings ended; 10% unless said'),
  variants_removed: share.optional().describe('SKUs taken off their listings; 10% unless said'),
  price_drop: share.optional().describe('how far one price may fall; 30% unless said'),
  price_rise: share.optional().describe('how far one price may rise; 50% unless said'),
  stock_zero: share.optional().describe('SKUs whose stock goes to zero; 30% unless said'),
  refusals: share.optional().describe('changes refused before a push stops; 30% unless the platform names another'),
  floor: decimal.optional().describe('no price below this, in the channel currency'),
});

const selection = z.strictObject({
  codes: z.array(z.string()).optional().describe('product codes'),
  categories: z.array(z.string()).optional().describe('category paths; a path selects what lies below it too'),
});

const credentialCommand = z
  .union([z.string().min(1), z.array(z.string()).min(1)])
  .describe('prints a secret: ["pass", "show", "mabang/{channel}/{name}"]; run without a shell where it needs none');

const channel = z.strictObject({
  adapter: z.string().describe('which platform: see `mabang adapters`'),
  environment: z.enum(['sandbox', 'live']).describe('shown in every prompt and report'),
  currency: z.string().refine(isCurrency, 'not an ISO 4217 currency').describe('what the channel sells in'),
  marketplace: z.string().optional().describe('one of the adapter’s marketplaces, where it has several'),
  connection: z.record(z.string(), z.unknown()).default({}).describe('the adapter’s own settings; never secrets'),
  credential_command: credentialCommand.optional(),
  price: price.default({}),
  stock: stock.default({}),
  title: z.string().optional().describe('title pattern with {title}, {brand}, {code}'),
  only: selection.optional().describe('list nothing else on this channel'),
  except: selection.optional().describe('never list these on this channel'),
  when_missing: z
    .enum(['keep', 'end'])
    .default('keep')
    .describe('what to do with a live listing whose product left the catalogue or the selection'),
  when_removed: z
    .enum(['keep', 'relist'])
    .default('keep')
    .describe(
      'what to do with what was taken off the platform without our doing: wait for `mabang relist`, or list it again',
    ),
  duplicates: z
    .enum(['refuse', 'allow'])
    .default('refuse')
    .describe('whether a product may stand here that another shop of yours in the same market has'),
  guards: guards.default({}).describe('when a push stops and asks for the guard to be opened by name'),
  remote_edits: z
    .enum(['overwrite', 'keep'])
    .default('overwrite')
    .describe('who wins when somebody edited a listing on the platform'),
});

export const configSchema = z.strictObject({
  version: z.literal(1),
  catalogue: z.string().default('catalogue.db').describe('the SQLite file, relative to this file'),
  language: z.enum(['en', 'zh']).optional().describe('language of messages'),
  credential_command: credentialCommand.optional(),
  channels: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a channel name is lower-case letters, digits and -'), channel)
    .default({}),
});

export type Config = z.infer<typeof configSchema>;
export type ChannelConfig = Config['channels'][string];

/** The command that prints the secrets of a channel: its own, or the one for all. */
export function commandOf(config: Config, channel: string): string | readonly string[] | undefined {
  return config.channels[channel]?.credential_command ?? config.credential_command;
}

/** `mabang.yaml` as a value, or `E_CONFIG` that names the line of each thing that is wrong. */
export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined) => lines.linePos(offset ?? 0).line;
  const wrong = document.errors.map((error) => ({ line: at(error.pos[0]), text: error.message }));
  if (wrong.length === 0) {
    const result = configSchema.safeParse(document.toJS() ?? {});
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const inner = issue.code === 'invalid_key' ? issue.issues.map((one) => one.message).join('; ') : issue.message;
      wrong.push({
        line: at(
          offsetOf(document, issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path),
        ),
        text: `${issue.path.join('.') || 'file'}: ${inner}`,
      });
    }
  }
  const list = wrong.map(({ line, text: what }) => `${file}:${line}: ${what}`).join('\n');
  throw new MabangError(
    'E_CONFIG',
    EXIT.usage,
    { en: list, zh: list },
    {
      place: { file, ...(wrong[0] ? { line: wrong[0].line } : {}) },
      next: { en: 'correct the lines named above', zh: '请更正以上各行' },
    },
  );
}

/** Where the key that an issue speaks of stands; the nearest parent that exists when it is missing. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path[length - 1]))
      : undefined;
    if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  return document.contents?.range?.[0];
}
