import { describe, expect, it } from 'vitest';
import {
  type AdapterFace,
  adapterData,
  adaptersText,
  adapterText,
  displayWidth,
  limitsMarkdown,
  matrixMarkdown,
} from '../../src/report/index.ts';

const read = { source: 'https://docs.example/limits', date: '2026-11-20' };

const acme: AdapterFace = {
  id: 'acme',
  title: 'Acme Market',
  api: { name: 'Sell', version: 'v2', docs: 'https://docs.example', verified: '2026-11-21' },
  marketplaces: [{ id: 'de', title: 'Germany', currency: 'EUR' }],
  capabilities: {
    facets: {
      content: { verbs: ['create', 'update', 'end'], unit: 'product', readback: 'rewritten' },
      price: { verbs: ['create', 'update'], unit: 'sku', readback: 'exact', note: 'a | b' },
      stock: { verbs: ['update'], unit: 'sku', readback: 'none' },
    },
    enumerate: 'all',
    submission: 'async',
    dryRun: true,
    uniqueSku: true,
    mark: true,
  },
  auth: {
    kind: 'bearer',
    secrets: [{ name: 'token', title: 'Token', help: 'in the settings' }],
    sign: () => ({}),
  },
  limits: {
    buckets: { write: { perSecond: 2, burst: 10, concurrent: 1, ...read } },
    listingsPerApply: { value: 50, unit: 'listings', ...read },
    more: { titleLength: { value: 80, unit: 'characters', ...read } },
  },
  questions: [{ key: 'url', title: 'Address', help: 'of the shop' }],
  rules: [{ code: 'ACME_TITLE', severity: 'error', title: 'a title is too long', check: () => [], ...read }],
};

describe('adapters as text', () => {
  it('has a row each, with a sign per verb and blanks for what cannot be done', () => {
    const [head, row] = adaptersText([acme], 'en').split('\n');
    expect(head?.split(/ {2,}/)).toEqual([
      'adapter',
      'platform',
      'API',
      'content',
      'media',
      'price',
      'stock',
      'variation',
      'status',
      'reads',
      'submits',
    ]);
    expect(row?.split(/ {2,}/)).toEqual(['acme', 'Acme Market', 'Sell v2', '+~-', '+~', '~', 'all', 'async']);
  });

  it('keeps columns aligned in Chinese', () => {
    const [head, row] = adaptersText([acme], 'zh').split('\n');
    const at = (line: string | undefined, word: string) =>
      displayWidth((line ?? '').slice(0, (line ?? '').indexOf(word)));
    expect(at(head, '平台')).toBe(at(row, 'Acme'));
    expect(at(head, '提交')).toBe(at(row, 'async'));
  });

  it('gives every number its source and date', () => {
    const text = adapterText(acme, 'en');
    expect(text).toMatch(/write +2\/s, burst 10, 1 at a time +https:\/\/docs\.example\/limits, 2026-11-20/);
    expect(text).toContain('titleLength');
    expect(text).toContain('ACME_TITLE: a title is too long (https://docs.example/limits, 2026-11-20)');
    expect(text).toContain('token (secret): Token — in the settings');
  });

  it('as data holds no functions', () => {
    expect(JSON.parse(JSON.stringify(adapterData(acme)))).toEqual(adapterData(acme));
    expect(adapterData(acme)).toMatchObject({ id: 'acme', auth: { kind: 'bearer' } });
  });
});

describe('the platform matrix', () => {
  it('shows the level reached and says where it never met a real server', () => {
    const text = matrixMarkdown([acme, { ...acme, id: 'beta', title: 'Beta' }], {
      acme: { level: 4, live: '2026-11-22' },
    });
    const rows = text.split('\n').filter((line) => line.startsWith('| ['));
    expect(rows[0]).toBe(
      '| [Acme Market](adapters/acme/README.md) (`acme`) | [Sell v2](https://docs.example), 2026-11-21 | `+~-`* |  | `+~` | `~`? |  |  | everything | and asks later | 4 | 2026-11-22 |',
    );
    expect(rows[1]).toMatch(/\| none \| never \|$/);
    expect(text.split('\n')[1]).toMatch(/^\| --- \|/);
  });

  it('escapes what would break a table', () => {
    const text = limitsMarkdown({
      ...acme,
      limits: { ...acme.limits, listingsPerApply: { value: 1, unit: 'a | b', ...read } },
    });
    expect(text).toContain('1 a \\| b');
  });
});
