import type { EmulatorReply, EmulatorRequest } from 'mabang/testing';
import type { Account } from './account.ts';
import type { Documents } from './documents.ts';
import type { Feeds } from './feeds.ts';
import type { Limits, Operation } from './limits.ts';
import type { Marketplace } from './places.ts';
import type { Reports } from './reports.ts';

/** Everything behind one region's host. */
export interface Region {
  readonly url: string;
  readonly sellerId: string;
  readonly places: readonly Marketplace[];
  readonly account: Account;
  readonly limits: Limits;
  readonly documents: Documents;
  readonly feeds: Feeds;
  readonly reports: Reports;
  /** Takes the time that one written item takes. */
  work(): Promise<void>;
}

/** A request that has found its operation. */
export interface Call {
  readonly region: Region;
  readonly request: EmulatorRequest;
  /** Segments of the path that are parameters, decoded. */
  readonly path: readonly string[];
  readonly now: number;
}

export interface Route {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Of the raw path: a segment is what stands between two slashes before anything is decoded. */
  readonly pattern: RegExp;
  readonly operation: Operation;
  /** The bucket that the call draws from, when it is not the operation's. */
  readonly bucket?: (request: EmulatorRequest) => Operation;
  handle(call: Call): EmulatorReply | Promise<EmulatorReply>;
}
