import type { Assets, Json } from 'mabang/contract';
import { z } from 'zod';
import type { WantedImage } from './fields.ts';

const asset = z.object({ id: z.number().int().positive() });

/**
 * Media items by the source address of their picture. A picture sent by address is fetched and stored by the shop again every
 * time, and wc/v3 cannot delete what is left over, so one that is there is always named by its id.
 */
export class Media {
  constructor(private readonly assets: Assets) {}

  /** The media item of a picture; `bad` are ids that the shop has said are none. */
  idOf(image: WantedImage, bad: ReadonlySet<number>): number | undefined {
    const known = asset.safeParse(this.assets.recall(image.url));
    return [known.success ? known.data.id : undefined, image.id].find((id) => id !== undefined && !bad.has(id));
  }

  /** Pictures that the shop will have to fetch, each address once. */
  uploads(images: readonly WantedImage[], bad: ReadonlySet<number>): readonly string[] {
    return [...new Set(images.filter((one) => this.idOf(one, bad) === undefined).map((one) => one.url))];
  }

  wire(image: WantedImage, bad: ReadonlySet<number>): Json {
    const id = this.idOf(image, bad);
    return {
      ...(id === undefined ? { src: image.url } : { id }),
      ...(image.alt === undefined ? {} : { alt: image.alt }),
    };
  }

  /** The answer lists the pictures in the order they were sent in. */
  learn(images: readonly WantedImage[], answer: readonly { readonly id: number }[]): void {
    if (images.length !== answer.length) return;
    for (const [i, image] of images.entries()) {
      const id = answer[i]?.id;
      const known = asset.safeParse(this.assets.recall(image.url));
      if (id !== undefined && id > 0 && !(known.success && known.data.id === id))
        this.assets.remember(image.url, { id });
    }
  }

  /** The media item is gone from the shop's library. */
  forget(images: readonly WantedImage[], id: number): void {
    for (const image of images) {
      const known = asset.safeParse(this.assets.recall(image.url));
      if (known.success && known.data.id === id) this.assets.forget(image.url);
    }
  }
}
