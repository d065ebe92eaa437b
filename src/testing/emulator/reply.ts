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
  /** As UTF-8 text. */
  readonly body: string;
  /** As they came: pictures and archives are no text. */
  readonly bytes: Uint8Array;
}

/** What goes back. `bytes` are sent as they are, `value` as JSON, `text` as UTF-8; the first of them that is there counts. */
export interface EmulatorReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly value?: unknown;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  /** It refuses a request because a documented limit was exceeded; the log notes it. */
  readonly overLimit?: true;
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): EmulatorReply {
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8', ...headers }, value };
}

export function html(text: string, status = 200, headers: Readonly<Record<string, string>> = {}): EmulatorReply {
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', ...headers }, text };
}

/** The bytes that are sent. */
export function bytesOf(reply: EmulatorReply): Uint8Array {
  if (reply.bytes) return reply.bytes;
  return Buffer.from(reply.value === undefined ? (reply.text ?? '') : JSON.stringify(reply.value), 'utf8');
}
