import { describe, expect, it } from 'vitest';
import { start } from '../../adapters/woocommerce/emulator.ts';
import { fastClock } from '../../src/testing/clock.ts';
import { liveSuite } from './woocommerce-suite.ts';

/** The same life, on the emulator in every run, and on a real shop where one is named. */
const {
  MABANG_LIVE_WOOCOMMERCE_URL: url,
  MABANG_LIVE_WOOCOMMERCE_KEY: key,
  MABANG_LIVE_WOOCOMMERCE_SECRET: secret,
  MABANG_LIVE_WOOCOMMERCE_IMAGE: image,
} = process.env;

const SPEED = 200;

describe('level 5: against a real shop', () => {
  if (url && key && secret) {
    liveSuite(`at ${new URL(url).host}`, async () => ({
      url: url.trim().replace(/\/(?:wp-json.*)?$/, ''),
      secrets: { key, secret },
      ...(image ? { image } : {}),
    }));
  } else {
    it('was not asked for: MABANG_LIVE_WOOCOMMERCE_URL, _KEY and _SECRET name a shop', () => {
      expect([url, key, secret].every(Boolean)).toBe(false);
    });
  }
});

for (const currency of ['EUR', 'JPY']) {
  liveSuite(`the same on the emulator, in ${currency}`, async () => {
    const shop = await start({ speed: SPEED, currency, weightUnit: currency === 'EUR' ? 'kg' : 'lbs' });
    const theirs = Array.from({ length: 3 }, (_, i) => ({ sku: `OTHER-${i}`, price: '7', quantity: 1 }));
    for (const variant of theirs) shop.seed({ code: variant.sku, title: 'Not ours', variants: [variant] });
    const { key: ck = '', secret: cs = '' } = shop.secrets;
    return {
      url: shop.url,
      secrets: { key: ck, secret: cs },
      image: 'https://images.example/mug.jpg',
      clock: fastClock(SPEED),
      mute: () =>
        shop.inject({ kind: 'hang-after', when: ({ method, path }) => method === 'POST' && /batch/.test(path) }),
      unmute: () => shop.clearFaults(),
      close: () => shop.close(),
    };
  });
}
