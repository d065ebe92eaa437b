import type { BackupReport } from '../../engine/index.ts';
import { clean, count, type Lang, number } from '../../report/index.ts';

export function backupText({ file, bytes, products, variants }: BackupReport, lang: Lang): string {
  const what = [
    count(products, lang, 'product', 'products', '个商品'),
    count(variants, lang, 'SKU', 'SKUs', '个 SKU'),
    lang === 'zh' ? `${number(bytes)} 字节，已检查` : `${number(bytes)} bytes, checked`,
  ];
  return `${clean(file)} · ${what.join(' · ')}\n`;
}
