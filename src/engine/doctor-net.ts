import { z } from 'zod';
import { type AnyAdapter, HttpFailure } from '../contract/index.ts';
import { MabangError } from '../core/index.ts';
import { createClient, proxyFor } from '../http/index.ts';
import { type Check, checkOf } from './doctor-types.ts';
import type { Host } from './types.ts';

/** Platforms that sign requests take times that are up to five minutes off, most of them; before that, it is an error. */
const WRONG_MS = 240_000;
const DOUBTFUL_MS = 60_000;
const PATIENCE_MS = 15_000;

/** Whether a channel's host answers, by which way, and what time it is there. Asks with no credentials, changes nothing. */
export async function checkHost(
  channel: string,
  adapter: AnyAdapter,
  connection: unknown,
  host: Host,
): Promise<readonly Check[]> {
  const address = adapter.baseUrl(connection);
  if (!URL.canParse(address)) {
    const words = { en: `${address} is not an address`, zh: `${address} 不是有效地址` };
    const where = `channels.${channel}.connection`;
    return [checkOf('network', 'error', words, { en: `correct ${where}`, zh: `请更正 ${where}` }, channel)];
  }
  const base = new URL(address);
  const way = wayTo(base, host, channel);
  if ('check' in way) return [way];
  let date: string | undefined;
  let times: readonly [number, number] = [0, 0];
  const limit = { perSecond: 10, burst: 10, concurrent: 1, source: 'one request', date: '2026-11-23' };
  const client = createClient<unknown, 'look'>({
    channel,
    adapter: {
      limits: {
        buckets: { look: limit },
        listingsPerApply: { value: 1, unit: 'listings', source: limit.source, date: limit.date },
      },
      baseUrl: () => base.href,
      auth: {
        kind: 'bearer',
        secrets: [],
        sign: ({ now }) => {
          times = [now, now];
          return {};
        },
        // Whatever it says: it was reached, and that is what was asked.
        judge: (answer) => {
          date = answer.headers.date;
          times = [times[0], host.clock.now()];
          return { kind: 'fine' };
        },
      },
    },
    connection,
    secrets: {},
    clock: host.clock,
    userAgent: `mabang/${host.version}`,
    env: host.env,
    attempts: 1,
    timeoutMs: PATIENCE_MS,
    ...(host.trace ? { trace: host.trace } : {}),
    ...(host.signal ? { signal: host.signal } : {}),
  });
  try {
    await client.request({
      bucket: 'look',
      method: 'HEAD',
      path: '/',
      answer: 'text',
      reply: z.unknown(),
      resend: 'always',
    });
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    // An answer that came but cannot be read is an answer.
    if (error.kind !== 'unreadable' && date === undefined) return [unreachable(channel, base, way.proxy, error)];
  } finally {
    await client.close();
  }
  const via = way.proxy ? ` (${way.proxy})` : '';
  const kind = base.protocol === 'https:' ? 'TLS' : 'HTTP';
  const reached = checkOf(
    'network',
    'ok',
    { en: `${base.host} answers over ${kind}${via}`, zh: `${base.host} 可通过 ${kind} 访问${via}` },
    undefined,
    channel,
  );
  return [reached, clockCheck(channel, base, date, times)];
}

function wayTo(base: URL, host: Host, channel: string): { readonly proxy?: string } | Check {
  try {
    const proxy = proxyFor(base, host.env);
    return proxy ? { proxy: `proxy ${proxy.host}` } : {};
  } catch (error) {
    if (!(error instanceof MabangError)) throw error;
    return checkOf('network', 'error', error.words, error.details.next, channel);
  }
}

/** Their clock says whole seconds, and was read somewhere between sending and receiving. */
function clockCheck(
  channel: string,
  base: URL,
  date: string | undefined,
  [sent, got]: readonly [number, number],
): Check {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs))
    return checkOf(
      'clock',
      'skipped',
      { en: `${base.host} does not say what time it is`, zh: `${base.host} 未返回时间` },
      undefined,
      channel,
    );
  const off = theirs < sent - 1_000 ? sent - 1_000 - theirs : theirs > got ? theirs - got : 0;
  const late = theirs > got;
  const seconds = Math.round(off / 1000);
  const state = off > WRONG_MS ? 'error' : off > DOUBTFUL_MS ? 'warn' : 'ok';
  if (state === 'ok')
    return checkOf(
      'clock',
      'ok',
      {
        en: `within ${Math.max(seconds, 1)} s of ${base.host}`,
        zh: `与 ${base.host} 相差不超过 ${Math.max(seconds, 1)} 秒`,
      },
      undefined,
      channel,
    );
  return checkOf(
    'clock',
    state,
    {
      en: `this machine is ${seconds} s ${late ? 'behind' : 'ahead of'} ${base.host}; signed requests are refused when it is too much`,
      zh: `本机时间比 ${base.host} ${late ? '慢' : '快'} ${seconds} 秒；相差过大时签名请求会被拒绝`,
    },
    {
      en: 'set the clock, and let it be kept: timedatectl set-ntp true, or the time settings of the system',
      zh: '请校准系统时间并启用自动同步：timedatectl set-ntp true，或在系统时间设置中开启',
    },
    channel,
  );
}

const TLS = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/i;

function unreachable(channel: string, base: URL, proxy: string | undefined, error: HttpFailure): Check {
  const tls = TLS.test(error.message);
  const next = tls
    ? {
        en: 'the certificate is not trusted: a wrong clock, a proxy that looks inside (set NODE_EXTRA_CA_CERTS), or a shop whose certificate has expired',
        zh: '证书不受信任：可能是时间错误、代理解密流量（设置 NODE_EXTRA_CA_CERTS），或店铺证书已过期',
      }
    : proxy
      ? {
          en: `does the ${proxy} let it through? HTTPS_PROXY, NO_PROXY`,
          zh: `${proxy} 是否放行？请检查 HTTPS_PROXY、NO_PROXY`,
        }
      : {
          en: `check the address under channels.${channel}.connection, and whether this machine reaches the internet (HTTPS_PROXY)`,
          zh: `请检查 channels.${channel}.connection 中的地址，以及本机能否上网（HTTPS_PROXY）`,
        };
  return checkOf(
    'network',
    'error',
    { en: `${base.host} cannot be reached: ${error.message}`, zh: `无法访问 ${base.host}：${error.message}` },
    next,
    channel,
  );
}
