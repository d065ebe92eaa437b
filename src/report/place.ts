import type { Place } from '../contract/index.ts';
import { placeText } from '../core/index.ts';
import { FACET_WORDS, type Lang } from './lang.ts';
import { clean } from './width.ts';

/**
 * Where something is, in one line. The file's line number is added when it is not the row number: cells that hold
 * line breaks shift the two against each other.
 */
export function placeLine(where: Place, lang: Lang): string {
  // A file that is no sheet has lines and no rows.
  const place = where.row === undefined && where.line !== undefined ? { ...where, row: where.line } : where;
  const text = lang === 'zh' ? chinese(place) : placeText(place);
  if (place.line === undefined || place.line === place.row) return clean(text);
  const line = lang === 'zh' ? `文件第 ${place.line} 行` : `line ${place.line} of the file`;
  return clean(text ? `${text} · ${line}` : line);
}

function chinese(place: Place): string {
  const parts = [
    place.channel && `渠道 ${place.channel}`,
    place.file
      ? [place.file, place.row, place.column].filter((part) => part !== undefined).join(':')
      : place.row !== undefined && `第 ${place.row} 行${place.column ? ` ${place.column} 列` : ''}`,
    place.code && place.code !== place.sku && `商品 ${place.code}`,
    place.sku && `SKU ${place.sku}`,
    place.facet && FACET_WORDS[place.facet].zh,
    !place.column && place.field,
  ];
  return parts.filter(Boolean).join(' · ');
}
