import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../../src/sheets/bytes.ts';
import { decoderOf } from '../../src/sheets/charsets.ts';
import { decide } from '../../src/sheets/decode.ts';
import { openSheet } from '../../src/sheets/index.ts';
import { TextReader } from '../../src/sheets/text.ts';
import type { Encoding } from '../../src/sheets/types.ts';
import { all, eventsOf, outcome, sheetFile } from './support.ts';

const ENCODINGS: readonly Encoding[] = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'];
const OTHERS: readonly Encoding[] = ['big5', 'shift_jis', 'euc-kr', 'windows-1252', 'macintosh'];
const CHINESE =
  '货号,商品名称,商品描述\r\nA1,搪瓷杯,“经典”款，𠮷祥图案，一个装\r\nA2,铸铁隔热垫,加厚耐用，适合家庭厨房使用\r\n';
const encode = (text: string, encoding: Encoding) => iconv.encode(text, encoding, { addBOM: false });

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Buffer> {
  const buffer = Buffer.from(bytes);
  for (let at = 0, i = 0; at < buffer.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield buffer.subarray(at, at + size);
    at += size;
  }
}

const judge = async (bytes: Uint8Array, sizes: readonly number[] = [1 << 20]) => {
  try {
    return await decide('f', cut(bytes, sizes), {});
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });

describe('the encoding of a file', () => {
  it.each(ENCODINGS)('%s is found without a mark', async (encoding) => {
    expect(await judge(encode(CHINESE, encoding))).toMatchObject({ encoding, skip: 0, top: CHINESE });
  });

  it.each(ENCODINGS)('%s is found by its mark, one or two of them', async (encoding) => {
    for (const marks of ['\uFEFF', '\uFEFF\uFEFF'])
      expect(await judge(encode(marks + CHINESE, encoding))).toMatchObject({ encoding, top: CHINESE });
  });

  it.each<[Encoding, string]>([
    ['big5', '商品編號,商品名稱,售價,庫存\nA1,白色陶瓷馬克杯 大容量 可微波,12.00,5\n'],
    ['shift_jis', '商品番号,商品名,価格\nA1,白いマグカップです,100\n'],
    ['shift_jis', 'code,name\nA1,ﾏｸﾞｶｯﾌﾟ\nA2,ｽﾃﾝﾚｽﾎﾞﾄﾙ\n'],
    ['euc-kr', '상품코드,상품명,가격,재고\nA1,하얀 머그컵 세트입니다 좋은 품질,100,5\n'],
    ['windows-1252', 'référence,désignation,quantité\nA1,été à la crème brûlée,1\n'],
    ['windows-1252', 'Artikel;Größe;Preis\nA1;groß;4,20 €\nA2;„Spaß“ – 20 °C;1\n'],
    ['macintosh', 'Artikel;Größe;Preis\nA1;groß;4,20\nA2;Schlüssel für Tür;1\n'],
    ['macintosh', 'référence,désignation,quantité\nA1,été à la crème brûlée,1\n'],
  ])('%s is found by what its characters are: %s', async (encoding, text) => {
    expect(await judge(encode(text, encoding))).toMatchObject({ encoding, top: text });
  });

  it('says what speaks for it and how sure that is', async () => {
    const decoded = await judge(encode('货号,商品名称\nA1,不锈钢保温杯，加厚\n', 'gb18030'));
    const [why] = (decoded as { evidence: readonly { message: { en: string; zh: string } }[] }).evidence;
    expect(why?.message.en).toMatch(
      /^gb18030, confidence high: not UTF-8 \(byte 0\); \d+ % of 15 .*cells like 货号, 商品名称/,
    );
    expect(why?.message.zh).toContain('可信度高');
  });

  it('is asked for when two readings are close', async () => {
    const one = iconv.encode('sku,title\nA1,新\n', 'gbk');
    const error = await decide('f', cut(one, [99]), {}).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'E_ENCODING_UNSURE', exit: 1 });
    expect((error as Error).message).toContain('gb18030 (新)');
    expect((error as { details: { next: { en: string } } }).details.next.en).toContain('--encoding gb18030');
    await expect(decide('f', cut(one, [99]), { forced: 'gb18030' })).resolves.toMatchObject({ encoding: 'gb18030' });
  });

  it.each([
    ['windows-1251', 'Артикул,Название,Цена\nA1,Белая кружка,100\n'],
    ['koi8-r', 'Артикул,Название,Цена\nA1,Белая кружка,100\n'],
    ['windows-1253', 'Κωδικός,Όνομα\nA1,Λευκή κούπα\n'],
    ['euc-jp', '商品番号,商品名,価格\nA1,白いマグカップです,100\n'],
    ['windows-1255', 'קוד,שם\nA1,ספל לבן גדול\n'],
    ['cp866', 'Артикул,Название,Цена\nA1,Белая кружка,100\n'],
  ])('%s is refused, not read as something else', async (name, text) => {
    expect(await judge(iconv.encode(text, name))).toBe('E_ENCODING');
  });

  it.each(['utf-8', 'gb18030', 'big5', 'shift_jis', 'euc-kr'] as const)(
    '%s that ends inside a character is refused',
    async (encoding) => {
      const whole = encode(
        `sku,title\n${'A1,品名重量日本中国商品番号上下\n'.repeat(3)}A2,品`.replace(/[\u4e00-\u9fff]/g, (char) =>
          encoding === 'euc-kr' ? '한' : char,
        ),
        encoding,
      );
      expect(await judge(whole)).toMatchObject({ encoding });
      expect(await judge(whole.subarray(0, -1))).toBe('E_CUT_OFF');
    },
  );

  it('is decided the same however the bytes are cut', async () => {
    const damage = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ENCODINGS, 'big5' as const, 'shift_jis' as const),
        damage,
        cuts,
        async (encoding, wrong, sizes) => {
          const bytes = encode(CHINESE.repeat(2), encoding);
          for (const [at, byte] of wrong) bytes[at] = byte;
          expect(await judge(bytes, sizes)).toEqual(await judge(bytes));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('follows what is said, but not against a mark', async () => {
    const utf8 = Buffer.from(`\uFEFF${CHINESE}`);
    await expect(decide('f', cut(utf8, [99]), { pinned: 'gb18030' })).rejects.toMatchObject({ code: 'E_ENCODING' });
    await expect(decide('f', cut(utf8, [99]), { forced: 'utf-16le' })).rejects.toMatchObject({ code: 'E_ENCODING' });
    const pinned = decide('f', cut(Buffer.from(CHINESE), [99]), { pinned: 'gb18030' });
    await expect(pinned).rejects.toMatchObject({ code: 'E_ENCODING' });
    const plain = await decide('f', cut(Buffer.from(CHINESE), [99]), { forced: 'gb18030' });
    expect([plain.encoding, plain.evidence.map((one) => one.code)]).toEqual(['gb18030', ['I_ENCODING', 'W_ENCODING']]);
  });

  it('refuses a file without bytes', async () => {
    expect(await judge(Buffer.alloc(0))).toBe('E_EMPTY_SHEET');
  });
});

