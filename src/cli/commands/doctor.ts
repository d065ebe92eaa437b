import { envelope } from '../../report/index.ts';
import type { CommandSpec } from '../command.ts';
import { doctorText } from '../views/doctor.ts';

export const doctor: CommandSpec = {
  name: 'doctor',
  summary: {
    en: 'look at everything a push stands on: catalogue, disk, clock, network, secrets, git',
    zh: '检查推送所依赖的一切：目录、磁盘、时间、网络、密钥、git',
  },
  examples: [
    {
      run: 'mabang doctor',
      what: { en: 'changes nothing; exit 1 when something is wrong', zh: '不作任何更改；发现错误时退出码为 1' },
    },
    { run: 'mabang doctor --offline', what: { en: 'ask no platform', zh: '不访问任何平台' } },
    { run: 'mabang doctor --format json', what: { en: 'for a monitor', zh: '供监控程序读取' } },
  ],
  arguments: [],
  options: [{ name: 'offline', summary: { en: 'ask nobody over the network', zh: '不访问网络' } }],
  formats: ['text', 'json'],
  interrupt: { en: 'stopping; doctor changes nothing', zh: '正在停止；doctor 不作任何更改' },
  async run(input, ctx) {
    // Not `withWorkspace`: what is broken is just what is asked for.
    const engine = await ctx.engine();
    const report = await engine.doctor(ctx.dir, ctx.host(), { node: process.version, offline: input.flag('offline') });
    ctx.answer(ctx.format === 'json' ? envelope('doctor', report) : doctorText(report, ctx.lang, ctx.paint.out));
    return report.exit;
  },
};
