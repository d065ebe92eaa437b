import type { MapReport } from '../../engine/index.ts';
import { clean, type Lang, number, type Paint } from '../../report/index.ts';

/** What is not mapped yet, the commonest first, with the platform's names near it. */
export function mapText(report: MapReport, lang: Lang, paint: Paint): string {
  const zh = lang === 'zh';
  const lines: string[] = [paint.bold(report.channel)];
  if (report.own) {
    lines.push(
      `  ${zh ? '该平台直接使用自有类目，无需映射' : 'this platform takes your own categories; there is nothing to map'}`,
    );
    return `${lines.join('\n')}\n`;
  }
  const head = (en: string, cn: string, items: readonly unknown[]) => {
    if (items.length > 0) lines.push(`  ${paint.bold(zh ? cn : en)}`);
  };
  const of = (products: number) => paint.dim(zh ? `${number(products)} 个商品` : `${number(products)} products`);

  head('categories that are not mapped', '尚未映射的类目', report.categories);
  for (const { path, products, suggestions } of report.categories) {
    lines.push(`    ${path === '' ? paint.yellow(zh ? '（无类目）' : '(no category)') : clean(path)}  ${of(products)}`);
    for (const { id, title } of suggestions.slice(0, 5)) lines.push(`        ${clean(title)}  ${paint.dim(clean(id))}`);
  }
  head('values that the platform does not list', '平台不接受的属性值', report.values);
  for (const { title, attribute, value, products, suggestions } of report.values) {
    const some = suggestions.length > 0 ? `  → ${suggestions.map(clean).join(', ')}?` : '';
    lines.push(`    ${clean(title)} (${clean(attribute)}): “${clean(value)}”  ${of(products)}${some}`);
  }
  head('wanted by the platform, said by nothing', '平台要求但没有来源的属性', report.missing);
  for (const { category, name, title, products, values } of report.missing) {
    const some = values.length > 0 ? `: ${values.map(clean).join(', ')}…` : '';
    lines.push(`    ${clean(category)}: ${clean(title)} (${clean(name)})  ${of(products)}${paint.dim(some)}`);
  }
  head('attributes of yours that go nowhere', '尚未对应的自有属性', report.attributes);
  for (const { name, products, suggestions } of report.attributes) {
    const some = suggestions.map(({ name: to, title }) => `${clean(to)} (${clean(title)})`).join(', ');
    lines.push(`    ${clean(name)}  ${of(products)}${some ? `  → ${some}?` : ''}`);
  }
  for (const category of report.unread)
    lines.push(
      `  ${paint.yellow(zh ? `尚未读取 ${clean(category)} 的属性；去掉 --offline 即可读取` : `the attributes of ${clean(category)} have not been read; run without --offline`)}`,
    );
  lines.push(`  ${summary(report, zh)}`);
  return `${lines.join('\n')}\n`;
}

function summary({ categories, mapped, decided, written, file }: MapReport, zh: boolean): string {
  const done = Object.keys(decided).length;
  const state = zh
    ? `已映射 ${number(mapped)} 个类目，待定 ${number(categories.length)} 个`
    : `${number(mapped)} categories mapped, ${number(categories.length)} open`;
  if (!written) return `${state}; ${zh ? `--write 会写入 ${file}` : `--write puts the open ones into ${file}`}`;
  const what = done > 0 ? (zh ? `，新定 ${number(done)} 个` : `, ${number(done)} decided now`) : '';
  return `${state}${what}; ${zh ? `已写入 ${file}` : `${file} is written`}`;
}
