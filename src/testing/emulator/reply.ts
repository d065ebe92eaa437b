/** A request as an emulator's handler sees it: read to the end before the handler runs. */
export interface EmulatorRequest {
  /** Emulator time at which it was complete. */
  readonly at: number;
  readonly method: string;
  /** Decoded by nobody: as it stood on the wire, without the query. */
  readonly pathname: string;
  /** Path and query without the base. */
  readonly path: string;
  /** In the order sent. */
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What goes back. `value` is sent as JSON; `text` as it is. */
export interface EmulatorReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly value?: unknown;
  readonly text?: string;
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): EmulatorReply {
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8', ...headers }, value };
}

export function html(text: string, status = 200, headers: Readonly<Record<string, string>> = {}): EmulatorReply {
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', ...headers }, text };
}

/** The bytes that are sent, as text. */
export function textOf(reply: EmulatorReply): string {
  return reply.value === undefined ? (reply.text ?? '') : JSON.stringify(reply.value);
}