describe('decoding', () => {
  const read = (bytes: Uint8Array, encoding: Encoding, clean: boolean, sizes: readonly number[]) => {
    const reader = new TextReader(encoding, clean, 0);
    const buffer = Buffer.from(bytes);
    let text = '';
    for (let at = 0, i = 0; at < buffer.length; i++) {
      const size = sizes[i % sizes.length] ?? 1;
      text += reader.push(buffer.subarray(at, at + size));
      at += size;
    }
    return { text: text + reader.end(), wrong: reader.wrong };
  };

  it('gives back any text, however it is cut, looking or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...ENCODINGS), cuts, (text, encoding, sizes) => {
        fc.pre(!/\uFFFD|[\ue000-\uf8ff\u1e3f\u01f9]/.test(text));
        const bytes = encode(text, encoding);
        for (const clean of [true, false]) expect(read(bytes, encoding, clean, sizes)).toEqual({ text, wrong: [] });
      }),
    );
  });

  it('puts one U+FFFD for each wrong sequence, and remembers its bytes, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(...ENCODINGS, ...OTHERS),
        cuts,
        (bytes, encoding, sizes) => {
          const whole = read(bytes, encoding, false, [1 << 20]);
          expect(read(bytes, encoding, false, sizes)).toEqual(whole);
          expect([...whole.text].filter((char) => char === '\uFFFD')).toHaveLength(whole.wrong.length);
          for (const { at, bytes: own } of whole.wrong) expect([...bytes.subarray(at, at + own.length)]).toEqual(own);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(['gb18030', 'big5', 'shift_jis', 'euc-kr'] as const)(
    'agrees with the decoder about every pair of bytes of %s',
    (encoding) => {
      const step = STEPS[encoding];
      const disagree: string[] = [];
      for (let lead = 0x81; lead <= 0xfe; lead++)
        for (let second = 0; second <= 0xff; second++) {
          const bytes = Uint8Array.of(lead, second);
          const valid = !decoderOf(encoding).decode(bytes).includes('\uFFFD');
          const first = step(bytes, 0);
          const ours = first > 0 && (first === 2 || step(bytes, first) > 0);
          if (ours !== valid) disagree.push(`${lead.toString(16)} ${second.toString(16)}`);
        }
      expect(disagree).toEqual([]);
    },
  );

  it('knows every character that others know in EUC-KR with the syllables of code page 949', () => {
    const differ: string[] = [];
    for (let lead = 0x81; lead <= 0xfe; lead++)
      for (let second = 0x41; second <= 0xfe; second++) {
        const theirs = iconv.decode(Buffer.from([lead, second]), 'cp949');
        if (!/^[가-힣]$/.test(theirs)) continue;
        if (decoderOf('euc-kr').decode(Uint8Array.of(lead, second)) !== theirs) differ.push(theirs);
      }
    expect(differ).toEqual([]);
    expect(read(iconv.encode('똠방각하,펲시', 'cp949'), 'euc-kr', true, [1]).text).toBe('똠방각하,펲시');
  });

  it.each([
    ['windows-1252', 'windows-1252'],
    ['macintosh', 'macroman'],
  ] as const)('knows the characters of %s', (encoding, name) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const { text } = read(bytes, encoding, false, [7]);
    // Apple put the euro sign in the place of the currency sign in 1998, and its own ohm and apple stand where others differ.
    const theirs = iconv.decode(Buffer.from(bytes), name);
    const differ = [...text].flatMap((char, i) => (char === theirs[i] ? [] : [i.toString(16)]));
    expect(differ).toEqual(encoding === 'macintosh' ? ['bd', 'db', 'f0'] : []);
  });
});

