import { type Diagnostic, HttpFailure, type Json } from 'mabang/contract';
import { firstError, issue, refusalOf, refusedWith } from './errors.ts';
import { json } from './facets.ts';
import type { Operation, Write } from './intent.ts';
import { diagnosticOf } from './issues.ts';
import { about, type Ctx, itemsPath } from './items.ts';
import { APPLIED, type Fate, rejected, unknown } from './outcomes.ts';
import { type Bucket, type WireIssue, type WireSubmission, wireSubmission } from './schema.ts';

const METHODS = { put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const;
const BUCKETS: Readonly<Record<Operation['kind'], Bucket>> = {
  put: 'putItem',
  patch: 'patchItem',
  delete: 'deleteItem',
};

/** What goes with an operation: the body of a call, and the part of a feed's message that it shares. */
export function bodyOf(operation: Operation): Readonly<Record<string, Json>> | undefined {
  switch (operation.kind) {
    case 'put': {
      const { productType, requirements, attributes } = operation;
      return { productType, requirements, attributes: json(attributes) };
    }
    case 'patch':
      return { productType: operation.productType, patches: json(operation.patches) };
    case 'delete':
      return undefined;
  }
}

/**
 * One SKU by itself. Every operation says how things are to stand, so asking twice is asking once. `preview` is a question:
 * nothing is stored.
 */
export async function submit(ctx: Ctx, { sku, operation }: Write, preview = false): Promise<WireSubmission> {
  const body = bodyOf(operation);
  const reply = await ctx.http.request({
    bucket: preview ? 'preview' : BUCKETS[operation.kind],
    method: METHODS[operation.kind],
    path: itemsPath(ctx, sku),
    query: { ...about(ctx), ...(preview ? { mode: 'VALIDATION_PREVIEW' } : {}) },
    ...(body === undefined ? {} : { body }),
    reply: wireSubmission,
    resend: 'always',
  });
  return reply.data;
}

/** 200 says that the question was understood. What became of it stands in `status`, and INVALID is a no. */
export function fateOf({ status, issues }: WireSubmission): Fate {
  return status === 'INVALID' ? refusedBy(issues) : APPLIED;
}

export function refusedBy(issues: readonly WireIssue[]): Fate {
  const errors = issues.filter(({ severity }) => severity === 'ERROR');
  const told = errors.length > 0 ? errors : issues;
  return rejected('never', ...(told.length > 0 ? told.map((one) => diagnosticOf(one)) : [wordless()]));
}

function wordless(): Diagnostic {
  return issue('E_AMZ_REFUSED', {
    en: 'Amazon calls it invalid and does not say why',
    zh: '亚马逊判定无效，但未说明原因',
  });
}

/** What a call that failed says of its one SKU. `stop`: the next one would fail the same way. */
export function fateOfFailure(
  error: HttpFailure,
  { sku, operation }: Write,
): { readonly fate: Fate; readonly stop: boolean } {
  if (error.mayHaveHappened) return { fate: unknown(error.message), stop: false };
  const status = refusedWith(error);
  if (status === 404 && operation.kind === 'delete') return { fate: APPLIED, stop: false };
  if (status === 404) return { fate: rejected('later', gone(sku)), stop: false };
  const barred = status === 401 || status === 403;
  if (error.kind === 'unsent' || barred) return { fate: rejected('later', refusalOf(error)), stop: true };
  // A 4xx that the API itself worded is about this SKU; anything else may be somebody in between.
  const final = status !== undefined && status !== 429 && firstError(error.details.body) !== undefined;
  return { fate: rejected(final ? 'never' : 'later', refusalOf(error)), stop: false };
}

export function asFailure(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error;
  throw error;
}

function gone(sku: string): Diagnostic {
  return issue(
    'E_AMZ_GONE',
    { en: `the SKU ${sku} is gone from Amazon`, zh: `SKU ${sku} 已从亚马逊消失` },
    { en: 'run the same command again: the plan is made anew', zh: '请重新运行同一命令：将重新生成计划' },
    { sku },
  );
}
