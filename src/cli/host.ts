import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Host } from '../engine/index.ts';

type Clock = Host['clock'];

/** The machine's own clock. A sleep ends early, with the signal's reason, when the signal is aborted. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await setTimeout(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};

export interface HostParts {
  readonly env: Host['env'];
  readonly version: string;
  readonly signal?: AbortSignal;
  readonly trace?: Host['trace'];
  readonly progress?: Host['progress'];
}

export function createHost(parts: HostParts): Host {
  return {
    env: parts.env,
    clock: systemClock,
    pid: process.pid,
    bootId: bootId(),
    hostName: hostname(),
    ...userOf(),
    alive: isAlive,
    version: parts.version,
    ...(parts.trace ? { trace: parts.trace } : {}),
    ...(parts.signal ? { signal: parts.signal } : {}),
    ...(parts.progress ? { progress: parts.progress } : {}),
  };
}

/** A container may run as a number that has no name. */
function userOf(): { readonly user?: string } {
  try {
    return { user: userInfo().username };
  } catch {
    return {};
  }
}

/**
 * Names this boot of the machine, so that a lock left by a process of another boot is known to be stale.
 * Linux says it itself. Elsewhere nothing stable does: a time computed from the uptime moves when the clock is set, and a
 * lock that wrongly looks stale lets two pushes run at once. There the process number alone decides.
 */
export function bootId(read: (file: string) => string = (file) => readFileSync(file, 'utf8')): string {
  try {
    const id = read('/proc/sys/kernel/random/boot_id').trim();
    if (id) return id;
  } catch {
    // Not Linux, or /proc is hidden.
  }
  return 'any-boot';
}

/** Whether a process runs; one that belongs to another user does. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
