import { EXIT } from '../../core/index.ts';
import { envelope, type Lang } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import type { EmulatorFace } from '../engine.ts';
import { integerOf } from './options.ts';

export const emulate: CommandSpec = {
  name: 'emulate',
  summary: { en: 'run a platform’s emulator as a server, to try things on', zh: '把平台模拟器作为服务器运行，供试用' },
  examples: [
    {
      run: 'mabang emulate <adapter>',
      what: { en: 'on a free port; says how to reach it', zh: '使用空闲端口，并给出连接方法' },
    },
    { run: 'mabang emulate <adapter> --port 8080', what: { en: 'on this port', zh: '使用指定端口' } },
    {
      run: 'mabang emulate <adapter> --speed 60',
      what: { en: 'a minute of its time passes in a second', zh: '其时间每秒前进一分钟' },
    },
  ],
  arguments: [
    {
      name: 'adapter',
      completes: 'adapter',
      summary: { en: 'an id from `mabang adapters`', zh: 'mabang adapters 中的名称' },
    },
  ],
  options: [
    {
      name: 'port',
      value: 'port',
      summary: { en: 'loopback port; a free one unless said', zh: '本机端口，默认使用空闲端口' },
    },
    { name: 'speed', value: 'n', summary: { en: 'its seconds per real second', zh: '每真实秒对应的模拟秒数' } },
    { name: 'currency', value: 'code', summary: { en: 'what its shop sells in', zh: '模拟店铺的货币' } },
  ],
  formats: ['text', 'json'],
  interrupt: { en: 'stopping the emulator', zh: '正在停止模拟器' },
  async run(input, ctx) {
    const engine = await ctx.engine();
    const id = input.argument('adapter') ?? '';
    const module = await engine.loadEmulator(id);
    const port = integerOf(input, 'port', 1, 65_535);
    const speed = integerOf(input, 'speed', 1, 1_000_000);
    const currency = input.text('currency');
    const emulator = await module.start({
      ...(port === undefined ? {} : { port }),
      ...(speed === undefined ? {} : { speed }),
      ...(currency === undefined ? {} : { currency }),
    });
    try {
      const { url, connection, secrets } = emulator;
      ctx.answer(
        ctx.format === 'json'
          ? envelope('emulate', { adapter: id, url, connection, currency: emulator.currency, secrets })
          : howTo(id, emulator, engine.secretVariable, ctx.lang),
      );
      await stopped(ctx.interrupt.signal);
    } finally {
      await emulator.close();
    }
    return EXIT.done;
  },
};

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // A timer keeps the process up even if the emulator's server were the kind that does not.
    const alive = setInterval(() => {}, 60_000);
    const done = () => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}

/** The emulator's credentials are its own and open nothing else, so they may be shown. */
function howTo(
  id: string,
  emulator: EmulatorFace,
  variable: (channel: string, name: string) => string,
  lang: Lang,
): string {
  const secrets = Object.entries(emulator.secrets).map(([name, value]) => `${variable('try', name)}=${quoted(value)}`);
  const settings = Object.entries(emulator.connection).map(
    ([key, value]) => `--connection ${quoted(`${key}=${String(value)}`)}`,
  );
  const init = [
    'mabang init --dir try --channel try',
    `--adapter ${id}`,
    '--environment sandbox',
    `--currency ${emulator.currency}`,
    ...settings,
  ].join(' ');
  const lines =
    lang === 'zh'
      ? [`${id} 模拟器运行于 ${emulator.url}（Ctrl-C 停止）`, '', '在另一个终端中试用：']
      : [`the ${id} emulator is at ${emulator.url} (Ctrl-C stops it)`, '', 'to try it, in another terminal:'];
  return `${[...lines, `  ${[...secrets, init].join(' ')}`, '  mabang import sheet.csv --dir try', '  mabang push --dir try'].join('\n')}\n`;
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
