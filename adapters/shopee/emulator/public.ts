import { type Answer, type Call, Redirect, type Route } from './call.ts';
import { ApiError, wrong } from './errors.ts';
import * as read from './input.ts';
import { imageUrl, type Upload } from './library.ts';
import type { Owner } from './tokens.ts';

/** Calls that are signed with the partner's key alone: tokens and images. */

const MAX_BYTES = 10 * 1024 * 1024;
const MAX_FILES = 9;

/** The link that a seller opens. Here he says yes at once, and his browser goes back with a code. */
function authorise({ world, query }: Call): Redirect {
  const back = query.get('redirect');
  if (back === null || !URL.canParse(back)) throw wrong('redirect');
  const url = new URL(back);
  for (const [name, value] of Object.entries(world.authorise())) url.searchParams.set(name, String(value));
  return new Redirect(url.href);
}

/** Answers lie at the top, not under `response`. */
function getToken({ world, body }: Call): Answer {
  checkPartner(world.partnerId, read.int(body, 'partner_id'));
  const code = read.text(body, 'code');
  const [shop, main] = [read.maybeInt(body, 'shop_id'), read.maybeInt(body, 'main_account_id')];
  if (shop === undefined && main === undefined) throw wrong('shop_id or main_account_id is required');
  const found = world.tokens.exchange(code);
  if (!found) {
    throw new ApiError('invalid_code', 'The code is expired or used or invalid, please check the code.');
  }
  if (found.by !== (shop === undefined ? `main_account_id=${main}` : `shop_id=${shop}`)) {
    throw shop === undefined
      ? new ApiError(
          'invalid_main_acount_id',
          'The code or main_accoount_id is wrong, please check the code or the main_account_id.',
        )
      : new ApiError('invalid_shop_id', 'The code or shop_id is wrong, please check the code or the shop_id.');
  }
  const ids = (kind: string) =>
    found.owners.filter((owner) => owner.startsWith(kind)).map((owner) => Number(owner.split(':')[1]));
  const lists = main === undefined ? {} : { merchant_id_list: ids('merchant'), shop_id_list: ids('shop') };
  return { ...world.tokens.issue(found.owners), ...lists };
}

function refreshToken({ world, body }: Call): Answer {
  checkPartner(world.partnerId, read.int(body, 'partner_id'));
  const token = read.text(body, 'refresh_token');
  const [shop, merchant] = [read.maybeInt(body, 'shop_id'), read.maybeInt(body, 'merchant_id')];
  if ((shop === undefined) === (merchant === undefined)) throw wrong('one of shop_id and merchant_id is required');
  const owner: Owner = shop === undefined ? `merchant:${merchant ?? 0}` : `shop:${shop}`;
  if (!world.owners().includes(owner)) {
    throw shop === undefined
      ? new ApiError('merchant_no_linked', 'Partner and merchant has no linked.')
      : new ApiError('shop_no_linked', 'Partner and shop has no linked.');
  }
  const pair = world.tokens.refresh(token, owner);
  const named = shop === undefined ? { merchant_id: merchant } : { shop_id: shop };
  return { partner_id: world.partnerId, ...named, ...pair };
}

function checkPartner(own: number, given: number): void {
  if (own !== given) throw new ApiError('error_param', 'Invalid partner_id.');
}

interface Part {
  readonly name: string;
  readonly file: string | undefined;
  readonly content: Buffer;
}

/** `multipart/form-data`, byte for byte. */
function partsOf(contentType: string, body: Buffer): Part[] {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!/^multipart\/form-data/i.test(contentType) || !boundary) throw wrong('the image must be uploaded as a form');
  const fence = `--${boundary[1] ?? boundary[2]}`;
  const parts: Part[] = [];
  for (let at = body.indexOf(fence); at >= 0; ) {
    const start = at + fence.length;
    const next = body.indexOf(fence, start);
    if (next < 0) break;
    const end = body.indexOf('\r\n\r\n', start);
    const head = body.toString('utf8', start, end);
    parts.push({
      name: /[; ]name="([^"]*)"/i.exec(head)?.[1] ?? '',
      file: /filename="([^"]*)"/i.exec(head)?.[1],
      content: body.subarray(end + 4, next - 2),
    });
    at = next;
  }
  return parts;
}

const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function isPicture(content: Buffer): boolean {
  return [JPEG, PNG].some((magic) => content.subarray(0, magic.length).equals(magic));
}

/** Bytes only: a URL in place of a file is refused. One file answers `image_info`, each of several its own entry of the list. */
async function uploadImage({ world, request, work }: Call): Promise<Answer> {
  const parts = partsOf(request.headers['content-type'] ?? '', Buffer.from(request.bytes));
  const scene = parts.find(({ name }) => name === 'scene')?.content.toString('utf8') ?? 'normal';
  if (scene !== 'normal' && scene !== 'desc') throw wrong('scene must be normal or desc');
  const files = parts.filter(({ name, file }) => name === 'image' && file !== undefined);
  if (files.length === 0) throw new ApiError('error_param', 'parameter invalid');
  if (files.length > MAX_FILES) throw wrong(`image number should be less than ${MAX_FILES}`);
  const results: Record<string, unknown>[] = [];
  for (const { content } of files) {
    await work();
    const reason =
      content.length > MAX_BYTES
        ? 'image size over 10.0 MB'
        : isPicture(content)
          ? undefined
          : 'image format not accepted';
    if (reason !== undefined && files.length === 1) throw wrong(reason);
    results.push(
      reason === undefined
        ? {
            id: results.length,
            error: '',
            message: '',
            image_info: wireUpload(world.regions, world.library.upload(content, scene)),
          }
        : { id: results.length, error: 'error_param', message: reason },
    );
  }
  const first = results.find(({ image_info }) => image_info !== undefined)?.image_info;
  return { response: { ...(first ? { image_info: first } : {}), image_info_list: results } };
}

function wireUpload(regions: readonly string[], upload: Upload): Record<string, unknown> {
  return {
    image_id: upload.id,
    image_url_list: regions.map((region) => ({
      image_url_region: region,
      image_url: imageUrl(region, upload.id),
    })),
  };
}

export const PUBLIC_ROUTES: readonly Route[] = [
  { method: 'GET', path: 'shop/auth_partner', kind: 'public', handle: authorise },
  { method: 'POST', path: 'auth/token/get', kind: 'public', handle: getToken },
  { method: 'POST', path: 'auth/access_token/get', kind: 'public', handle: refreshToken },
  { method: 'POST', path: 'media_space/upload_image', kind: 'public', handle: uploadImage },
];
