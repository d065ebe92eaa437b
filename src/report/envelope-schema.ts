import { ENVELOPE_VERSION, type Kind } from './json.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const count: Schema = { type: 'integer', minimum: 0 };
const exit: Schema = { type: 'integer', description: 'what the command ends with; see `mabang help exit-codes`' };
const list = (items: Schema): Schema => ({ type: 'array', items });
const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const object = (properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
});

const words = object({ en: text, zh: text });
const tally = (...names: readonly string[]): Schema => object(Object.fromEntries(names.map((name) => [name, count])));

/** What stands in an answer besides `mabang` and `kind`. Keys may be added; none listed here changes its meaning or goes. */
const BODIES: Readonly<Record<Kind, Schema>> = {
  adapters: object({ adapters: list(object({ id: text, title: text, capabilities: { type: 'object' } })) }),
  adopt: object({
    channel: text,
    matches: list(object({ code: text, title: text, skus: list(text), extra: list(text), differs: list(text) })),
    ambiguous: list(object({ code: text })),
    adopted: count,
  }),
  auth: object(
    {
      action: { enum: ['status', 'test', 'login', 'set'] },
      channel: text,
      stored: list(text),
      findings: list(ref('finding')),
      channels: list(
        object(
          {
            channel: text,
            environment: ref('environment'),
            secrets: list(
              object({ name: text, title: text, origin: { enum: ['environment', 'command', 'file', 'missing'] } }),
            ),
            tokens: list(
              object({ name: text, issuedAt: text, expiresAt: text, state: { enum: ['good', 'expired', 'replaced'] } }),
            ),
            findings: list(ref('finding')),
            ok: { type: 'boolean' },
            account: { type: 'object' },
            error: ref('finding'),
          },
          ['secrets', 'tokens', 'findings', 'ok', 'account', 'error'],
        ),
      ),
      exit,
    },
    ['channel', 'stored', 'findings', 'channels', 'exit'],
  ),
  backup: object({ file: text, bytes: count, products: count, variants: count, schema: count }),
  config: object({ settings: list(object({ key: text, value: text, origin: text })) }),
  demo: object({ ok: { type: 'boolean' }, exit, dir: text, checks: list(object({ ok: { type: 'boolean' } })) }),
  diff: object({
    plan: ref('plan'),
    findings: list(ref('finding')),
    failed: list(object({ channel: text, error: ref('finding'), exit })),
    exit,
  }),
  doctor: object({
    checks: list(
      object({ check: text, state: ref('checkState'), channel: text, message: words, next: words }, [
        'channel',
        'next',
      ]),
    ),
    counts: tally('ok', 'warn', 'error', 'skipped'),
    exit,
  }),
  emulate: object({ adapter: text, url: text, currency: text }),
  error: object({ error: ref('finding'), more: list(ref('finding')), exit }),
  'exit-codes': object({ codes: list(object({ code: count, name: text, meaning: text })) }),
  history: object(
    {
      runs: list(object({ id: count, channel: text, command: text, startedAt: text })),
      run: object({ id: count, channel: text, command: text, startedAt: text }),
      entries: list(object({ code: text, verb: ref('verb'), state: text, at: text, facets: { type: 'object' } })),
    },
    ['runs', 'run', 'entries'],
  ),
  import: object({
    file: text,
    rows: count,
    products: tally('new', 'changed', 'same'),
    variants: tally('new', 'changed', 'same'),
    rejected: count,
    skipped: count,
    findings: list(ref('finding')),
    result: { enum: ['committed', 'dry-run', 'already-imported', 'refused'] },
    exit,
  }),
  init: object({ dir: text, files: list(text) }),
  map: object({
    channel: text,
    file: text,
    own: { type: 'boolean' },
    categories: list(object({ path: text, products: count, suggestions: list(object({ id: text, title: text })) })),
    attributes: list(object({ name: text, products: count })),
    values: list(object({ attribute: text, value: text, products: count, suggestions: list(text) })),
    missing: list(object({ category: text, name: text, title: text, products: count })),
    mapped: count,
    written: { type: 'boolean' },
  }),
  mapping: object(
    {
      action: { enum: ['show', 'test'] },
      mappings: list(object({ name: text, mapping: { type: 'object' } })),
      tests: list(object({ name: text, rows: count, ok: { type: 'boolean' } })),
      findings: list(ref('finding')),
      exit,
    },
    ['mappings', 'tests', 'findings'],
  ),
  override: object({ channel: text, product: text, field: text, value: { type: ['string', 'null'] } }),
  push: object({
    channels: list(
      object({
        channel: text,
        environment: ref('environment'),
        plan: ref('channelPlan'),
        counts: tally('planned', 'landed', 'accepted', 'rejected', 'unknown', 'notLanded'),
        outcomes: list(object({ code: text, verb: ref('verb'), outcome: object({ status: text }) })),
        findings: list(ref('finding')),
        requests: tally('total', 'writes'),
        exit,
      }),
    ),
    exit,
  }),
  relist: object({
    channel: text,
    removals: list(object({ code: text, sku: text, why: words, at: text, allowed: text }, ['sku', 'allowed'])),
    allowed: list(text),
  }),
  show: object({
    product: object({ code: text }),
    sources: list(object({ field: text })),
    channels: list(object({ channel: text, state: text })),
  }),
  status: object({
    catalogue: object({ file: text, products: count, variants: count }),
    channels: list(
      object({
        channel: text,
        environment: ref('environment'),
        listings: tally('live', 'ended', 'foreign', 'notListed'),
      }),
    ),
  }),
  validate: object({ checked: tally('products', 'variants'), findings: list(ref('finding')), exit }),
};

