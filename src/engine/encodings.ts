import { EXIT, MabangError } from '../core/index.ts';
// Not the index of sheets: the commands list the names before anything heavy is loaded.
import { ENCODING_NAMES, encodingNamed } from '../sheets/charsets.ts';
import type { Encoding } from '../sheets/types.ts';

export { ENCODING_NAMES } from '../sheets/charsets.ts';

/** The encoding of this name, whichever of its names it is; `E_ENCODING` names them all. */
export function encodingOf(name: string): Encoding {
  const found = encodingNamed(name);
  if (found) return found;
  throw new MabangError(
    'E_ENCODING',
    EXIT.usage,
    { en: `${name} is no encoding that mabang reads`, zh: `mabang 不支持编码 ${name}` },
    { next: { en: `one of: ${ENCODING_NAMES.join(', ')}`, zh: `可用：${ENCODING_NAMES.join('、')}` } },
  );
}
