import { type Json, type Picture, PictureFailure } from 'mabang/contract';
import { z } from 'zod';
import { issue } from './errors.ts';
import type { Called, Ctx, Run } from './run.ts';
import { uploadReply } from './schema.ts';
import type { ImageFacet } from './terms.ts';

/** `v2.media_space.upload_image`, 2026-08: "Max 10.0 MB each. Image format accepted: JPG, JPEG, PNG". */
const MAX_BYTES = 10 * 1024 * 1024;
const EXTENSIONS: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'image/png': 'png' };

const remote = z.object({ id: z.string().min(1) });

/** Ids of pictures in their order. Each is uploaded once: the core remembers it by its address and by its content. */
export async function imageIds(run: Run, images: readonly ImageFacet[]): Promise<Called<readonly string[]>> {
  const ids: string[] = [];
  for (const { src } of images) {
    const called = await imageId(run, src);
    if (called.kind !== 'ok') return called;
    ids.push(called.data);
  }
  return { kind: 'ok', data: ids };
}

async function imageId(run: Run, src: string): Promise<Called<string>> {
  const called = await run.attempt(() => run.ctx.upload(src, (picture) => send(run.ctx, src, picture)));
  if (called.kind !== 'ok') return called;
  return { kind: 'ok', data: remote.parse(called.data).id };
}

/** Bytes, never an address. Made anew by every upload, so never sent twice on our own. */
async function send(ctx: Ctx, src: string, picture: Picture): Promise<Json> {
  const extension = EXTENSIONS[picture.type];
  if (extension === undefined) throw unfit(src, `it is ${picture.type}`, `格式为 ${picture.type}`);
  const size = picture.bytes.byteLength;
  if (size > MAX_BYTES) throw unfit(src, `it has ${size} bytes`, `大小为 ${size} 字节`);
  const { data } = await ctx.http.request({
    bucket: 'upload',
    method: 'POST',
    path: '/media_space/upload_image',
    content: {
      kind: 'parts',
      parts: [
        { name: 'scene', value: 'normal' },
        { name: 'image', filename: `${picture.hash}.${extension}`, type: picture.type, bytes: picture.bytes },
      ],
    },
    reply: uploadReply,
    resend: 'unsent',
  });
  return { id: data.response.image_info.image_id };
}

function unfit(src: string, en: string, zh: string): PictureFailure {
  return new PictureFailure(
    issue(
      'E_SHOPEE_IMAGE',
      {
        en: `Shopee takes JPG and PNG pictures of at most 10 MB, and of ${src} ${en}`,
        zh: `Shopee 只接受不超过 10 MB 的 JPG 和 PNG 图片，${src} ${zh}`,
      },
      { en: 'put another picture in its place', zh: '请更换该图片' },
    ),
    'never',
  );
}

const LOST = /image (?:is )?(?:not exist|unavailable|invalid)|error_image_unavailable/i;

/** The platform no longer has one of these pictures: all of them are uploaded again by the next push. */
export function forgetLost(run: Run, called: Called<unknown>, images: readonly ImageFacet[]): boolean {
  if (called.kind !== 'refused' || !called.error) return false;
  if (!LOST.test(`${called.error.message} ${called.error.code}`)) return false;
  for (const { src } of images) run.ctx.assets.forget(src);
  return true;
}
