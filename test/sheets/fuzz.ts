import fc from 'fast-check';
import iconv from 'iconv-lite';

/** Goods as a supplier would write them, and as the catalogue must have them. */
export interface Goods {
  readonly sku: string;
  readonly title: string;
  /** Minor units of two digits. */
  readonly price: number;
  readonly stock: number;
}

interface Tongue {
  /** Names for SKU, title, price in EUR, stock, and a column that means nothing. */
  readonly names: readonly [string, string, string, string, string];
  readonly titles: readonly string[];
  /** Encodings besides the Unicode ones, as iconv-lite calls them. */
  readonly encodings: readonly string[];
  readonly total: string;
}

const TONGUES: readonly Tongue[] = [
  {
    names: ['sku', '商品名称', '售价(eur)', '库存', '内部备注一'],
    titles: [
      '不锈钢保温杯',
      '加厚收纳箱',
      '儿童纯棉短袖，卡通',
      '竹制砧板',
      'LED 台灯; 护眼',
      '旅行"洗漱"包',
      '红木筷子',
    ],
    encodings: ['gb18030', 'gbk'],
    total: '合计',
  },
  {
    names: ['sku', '商品名稱', '售價(eur)', '庫存', '內部備註一'],
    titles: ['不鏽鋼保溫杯', '白色陶瓷馬克杯', '純棉短袖，上衣', '護眼檯燈', '旅行"盥洗"包'],
    encodings: ['big5'],
    total: '總計',
  },
  {
    names: ['sku', '商品名', '価格(eur)', '在庫数', '社内メモ'],
    titles: ['白いマグカップ', 'ステンレスボトル', '折りたたみ傘、黒', '有田焼の茶碗', 'タオル "大"'],
    encodings: ['shift_jis'],
    total: '合計',
  },
  {
    names: ['sku', '상품명', '가격(eur)', '재고', '사내메모'],
    titles: ['하얀 머그컵 세트', '스테인리스 텀블러', '접이식 우산, 검정', '가죽 지갑', '수건 "대형"'],
    encodings: ['cp949'],
    total: '합계',
  },
  {
    names: ['sku', 'désignation', 'prix eur', 'bestand', 'note privée'],
    titles: [
      'Théière émaillée',
      'Boîte à thé',
      'Tasse à café, « noir »',
      'Schlüssel für Türen',
      'Größe "XL"; weiß',
      'Camión',
    ],
    encodings: ['windows-1252', 'macroman'],
    total: 'Total',
  },
  {
    names: ['sku', 'title', 'price eur', 'stock', 'remarks'],
    titles: ['Tea set', 'Hook, small', 'Pipe 3/4"; brass', 'Rope | thin', '0012', '#1 Dad mug'],
    encodings: ['ascii'],
    total: 'Total',
  },
];

export interface Written {
  readonly bytes: Buffer;
  readonly goods: readonly Goods[];
  /** Rows below the header, whatever they are. */
  readonly rows: number;
  /** In an encoding that is found by what its characters are. */
  readonly guessed: boolean;
}

