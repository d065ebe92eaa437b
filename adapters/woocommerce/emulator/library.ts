import { RestError } from './rest.ts';
import type { Media } from './types.ts';

/** File types WooCommerce takes for a product image (platform notes, trap 8); anything else that names a type is refused. */
const REFUSED_TYPES = /\.(?:svg|avif|heic|pdf|txt|html?|mp4|zip)$/i;
const MISSING = /nope|(?:^|[/._-])404(?:[/._-]|$)/i;

/**
 * The media library. A URL is never recognised: each `src` makes one more file, also the shop's own URL. Nothing is fetched;
 * whether a URL can be read is told by its text. Media are never deleted, because the interface has no way to.
 */
export class Library {
  readonly media = new Map<number, Media>();
  readonly #files = new Set<string>();
  readonly #suffixes = new Map<string, number>();
  readonly #bySrc = new Map<string, Media>();

  constructor(
    readonly site: string,
    readonly hosts: readonly string[] | undefined,
  ) {}

  /** Fetches an image. It is in the library only once `keep` is called with it. Throws what the shop answers. */
  stage(url: string, id: number, seconds: number, code: string): Media {
    const problem = this.#problem(url);
    if (problem) throw new RestError(code, problem, 400);
    const { pathname } = new URL(url);
    const name = fileName(pathname);
    const file = this.#freeName(name);
    const date = new Date(seconds * 1000);
    const folder = `${date.getUTCFullYear()}/${String(date.getUTCMonth() + 1).padStart(2, '0')}`;
    const src = `${this.site}/wp-content/uploads/${folder}/${file}`;
    const source = this.#bySrc.get(url)?.source ?? url;
    return { id, created: seconds, modified: seconds, file, src, source, title: file, alt: '' };
  }

  keep(staged: readonly Media[]): void {
    for (const media of staged) {
      this.media.set(media.id, media);
      this.#bySrc.set(media.src, media);
    }
  }

  /** The files of a write that failed are taken away again. */
  discard(staged: readonly Media[]): void {
    for (const media of staged) this.#files.delete(media.file);
  }

  #problem(url: string): string | undefined {
    const prefix = `Error getting remote image ${url}. Error: `;
    let parsed: URL;
    try {
      parsed = new URL(url);
    } catch {
      return `Invalid URL ${url}.`;
    }
    if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return `${prefix}A valid URL was not provided.`;
    const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(parsed.hostname);
    if (this.hosts && !loopback && !this.hosts.includes(parsed.hostname)) {
      return `${prefix}cURL error 6: Could not resolve host: ${parsed.hostname}`;
    }
    if (MISSING.test(`${parsed.pathname}${parsed.search}`)) return `${prefix}Not Found`;
    if (REFUSED_TYPES.test(parsed.pathname)) {
      return 'Invalid image: Sorry, you are not allowed to upload this file type.';
    }
    return undefined;
  }

  /** `red.jpg`, then `red-1.jpg`, as recorded in probe.out. */
  #freeName(name: string): string {
    const dot = name.lastIndexOf('.');
    const [stem, type] = dot < 1 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
    let suffix = this.#suffixes.get(name) ?? 0;
    let file = suffix === 0 ? name : `${stem}-${suffix}${type}`;
    while (this.#files.has(file)) file = `${stem}-${++suffix}${type}`;
    this.#suffixes.set(name, suffix);
    this.#files.add(file);
    return file;
  }
}

function fileName(pathname: string): string {
  const last = pathname.split('/').at(-1) ?? '';
  const safe = last.replace(/%20|\s/g, '-').replace(/[^\w.%-]/g, '');
  if (safe === '') return 'image.jpg';
  return /\.[a-z0-9]{2,5}$/i.test(safe) ? safe : `${safe}.jpg`;
}
