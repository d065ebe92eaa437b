import type { Source } from '../../contract/index.ts';
import type { StaticCase } from './cases.ts';
import { check, equal } from './check.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Declared: the definition is valid, and every number and rule says where it is from and since when. */
export const level0: readonly StaticCase[] = [
  {
    level: 0,
    name: 'names itself and its API',
    check({ adapter }) {
      equal(adapter.contract, 1, 'contract');
      check(/^[a-z][a-z0-9-]*$/.test(adapter.id), `id ${adapter.id} is lower-case letters, digits and -`);
      check(adapter.title.length > 0, 'title');
      check(/^https:\/\//.test(adapter.api.docs), 'api.docs is a page');
      check(DATE.test(adapter.api.verified), 'api.verified is a date');
    },
  },
  {
    level: 0,
    name: 'gives every limit and rule a source and a date',
    check({ adapter }) {
      const { buckets, more, listingsPerApply, pageSize, batchSize } = adapter.limits;
      const sourced: Record<string, Source | undefined> = {
        ...buckets,
        ...more,
        listingsPerApply,
        ...(pageSize ? { pageSize } : {}),
        ...(batchSize ? { batchSize } : {}),
        ...Object.fromEntries(adapter.rules.map((rule) => [rule.code, rule])),
      };
      for (const [name, value] of Object.entries(sourced)) {
        check((value?.source ?? '').length > 3, `${name} has no source`);
        check(DATE.test(value?.date ?? ''), `${name} has no date`);
      }
      check(Object.keys(buckets).length > 0, 'has a bucket');
      check(listingsPerApply.value >= 1, 'listingsPerApply is at least 1');
    },
  },
  {
    level: 0,
    name: 'has exactly the powers it declares',
    check({ adapter }) {
      equal(
        adapter.poll !== undefined,
        adapter.capabilities.submission === 'async',
        'poll if and only if submission is async',
      );
      for (const [facet, capability] of Object.entries(adapter.capabilities.facets))
        check((capability?.verbs.length ?? 0) > 0, `${facet} has no verb; leave it out instead`);
      for (const facet of ['content', 'price', 'stock'] as const)
        check(adapter.capabilities.facets[facet] !== undefined, `${facet} is missing: nothing can be sold without it`);
      const codes = adapter.rules.map((rule) => rule.code);
      equal(new Set(codes).size, codes.length, 'rule codes are unique');
    },
  },
  {
    level: 0,
    name: 'asks for what it needs: secrets and settings explain themselves',
    check({ adapter }) {
      for (const secret of adapter.auth.secrets)
        check(secret.title.length > 0 && secret.help.length > 0, `secret ${secret.name} has no title or help`);
      for (const question of adapter.questions)
        check(question.title.length > 0 && question.help.length > 0, `question ${question.key} has no title or help`);
    },
  },
];