/** A sheet that says the same whatever its form: order of columns, delimiter, quotes, line ends, encoding, blank rows, titles. */
export const written: fc.Arbitrary<Written> = fc
  .record({
    tongue: fc.constantFrom(...TONGUES),
    goods: fc.array(fc.record({ title: fc.nat(6), price: fc.integer({ min: 1, max: 99_999 }), stock: fc.nat(900) }), {
      minLength: 1,
      maxLength: 8,
    }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 }),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    end: fc.constantFrom('\r\n', '\n', '\r'),
    quoted: fc.boolean(),
    encoding: fc.nat(4),
    mark: fc.boolean(),
    above: fc.nat(2),
    blank: fc.nat(9),
    again: fc.boolean(),
    sep: fc.boolean(),
    last: fc.boolean(),
  })
  .map((how) => {
    const { tongue, delimiter, end } = how;
    const goods = how.goods.map(({ title, price, stock }, i) => ({
      sku: `${'ABC'[i % 3]}-${100 + i}`,
      title: tongue.titles[title % tongue.titles.length] ?? '',
      price,
      stock,
    }));
    const cell = (text: string) => (how.quoted || /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const line = (cells: readonly string[]) => how.order.map((at) => cell(cells[at] ?? '')).join(delimiter);
    const header = line(tongue.names);
    const body = goods.map(({ sku, title, price, stock }) =>
      line([sku, title, `${Math.floor(price / 100)}.${String(price % 100).padStart(2, '0')}`, String(stock), '']),
    );
    if (how.blank < body.length) body.splice(how.blank, 0, line(['', '', '', '', '']));
    if (how.again) body.push(header);
    const top = how.sep ? [`sep=${delimiter}`] : [];
    const titles = [line([]), line([])].slice(0, how.above);
    const text = [...top, ...titles, header, ...body].join(end) + (how.last ? end : '');
    const names = ['utf8', 'utf-16le', 'utf-16be', ...tongue.encodings];
    const name = names[how.encoding % names.length] ?? 'utf8';
    const unicode = name.startsWith('utf');
    return {
      bytes: iconv.encode(how.mark && unicode ? `\uFEFF${text}` : text, name, { addBOM: false }),
      goods,
      rows: body.length,
      guessed: !unicode && name !== 'ascii',
    };
  });

/** What happens to a file: each takes the bytes and two numbers, and gives other bytes. */
const DAMAGES: readonly ((bytes: Buffer, at: number, what: number) => Buffer)[] = [
  (bytes, at, what) => {
    const copy = Buffer.from(bytes);
    copy[at % Math.max(1, bytes.length)] = what & 0xff;
    return copy;
  },
  (bytes, at, what) => splice(bytes, at, 1 + (what % 3), ''),
  (bytes, at, what) => splice(bytes, at, 0, ODD[what % ODD.length] ?? ''),
  (bytes, at) => bytes.subarray(0, at % (bytes.length + 1)),
  (bytes, at, what) => lines(bytes, (all) => all.toSpliced(at % (all.length + 1), what % 3)),
  (bytes, at, what) => lines(bytes, (all) => all.toSpliced(at % (all.length + 1), 0, all[what % all.length] ?? '')),
  (bytes, at, what) => {
    const signs = [',', ';', '\t', '|', '"', '\n', '\r'];
    const [from, to] = [signs[at % signs.length] ?? ',', signs[what % signs.length] ?? ';'];
    return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
  },
  (bytes, at, what) => lines(bytes, (all) => all.map((line, i) => (i === at % all.length ? cells(line, what) : line))),
  (bytes, _, what) => lines(bytes, (all) => all.map((line) => cells(line, what))),
  (bytes, at) => iconv.encode(iconv.decode(bytes, WRONG[at % WRONG.length] ?? 'gbk'), 'utf8'),
  (bytes, at, what) => Buffer.concat([bytes, bytes.subarray(at % bytes.length || 0), Buffer.from([what & 0xff])]),
  (bytes) => Buffer.concat([Buffer.from('\uFEFF'), bytes]),
];

const WRONG = ['gbk', 'latin1', 'windows-1252', 'shift_jis', 'macroman', 'utf-16le', 'big5', 'cp949'];
const ODD = [
  ...[
    '"',
    '""',
    '\n"',
    '",',
    "'",
    '\r',
    '\n\n',
    ',,,,',
    '\0',
    '\uFEFF',
    '\uFFFD',
    '\u200b',
    'sep=;\n',
    '=1+1',
    '6.93E+12',
  ],
  ...[
    '1e5',
    '锟斤拷',
    'Ã©',
    '合计',
    'Total',
    '-1',
    '9999999999999999',
    '1,234.50',
    '1.234,50',
    '12-15',
    '￥',
    '0'.repeat(70),
  ],
  ...[
    'a'.repeat(5000),
    '💥',
    '\u0000\u0000',
    '#REF!',
    '😀,😀',
    'sku',
    'price eur',
    '\t',
    ';;',
    '<10',
    '有货',
    'NaN',
    '__proto__',
  ],
];

function splice(bytes: Buffer, at: number, remove: number, insert: string): Buffer {
  const from = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, from), Buffer.from(insert), bytes.subarray(from + remove)]);
}

function lines(bytes: Buffer, change: (all: string[]) => string[]): Buffer {
  return Buffer.from(change(bytes.toString('latin1').split('\n')).join('\n'), 'latin1');
}

/** A cell too many, one too few, or two in each other's place. */
function cells(line: string, what: number): string {
  const all = line.split(',');
  const at = what % all.length;
  if (what % 4 === 0) return all.toSpliced(at, 1).join(',');
  if (what % 4 === 1) return all.toSpliced(at, 0, 'x').join(',');
  const other = (what >> 3) % all.length;
  return all.map((cell, i) => (i === at ? all[other] : i === other ? all[at] : cell)).join(',');
}

const damage = fc.record({ kind: fc.nat(DAMAGES.length - 1), at: fc.nat(0xffff), what: fc.nat(0xffff) });

/** One of these files, damaged one to four times. */
export function damaged(files: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const file = fc.oneof(
    fc.constantFrom(...files),
    written.map(({ bytes }) => bytes),
  );
  return fc
    .tuple(file, fc.array(damage, { minLength: 1, maxLength: 4 }))
    .map(([bytes, damages]) =>
      damages.reduce(
        (now, { kind, at, what }) => (now.length === 0 ? now : (DAMAGES[kind]?.(now, at, what) ?? now)),
        bytes,
      ),
    );
}
