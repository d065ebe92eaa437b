import { createHash } from 'node:crypto';
import { urlOfPicture } from 'mabang/testing';
import { sourceOf } from './pictures.ts';

export interface Upload {
  readonly id: string;
  /** The URL that the bytes carry, else `sha256:` of what arrived. */
  readonly source: string;
  readonly scene: string;
}

/** Image space of the platform. Bytes are never recognised: the same file twice is two images. */
export class Library {
  readonly #images = new Map<string, Upload>();
  #made = 0;
  #foreign = 0;

  /** Files that were ever uploaded over the interface. */
  get uploads(): number {
    return this.#made;
  }

  upload(bytes: Uint8Array, scene: string): Upload {
    this.#made++;
    const hash = createHash('sha256').update(bytes).digest('hex');
    return this.#keep({
      id: idOf(`${this.#made}:${hash}`),
      source: urlOfPicture(bytes) ?? sourceOf(bytes) ?? `sha256:${hash}`,
      scene,
    });
  }

  /** An image that somebody else put there. */
  foreign(): Upload {
    this.#foreign++;
    const id = idOf(`foreign:${this.#foreign}`);
    return this.#keep({ id, source: `https://cf.shopee.sg/file/${id}`, scene: 'normal' });
  }

  has(id: string): boolean {
    return this.#images.has(id);
  }

  sourceOf(id: string): string {
    return this.#images.get(id)?.source ?? id;
  }

  #keep(upload: Upload): Upload {
    this.#images.set(upload.id, upload);
    return upload;
  }
}

/** `sg-11134201-` and 32 hexadecimal digits: an id is at least 32 long, or `error_image_unavailable`. */
function idOf(seed: string): string {
  return `sg-11134201-${createHash('md5').update(seed).digest('hex')}`;
}

/** One image has one id and a URL in each region. */
export function imageUrl(region: string, id: string): string {
  return `https://cf.shopee.${TOP_LEVEL[region] ?? region.toLowerCase()}/file/${id}`;
}

const TOP_LEVEL: Readonly<Record<string, string>> = {
  MY: 'com.my',
  TH: 'co.th',
  ID: 'co.id',
  BR: 'com.br',
  MX: 'com.mx',
  CO: 'com.co',
  AR: 'com.ar',
};
