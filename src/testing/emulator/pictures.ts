import { crc32, deflateSync } from 'node:zlib';

/** Keyword of the text chunk that names a picture's address; `Source` is one that the PNG specification registers. */
const KEYWORD = 'Source';
/** Before the address and after it, so that it is found by whoever reads the bytes as text, too. */
const MARK = 'picture-source:';
const END = '\n';
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A small valid PNG that says in a text chunk which address it stands at: the same bytes each time, and no two addresses
 * have the same. What an emulator is given as bytes it can so name by the address that a seller knows.
 */
export function pictureOf(url: string): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(1, 0);
  header.writeUInt32BE(1, 4);
  // 8 bits of grey; no palette, no filter, not interlaced.
  header[8] = 8;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`${KEYWORD}\0${MARK}${new URL(url).href}${END}`, 'latin1')),
    chunk('IDAT', deflateSync(Buffer.from([0, 0x80]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The address that `pictureOf` put into these bytes; `undefined` for any other picture, and for what is none. */
export function urlOfPicture(bytes: Uint8Array): string | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!data.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined;
  let at = SIGNATURE.length;
  while (at + 12 <= data.length) {
    const length = data.readUInt32BE(at);
    const type = data.toString('latin1', at + 4, at + 8);
    const body = data.subarray(at + 8, at + 8 + length);
    const [keyword, text = ''] = type === 'tEXt' ? body.toString('latin1').split('\0') : [];
    if (keyword === KEYWORD && text.startsWith(MARK) && text.endsWith(END)) return text.slice(MARK.length, -END.length);
    at += 12 + length;
  }
  return undefined;
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}
