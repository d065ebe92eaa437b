/**
 * Flags of Node that let a process live in an emulator's time: its clock shows `now` at this very moment and runs `speed`
 * times as fast, and it sleeps as much shorter. Nothing else about the process is changed.
 */
export function livingIn(now: number, speed: number): readonly string[] {
  const script = `
    import { syncBuiltinESMExports } from 'node:module';
    import timers from 'node:timers/promises';
    const RealDate = Date;
    const now = () => ${now} + Math.floor((RealDate.now() - ${Date.now()}) * ${speed});
    globalThis.Date = class Date extends RealDate {
      constructor(...given) {
        if (given.length > 0) super(...given);
        else super(now());
      }
      static now() {
        return now();
      }
    };
    const { setTimeout } = timers;
    timers.setTimeout = (ms, ...rest) => setTimeout(ms / ${speed}, ...rest);
    syncBuiltinESMExports();
  `;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}
