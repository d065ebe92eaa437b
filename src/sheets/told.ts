import type { Diagnostic } from '../contract/index.ts';
import { bestOf } from './found.ts';
import type { Survey } from './survey.ts';
import type { Encoding } from './types.ts';
import { cleanIn, note, refusal, type Verdict } from './verdict.ts';

/**
 * An encoding that was said: `pinned` by a mapping that was made for another file, so that it must fit this one, or by the user
 * for this run, who is believed and warned.
 */
export function told(file: string, survey: Survey, head: Buffer, encoding: Encoding, pinned: boolean): Verdict {
  const against = contradiction(survey, head, encoding);
  if (pinned && against)
    throw refusal(
      file,
      'E_ENCODING',
      `the mapping says ${encoding}, and ${against.en}`,
      `映射指定 ${encoding}，但${against.zh}`,
      {
        en: 'take encoding out of the mapping, or say --encoding for this run',
        zh: '请从映射中去掉 encoding，或本次用 --encoding 指定',
      },
    );
  const evidence: Diagnostic[] = [note(file, `${encoding}: as said`, `${encoding}：按指定`)];
  if (against)
    evidence.push({
      code: 'W_ENCODING',
      severity: 'warning',
      message: { en: `${encoding} was said, but ${against.en}`, zh: `指定的编码是 ${encoding}，但${against.zh}` },
      place: { file },
      next: { en: 'look at a title before you go on', zh: '继续之前请检查商品名称是否正常' },
    });
  return { encoding, skip: 0, clean: cleanIn(survey, encoding), evidence };
}

/** What the bytes say against an encoding. */
function contradiction(survey: Survey, head: Buffer, encoding: Encoding): { en: string; zh: string } | undefined {
  const { utf8 } = survey;
  if (encoding.startsWith('utf-16')) return undefined;
  if (encoding !== 'utf-8' && utf8.multi > 0 && utf8.wrong === 0 && survey.readings().length === 0)
    return {
      en: `every one of ${utf8.multi} multi-byte characters is valid UTF-8, which other text hardly ever is`,
      zh: `${utf8.multi} 个多字节字符全部是有效的 UTF-8，其他编码的文本几乎不会如此`,
    };
  const own = survey.readings().find((one) => one.encoding === encoding);
  if (own && own.wrong * 10 > own.units)
    return {
      en: `${own.wrong} sequences of its bytes are no characters of it (first at byte ${own.first})`,
      zh: `有 ${own.wrong} 处字节不是该编码的字符（首处在第 ${own.first} 字节）`,
    };
  const best = bestOf(survey, head);
  if (best && best.encoding !== encoding && best.sure)
    return {
      en: `its text reads as ${best.encoding}: ${best.why.en}`,
      zh: `文本应为 ${best.encoding}：${best.why.zh}`,
    };
  return undefined;
}
