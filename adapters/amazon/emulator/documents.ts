import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { EmulatorClock, EmulatorReply, EmulatorRequest } from 'mabang/testing';
import { bytes } from './reply.ts';

/** A presigned URL lives 5 minutes, a document's id 2 days. Feeds model and guide, read 2026-11-23. */
const URL_MS = 5 * 60 * 1000;
const ID_MS = 2 * 24 * 3600 * 1000;

export const STORAGE = '/-/storage/';

interface Stored {
  readonly id: string;
  readonly createdAt: number;
  /** What the upload has to call itself, to the letter. */
  readonly contentType: string;
  readonly gzip: boolean;
  text: string | undefined;
}

interface Link {
  readonly document: Stored;
  readonly method: 'GET' | 'PUT';
  readonly expires: number;
  readonly signature: string;
  /** Lets the client's HTTP layer unpack what is compressed. */
  readonly encoded: boolean;
}

export interface DocumentLink {
  readonly url: string;
  readonly compressionAlgorithm?: 'GZIP';
}

/** The storage behind presigned URLs: it knows nothing of the API's tokens, and refuses who shows it one. */
export class Documents {
  readonly #documents = new Map<string, Stored>();
  readonly #links = new Map<string, Link>();

  constructor(
    readonly clock: EmulatorClock,
    readonly base: () => string,
  ) {}

  /** A place to upload to. */
  reserve(contentType: string): { readonly id: string; readonly url: string } {
    const document = this.#store(contentType, undefined, false);
    return { id: document.id, url: this.#link(document, 'PUT', false) };
  }

  /** Something to download. Returns its id. */
  keep(contentType: string, text: string, gzip = false): string {
    return this.#store(contentType, text, gzip).id;
  }

  linkTo(id: string, encoded = false): DocumentLink | undefined {
    const document = this.#documents.get(id);
    if (!document || document.text === undefined) return undefined;
    const url = this.#link(document, 'GET', encoded);
    return { url, ...(document.gzip ? { compressionAlgorithm: 'GZIP' as const } : {}) };
  }

  /** What was uploaded; `undefined` when the id is unknown or has expired, '' when nothing was. */
  uploaded(id: string): string | undefined {
    const document = this.#documents.get(id);
    if (!document || this.clock.now() > document.createdAt + ID_MS) return undefined;
    return document.text ?? '';
  }

  /** Answers a request to a presigned URL, as the storage does: in XML when it refuses. */
  serve(request: EmulatorRequest): EmulatorReply {
    const link = this.#links.get(request.pathname.slice(STORAGE.length));
    if (!link || request.query.get('X-Amz-Signature') !== link.signature) {
      return refusal('AccessDenied', 'Access Denied');
    }
    if (this.clock.now() > link.expires) return refusal('AccessDenied', 'Request has expired');
    const stray = Object.keys(request.headers).find((name) => name.startsWith('x-amz-') || name === 'authorization');
    if (stray)
      return refusal('AccessDenied', `There were headers present in the request which were not signed: ${stray}`);
    const { document } = link;
    const type = request.method === 'PUT' ? (request.headers['content-type'] ?? '') : document.contentType;
    if (request.method !== link.method || type !== document.contentType) {
      return refusal(
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided.',
      );
    }
    if (link.method === 'PUT') {
      document.text = request.body;
      return { status: 200, headers: { 'x-amz-request-id': randomUUID() }, text: '' };
    }
    const headers = { 'content-type': document.contentType };
    if (!document.gzip) return { status: 200, headers, text: document.text ?? '' };
    return bytes(gzipSync(document.text ?? ''), {
      ...headers,
      ...(link.encoded ? { 'content-encoding': 'gzip' } : {}),
    });
  }

  #store(contentType: string, text: string | undefined, gzip: boolean): Stored {
    const id = `amzn1.tortuga.4.na.${randomUUID()}`;
    const document: Stored = { id, createdAt: this.clock.now(), contentType, gzip, text };
    this.#documents.set(id, document);
    return document;
  }

  #link(document: Stored, method: Link['method'], encoded: boolean): string {
    const key = randomUUID();
    const signature = randomBytes(32).toString('hex');
    const expires = this.clock.now() + URL_MS;
    this.#links.set(key, { document, method, expires, signature, encoded });
    return `${this.base()}${STORAGE}${key}?X-Amz-Expires=${URL_MS / 1000}&X-Amz-Signature=${signature}`;
  }
}

function refusal(code: string, message: string): EmulatorReply {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status: 403, headers: { 'content-type': 'application/xml' }, text };
}
