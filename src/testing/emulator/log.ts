import type { RecordedRequest } from '../types.ts';

/** Characters of bodies and replies kept. An emulator that serves for days must not eat the machine. */
const BUDGET = 256 * 1024 * 1024;

export type Entry = { -readonly [K in keyof RecordedRequest]: RecordedRequest[K] };

/** Every request in order of arrival. A request still in flight stands there with status 0. */
export class RequestLog {
  #entries: Entry[] = [];
  #size = 0;

  open(entry: Entry): Entry {
    this.#entries.push(entry);
    this.#grow(entry.body.length);
    return entry;
  }

  /** The answer that was sent, or would have been had the client waited. */
  close(entry: Entry, status: number, reply: string): void {
    entry.status = status;
    entry.reply = reply;
    this.#grow(reply.length);
  }

  all(): readonly RecordedRequest[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  clear(): void {
    this.#entries = [];
    this.#size = 0;
  }

  #grow(by: number): void {
    this.#size += by;
    while (this.#size > BUDGET && this.#entries.length > 1) {
      const gone = this.#entries.shift();
      if (gone) this.#size -= gone.body.length + gone.reply.length;
    }
  }
}