const DEFINITIONS: Readonly<Record<string, Schema>> = {
  environment: { enum: ['sandbox', 'live'] },
  checkState: { enum: ['ok', 'warn', 'error', 'skipped'] },
  verb: { enum: ['create', 'update', 'end'] },
  finding: object(
    {
      code: text,
      severity: { enum: ['error', 'warning', 'info'] },
      message: words,
      place: object(
        {
          file: text,
          row: count,
          line: count,
          column: text,
          code: text,
          sku: text,
          channel: text,
          facet: text,
          field: text,
        },
        ['file', 'row', 'line', 'column', 'code', 'sku', 'channel', 'facet', 'field'],
      ),
      next: words,
    },
    ['next'],
  ),
  change: object(
    {
      id: text,
      verb: ref('verb'),
      sku: text,
      facets: { type: 'object', additionalProperties: { type: 'object', required: ['to'] } },
      drift: list(text),
    },
    ['sku'],
  ),
  channelPlan: object({
    channel: text,
    adapter: text,
    apiVersion: text,
    environment: ref('environment'),
    listings: list(
      object({
        code: text,
        title: text,
        state: { enum: ['create', 'update', 'end'] },
        revive: { type: 'boolean' },
        changes: list(ref('change')),
      }),
    ),
    findings: list(ref('finding')),
    guards: list(
      object({
        guard: text,
        message: object({ en: text, zh: text }),
        count,
        worst: list(object({ code: text, text })),
      }),
    ),
    counts: tally('same', 'create', 'update', 'end', 'absent', 'foreign', 'held'),
  }),
  plan: object({ version: { const: 1 }, madeAt: text, channels: list(ref('channelPlan')), hash: text }),
};

/** JSON Schema (draft 2020-12) of what `--format json` writes. */
export function envelopeSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What mabang writes with --format json',
    oneOf: Object.entries(BODIES).map(([kind, body]) => ({
      allOf: [object({ mabang: { const: ENVELOPE_VERSION }, kind: { const: kind } }), body],
    })),
    $defs: DEFINITIONS,
  };
}