describe('text that was ruined before', () => {
  it.each([
    ['锟斤拷', '锟斤拷锟斤拷'],
    ['Latin-1, Chinese', 'ä¸­æ–‡'],
    ['Latin-1, French', 'cafÃ© crÃ¨me'],
    ['quotation marks', 'the â€œbestâ€\u009d'],
    ['question marks', '??? ????'],
  ])('%s: the row is refused with its column, the others are taken', async (_, ruined) => {
    const events = await eventsOf(`\uFEFFsku,title\r\nA,good\r\nB,${ruined}\r\nC,好的\r\n`);
    expect(events.map(outcome)).toEqual(['A', [['E_TEXT_RUINED', 'title']], 'C']);
  });

  it('U+FFFD in the file is named as a lost character', async () => {
    const events = await eventsOf('\uFEFFsku,title\r\nA,a\uFFFD\uFFFDb\r\nB,b\r\n');
    expect(events.map(outcome)).toEqual([[['E_BAD_BYTES', 'title']], 'B']);
  });

  it.each(['café « l’été »', 'Âge', 'São Tomé', 'Ça va ?', 'What??? Really', 'ÄÖÜäöüß', '20 °C', 'naïveté', '“好的”'])(
    'real text is left alone: %s',
    async (text) => {
      expect((await eventsOf(`\uFEFFsku,title\r\nA,${text}\r\n`)).map(outcome)).toEqual(['A']);
    },
  );

  it('in the header refuses the sheet', async () => {
    await expect(openSheet(sheetFile('\uFEFFsku,å•†å“\u0081å\u0090\u008dç§°\r\nA,1\r\n'))).rejects.toMatchObject({
      code: 'E_TEXT_RUINED',
      details: { place: { row: 1 } },
    });
  });
});

describe('wrong bytes', () => {
  it('are named where they stand: row, column, bytes, offset; other rows go on', async () => {
    const bytes = Buffer.concat([
      Buffer.from('\uFEFFsku,title\r\nA,好的\r\nB,"坏\n'),
      Buffer.from([0xe5, 0xff]),
      Buffer.from('的"\r\nC,'),
      Buffer.from([0xc3]),
      Buffer.from(',\r\nD,好\r\n'),
    ]);
    for (const chunk of [1, 2, 3, 1 << 18]) {
      const events = await eventsOf(bytes, { chunk });
      expect(events.map(outcome)).toEqual(['A', [['E_BAD_BYTES', 'title']], [['E_BAD_BYTES', 'title']], 'D']);
      const errors = events.flatMap((event) => (event.kind === 'rejected' ? event.value.errors : []));
      expect(errors.map((error) => [error.place.row, error.place.line])).toEqual([
        [3, 3],
        [4, 5],
      ]);
      expect(errors[0]?.message.en).toContain(`0xE5 at byte ${bytes.indexOf(Buffer.from([0xe5, 0xff]))}`);
      expect(errors[1]?.message.en).toContain('0xC3 at byte');
    }
  });

  it('cells are the same however the file is cut, line ends at the cut included', async () => {
    const text = 'sku,title,description\r\nA,"x\r\ny",1\rB,"q""q",2\nC,,"\r"\r\n\r\nD,𠮷,4';
    const cells = async (chunk: number) =>
      (await all((await openSheet(sheetFile(text), { chunk })).rows())).map((event) => [
        event.kind,
        event.value.row,
        event.value.line,
        event.kind === 'row' ? event.value.cells() : [],
      ]);
    const whole = await cells(1 << 18);
    expect(whole.map(([, row, line]) => [row, line])).toEqual([
      [2, 2],
      [3, 4],
      [4, 5],
      [5, 7],
      [6, 8],
    ]);
    for (const chunk of [1, 2, 3, 5, 7]) expect(await cells(chunk)).toEqual(whole);
  });
});
