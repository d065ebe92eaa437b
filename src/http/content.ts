import type { Content, Json } from '../contract/index.ts';

/** What a request carries, ready for the wire. */
export interface Payload {
  /** Text where it is text: what is signed and what a trace may show. */
  readonly data: string | Uint8Array;
  readonly type?: string;
}

export const NOTHING: Payload = { data: '' };

export async function payloadOf(body: Json | undefined, content: Content | undefined): Promise<Payload> {
  if (content === undefined) return body === undefined ? NOTHING : json(body);
  switch (content.kind) {
    case 'json':
      return json(content.value);
    case 'form':
      return {
        data: new URLSearchParams(Object.entries(content.fields)).toString(),
        type: 'application/x-www-form-urlencoded',
      };
    case 'raw':
      return { data: content.data, type: content.type };
    case 'parts':
      return multipart(content.parts);
  }
}

function json(value: Json): Payload {
  return { data: JSON.stringify(value), type: 'application/json' };
}

/** Node's own encoder: boundaries and file names are easy to get wrong. */
async function multipart(parts: Extract<Content, { kind: 'parts' }>['parts']): Promise<Payload> {
  const form = new FormData();
  for (const part of parts) {
    if ('value' in part) form.append(part.name, part.value);
    else form.append(part.name, new Blob([new Uint8Array(part.bytes)], { type: part.type }), part.filename);
  }
  const encoded = new Response(form);
  return {
    data: new Uint8Array(await encoded.arrayBuffer()),
    type: encoded.headers.get('content-type') ?? 'multipart/form-data',
  };
}
