import { type Check, type Finding, found, limitsOf, perSku, shopLimitsOf } from './check.ts';
import { chosenChannels, DAYS, daysToShip, said } from './choice.ts';
import { channelsAt } from './documents.ts';
import { type Obstacle, obstacle, parcelOf, usable } from './logistics.ts';
import { isUpgradedAt } from './place.ts';
import { hasModels } from './tiers.ts';
import { heaviest, largest } from './weight.ts';

/** Checks of the parcel and its way to the buyer. */

export const weight: Check = (listing) =>
  heaviest(listing) === undefined
    ? [
        found('the product has no weight, and Shopee wants one', '商品没有重量，而 Shopee 要求必填', {
          field: 'weight',
        }),
      ]
    : [];

export const skuWeight = perSku((variant, listing) =>
  !((variant.weight ?? 0) > 0) && hasModels(listing) && heaviest(listing) !== undefined
    ? found('the SKU has no weight; it takes that of the heaviest SKU', '该 SKU 没有重量，将使用最重 SKU 的重量', {
        field: 'weight',
      })
    : undefined,
);

export const dimensionMissing: Check = (listing, at) =>
  limitsOf(listing, at)?.dimensionMandatory === true && largest(listing) === undefined
    ? [
        found(
          'this category wants the size of the parcel, and the product has none',
          '该类目要求填写包裹尺寸，而商品没有',
          { field: 'dimensions' },
        ),
      ]
    : [];

export const dimensionRounded = perSku(({ dimensions }) => {
  if (!dimensions) return undefined;
  const { length, width, height } = dimensions;
  return [length, width, height].some((size) => size % 10 !== 0)
    ? found(
        `Shopee takes whole centimetres: ${length} × ${width} × ${height} mm is sent as ${Math.ceil(length / 10)} × ${Math.ceil(width / 10)} × ${Math.ceil(height / 10)} cm`,
        `Shopee 只接受整数厘米：${length} × ${width} × ${height} 毫米将以 ${Math.ceil(length / 10)} × ${Math.ceil(width / 10)} × ${Math.ceil(height / 10)} 厘米发送`,
        { field: 'dimensions' },
      )
    : undefined;
});

const OBSTACLES: Readonly<Record<Obstacle, { readonly en: string; readonly zh: string }>> = {
  off: { en: 'it is switched off in the shop', zh: '店铺未启用' },
  masked: { en: 'it is part of another channel, which is the one to name', zh: '属于另一渠道，应填写其上级渠道' },
  size: { en: 'it wants a size, as 18077#2', zh: '需指定尺寸，如 18077#2' },
  fee: {
    en: 'it wants a fee, as 18066=2.50, or free shipping, as 18066*',
    zh: '需指定运费（如 18066=2.50）或包邮（如 18066*）',
  },
  dimension: { en: 'it wants the size of the parcel', zh: '需填写包裹尺寸' },
  heavy: { en: 'the parcel is too heavy for it', zh: '包裹超重' },
  light: { en: 'the parcel is too light for it', zh: '包裹过轻' },
  large: { en: 'the parcel is too large for it', zh: '包裹超出尺寸' },
};

export const logistics: Check = (listing, at) => {
  const channels = channelsAt(at);
  const chosen = chosenChannels(listing);
  const unread = (chosen ?? []).flatMap((one) =>
    typeof one === 'string'
      ? [found(`not a shipping channel: ${one}`, `不是物流渠道：${one}`, { field: 'logistics' })]
      : [],
  );
  if (!channels || unread.length > 0) return unread;
  if (!chosen) return usable(listing, channels).length > 0 ? [] : [noChannel(channels.length)];
  const parcel = parcelOf(listing);
  return chosen.flatMap((one): Finding[] => {
    if (typeof one === 'string') return [];
    const channel = channels.find(({ id }) => id === one.id);
    const why = channel ? obstacle(channel, parcel, one) : undefined;
    if (channel && !why) return [];
    const { en, zh } = why ? OBSTACLES[why] : { en: 'the shop has no such channel', zh: '店铺没有该渠道' };
    return [
      found(
        `the shipping channel ${one.id}${channel ? ` (${channel.name})` : ''} cannot be used: ${en}`,
        `物流渠道 ${one.id}${channel ? `（${channel.name}）` : ''} 无法使用：${zh}`,
        { field: 'logistics' },
      ),
    ];
  });
};

function noChannel(count: number): Finding {
  return found(
    `none of the shop's ${count} shipping channels can carry this product as it is, and Shopee wants one`,
    `店铺的 ${count} 个物流渠道均不适用于该商品，而 Shopee 至少要求一个`,
    { field: 'logistics' },
    {
      en: 'switch one on in the Seller Centre, or choose with fee or size in the mapping file: set: {logistics: 18066=2.50}',
      zh: '请在卖家中心启用渠道，或在映射文件中指定运费或尺寸：set: {logistics: 18066=2.50}',
    },
  );
}

export const days: Check = (listing, at) => {
  const text = said(listing, DAYS);
  if (text === undefined) return [];
  const count = daysToShip(listing);
  if (count === undefined) return [found(`not a number of days: ${text}`, `不是天数：${text}`, { field: DAYS })];
  const limits = limitsOf(listing, at);
  if (!limits) return [];
  const { days: ranges, plainDays } = limits;
  const fits = ranges.some(({ min, max }) => count >= min && count <= max);
  if (fits || (!isUpgradedAt(at) && plainDays !== undefined && count <= plainDays)) return [];
  const allowed = [
    ...(plainDays === undefined ? [] : [`${plainDays}`]),
    ...ranges.map(({ min, max }) => `${min}–${max}`),
  ];
  return allowed.length === 0
    ? []
    : [
        found(
          `${count} days to ship are not allowed in this category: ${allowed.join(', ')}`,
          `该类目不允许发货天数 ${count}，可选：${allowed.join('、')}`,
          { field: DAYS },
        ),
      ];
};

/** The category must take pre-orders in the shop too, which a publish task holds it against. */
export const shopDays: Check = (listing, at) => {
  const count = daysToShip(listing);
  const limits = isUpgradedAt(at) ? shopLimitsOf(listing, at) : undefined;
  if (count === undefined || !limits || (limits.plainDays !== undefined && count <= limits.plainDays)) return [];
  return limits.days.some(({ min, max }) => count >= min && count <= max) || limits.days.length === 0
    ? []
    : [
        found(
          `the shop does not take ${count} days to ship in this category: ${limits.days.map(({ min, max }) => `${min}–${max}`).join(', ')}`,
          `店铺在该类目不接受 ${count} 天发货：${limits.days.map(({ min, max }) => `${min}–${max}`).join('、')}`,
          { field: DAYS },
        ),
      ];
};
