import { EXIT, MabangError, type Product } from '../core/index.ts';
import { ExportWriter, NameList } from '../sheets/index.ts';
import { type Channel, openChannel } from './channel.ts';
import { wantedOn } from './wanted.ts';
import type { Workspace } from './workspace.ts';

export interface ExportRequest {
  /** Product codes or SKUs; everything when absent. */
  readonly products?: readonly string[];
  /** The listings as they would stand on this channel, in the place of the catalogue. */
  readonly channel?: string;
  /** Only these columns, by header; code and SKU are always there. */
  readonly columns?: readonly string[];
}

export interface ExportReport {
  readonly products: number;
  readonly variants: number;
  /** Products that would not stand on the channel. */
  readonly leftOut: number;
}

/**
 * The catalogue as CSV text, part by part: memory does not grow with it. Import it, and nothing has changed. Throws
 * `E_NO_PRODUCT` and `E_NO_COLUMN` for names that there are not, before anything is written.
 */
export async function exportSheet(
  ws: Workspace,
  request: ExportRequest,
  write: (text: string) => void | Promise<void>,
): Promise<ExportReport> {
  const { channel: name, columns } = request;
  const codes = request.products && codesOf(ws, request.products);
  const channel = name === undefined ? undefined : await openChannel(ws, name);
  const report = { products: 0, variants: 0, leftOut: 0 };
  const source = () => shown(ws, codes, channel, report);
  // Every option and attribute has a column, so all names must be known before the first row.
  const list = new NameList();
  for (const product of source()) list.add(product);
  Object.assign(report, { products: 0, variants: 0, leftOut: 0 });
  const writer = new ExportWriter({
    names: list.names,
    ...(columns === undefined ? {} : { columns }),
    ...(name === undefined ? {} : { channel: name }),
  });
  const stranger = columns?.find((column) => !writer.headers.includes(column));
  if (stranger !== undefined) throw noColumn(stranger, writer.headers);
  let text = writer.head;
  for (const product of source()) {
    report.products++;
    report.variants += product.variants.length;
    text += writer.rows(product);
    if (text.length < 64 * 1024) continue;
    ws.host.progress?.({ phase: 'read', done: report.products });
    if (ws.host.signal?.aborted) throw stopped();
    await write(text);
    text = '';
  }
  await write(text);
  return report;
}

function* shown(
  ws: Workspace,
  codes: readonly string[] | undefined,
  channel: Channel | undefined,
  report: { leftOut: number },
): Generator<Product> {
  const overrides = channel && ws.catalogue.overrides(channel.name);
  for (const product of ws.catalogue.products(codes ? { codes } : undefined)) {
    if (!channel) {
      yield product;
      continue;
    }
    const { listing } = wantedOn(channel, product, overrides?.get(product.code));
    if (listing) yield { ...listing, variants: listing.variants.map((sku) => ({ ...sku, status: 'active' as const })) };
    else report.leftOut++;
  }
}

function codesOf(ws: Workspace, names: readonly string[]): readonly string[] {
  return names.map((name) => {
    const product = ws.catalogue.product(name) ?? ws.catalogue.productOf(name);
    if (product) return product.code;
    throw new MabangError(
      'E_NO_PRODUCT',
      EXIT.usage,
      { en: `no product or SKU ${name} in the catalogue`, zh: `目录中没有商品或 SKU：${name}` },
      { place: { sku: name }, next: { en: 'import the sheet that has it', zh: '请导入包含它的表格' } },
    );
  });
}

function noColumn(name: string, headers: readonly string[]): MabangError {
  return new MabangError(
    'E_NO_COLUMN',
    EXIT.usage,
    { en: `an export has no column ${name}`, zh: `导出没有“${name}”列` },
    { next: { en: `there are: ${headers.join(', ')}`, zh: `可用的列：${headers.join('、')}` } },
  );
}

function stopped(): MabangError {
  return new MabangError(
    'E_INTERRUPTED',
    EXIT.busy,
    { en: 'stopped on request; nothing is left of the export', zh: '已按请求停止；未留下导出文件' },
    { next: { en: 'run the same command again', zh: '重新运行同一命令' } },
  );
}
