import { getFormatFromId } from 'numfmt';
import { SaxesParser } from 'saxes';
import { EXIT, MabangError } from '../core/index.ts';
import { unescapeText } from './workbook-xml.ts';
import type { Zip } from './zip.ts';

/** Characters of shared text that are kept in memory at most. */
const MOST_TEXT = 256 * 1024 * 1024;

/** A sheet of a workbook as its list has it. */
export interface ListedSheet {
  readonly name: string;
  readonly hidden: boolean;
  /** The part that holds it. */
  readonly part: string;
}

/** What all sheets of a workbook share. */
export interface Parts {
  readonly sheets: readonly ListedSheet[];
  readonly epoch1904: boolean;
  /** Text by number. */
  readonly texts: readonly string[];
  /** Number format by style. */
  readonly formats: readonly string[];
}

type Visit = (name: string, attributes: Readonly<Record<string, string>>, open: boolean, text: string) => void;

/** Elements of a part as they open and close, without their namespaces; `text` is what stood since the last of either. */
export async function visit(zip: Zip, part: string, on: Visit): Promise<void> {
  const parser = new SaxesParser();
  let text = '';
  const bare = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('text', (more) => {
    text += more;
  });
  parser.on('cdata', (more) => {
    text += more;
  });
  parser.on('opentag', (tag) => {
    on(bare(tag.name), attributesOf(tag.attributes), true, text);
    text = '';
  });
  parser.on('closetag', (tag) => {
    on(bare(tag.name), {}, false, text);
    text = '';
  });
  const decoder = new TextDecoder();
  for await (const chunk of await zip.read(part)) parser.write(decoder.decode(chunk, { stream: true }));
  parser.write(decoder.decode()).close();
}

/** Attributes without their namespaces: `r:id` is `id`. */
export function attributesOf(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name.slice(name.indexOf(':') + 1), value]),
  );
}

export async function partsOf(zip: Zip, file: string): Promise<Parts> {
  const main =
    (await targetsOf(zip, '')).find(({ type }) => type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml';
  if (!zip.has(main) || main.endsWith('.bin')) throw notAWorkbook(file, main);
  const targets = await targetsOf(zip, main);
  const target = (end: string) => targets.find(({ type }) => type.endsWith(end))?.target;
  const listed: { name: string; hidden: boolean; id: string }[] = [];
  let epoch1904 = false;
  await visit(zip, main, (name, attributes, opens) => {
    if (!opens) return;
    if (name === 'workbookPr') epoch1904 = attributes.date1904 === '1' || attributes.date1904 === 'true';
    if (name === 'sheet')
      listed.push({
        name: attributes.name ?? '',
        hidden: (attributes.state ?? 'visible') !== 'visible',
        id: attributes.id ?? '',
      });
  });
  const sheets = listed.flatMap(({ name, hidden, id }) => {
    const found = targets.find((one) => one.id === id && one.type.endsWith('/worksheet'));
    return found && zip.has(found.target) ? [{ name, hidden, part: found.target }] : [];
  });
  const [texts, styles] = [target('/sharedStrings'), target('/styles')];
  return {
    sheets,
    epoch1904,
    texts: texts && zip.has(texts) ? await textsOf(zip, texts, file) : [],
    formats: styles && zip.has(styles) ? await formatsOf(zip, styles) : [],
  };
}

/** Where the relations of a part lead. */
async function targetsOf(zip: Zip, part: string): Promise<readonly { id: string; type: string; target: string }[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const rels = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const targets: { id: string; type: string; target: string }[] = [];
  if (!zip.has(rels)) return targets;
  await visit(zip, rels, (name, { Id = '', Type = '', Target = '' }, opens) => {
    if (opens && name === 'Relationship')
      targets.push({ id: Id, type: Type, target: Target.startsWith('/') ? Target.slice(1) : resolve(folder, Target) });
  });
  return targets;
}

function resolve(folder: string, target: string): string {
  const parts = folder.split('/').filter(Boolean);
  for (const step of target.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

/** Runs of one text with different looks are one text; what says how it is pronounced is none of it. */
async function textsOf(zip: Zip, part: string, file: string): Promise<readonly string[]> {
  const texts: string[] = [];
  let own = '';
  let spoken = 0;
  let total = 0;
  await visit(zip, part, (name, _, opens, text) => {
    if (name === 'rPh') spoken += opens ? 1 : -1;
    if (opens) return;
    if (name === 't' && spoken === 0) own += text;
    if (name !== 'si') return;
    total += own.length;
    if (total > MOST_TEXT) throw tooMuch(file);
    texts.push(unescapeText(own));
    own = '';
  });
  return texts;
}

async function formatsOf(zip: Zip, part: string): Promise<readonly string[]> {
  const own = new Map<number, string>();
  const formats: string[] = [];
  let inCells = false;
  await visit(zip, part, (name, attributes, opens) => {
    if (name === 'cellXfs') inCells = opens;
    if (!opens) return;
    if (name === 'numFmt') own.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
    if (name !== 'xf' || !inCells) return;
    const id = Number(attributes.numFmtId ?? 0);
    formats.push(own.get(id) ?? builtIn(id));
  });
  return formats;
}

/** What the numbers 5 to 8 and 37 to 44 mean depends on the country of the program that shows them: no sign is taken from them. */
function builtIn(id: number): string {
  if ((id >= 5 && id <= 8) || (id >= 37 && id <= 44)) return 'General';
  return getFormatFromId(id) ?? 'General';
}

function tooMuch(file: string): MabangError {
  return new MabangError(
    'E_WORKBOOK',
    EXIT.findings,
    { en: 'the workbook holds more text than can be read', zh: '工作簿文本过多，无法读取' },
    {
      place: { file },
      next: { en: 'save its sheet as "CSV UTF-8" and import that', zh: '请将工作表另存为“CSV UTF-8”后导入' },
    },
  );
}

function notAWorkbook(file: string, main: string): MabangError {
  const binary = main.endsWith('.bin');
  return new MabangError(
    'E_NOT_CSV',
    EXIT.usage,
    binary
      ? { en: 'it is a binary workbook (.xlsb)', zh: '它是二进制工作簿（.xlsb）' }
      : { en: 'it is a zip archive without a workbook in it', zh: '它是 zip 压缩文件，其中没有工作簿' },
    {
      place: { file },
      next: binary
        ? { en: 'save it as .xlsx and import that', zh: '请另存为 .xlsx 后导入' }
        : { en: 'unpack it and import the sheet that is in it', zh: '请解压后导入其中的表格' },
    },
  );
}
