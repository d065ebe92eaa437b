import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bed, type Ended } from './harness.ts';

let bed: Bed;
beforeAll(async () => {
  bed = await Bed.open();
});
afterAll(() => bed.close());

/** Every way a secret may be spelt on its way out. */
function spellings(secret: string, pair: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(pair).toString('base64').replace(/=+$/, ''),
  ];
}

it('no output, trace, journal, plan or error carries a secret', async () => {
  const { key, secret } = bed.emulator.secrets as { key: string; secret: string };
  const forbidden = [...spellings(key, `${key}:${secret}`), ...spellings(secret, `${key}:${secret}`)];
  const outputs: [string, string][] = [];
  const keep = (name: string, { stdout, stderr }: Ended) =>
    outputs.push([`${name} stdout`, stdout], [`${name} stderr`, stderr]);
  const plan = join(bed.dir, 'plan.json');

  bed.put({ 'TEA-1': ['4.90'], 'TEA-2': ['5.90', '6.90'] });
  keep('diff', await bed.run(['diff', '--debug-http', '--format', 'json', '--out', plan]));
  keep('push', await bed.run(['push', '--yes', '--debug-http', '--format', 'json']));
  keep('status', await bed.run(['status', '--format', 'json']));
  keep('show', await bed.run(['show', 'TEA-1', '--format', 'json']));
  keep('config', await bed.run(['config', 'show', '--origin'], { MABANG_SHOP_KEY: key, MABANG_SHOP_SECRET: secret }));

  // What a shop may throw back: its own error page with the request in it, a refusal, a crash on our side.
  bed.put({ 'TEA-1': ['7.90'] });
  for (const kind of ['deny', 'html', 'error', 'drop', 'throttle', 'truncate'] as const) {
    bed.emulator.clearFaults();
    bed.emulator.inject({ kind, times: 2 });
    keep(kind, await bed.run(['push', '--yes', '--debug-http'], { MABANG_DEBUG: '1', MABANG_TIMEOUT_MS: '1000' }));
  }
  bed.emulator.clearFaults();
  keep('wrong secret', await bed.run(['push', '--yes', '--debug-http'], { MABANG_SHOP_SECRET: `${secret}x` }));
  keep('no such shop', await bed.run(['push', '--yes', '--debug-http', 'nowhere']));
  for (const file of readdirSync(bed.dir))
    if (file !== '.mabang') outputs.push([file, readFileSync(join(bed.dir, file), 'latin1')]);

  expect(
    outputs.some(([, text]) => text.includes('/wc/v3/products')),
    'the trace was on',
  ).toBe(true);
  expect(outputs.map(([name]) => name)).toContain('plan.json');
  for (const [name, text] of outputs)
    for (const word of forbidden) expect(text.includes(word), `${name} carries a secret`).toBe(false);
}, 120_000);
