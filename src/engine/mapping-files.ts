import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { EXIT, MabangError } from '../core/index.ts';
import { type Mapping, mappingToYaml, type Named, parseMapping } from '../sheets/index.ts';

/** Where mappings of suppliers' sheets live, from the workspace. */
export const SUPPLIERS = join('mappings', 'suppliers');

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** Every supplier's mapping, by name. A file that is no mapping throws `E_MAPPING` with its lines. */
export function supplierMappings(dir: string): readonly Named[] {
  const folder = join(dir, SUPPLIERS);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()
    .map((file) => {
      const path = join(SUPPLIERS, file);
      return { name: file.replace(/\.ya?ml$/, ''), mapping: parseMapping(readFileSync(join(dir, path), 'utf8'), path) };
    });
}

/** The one of that name, or `E_NO_MAPPING` that names the others. */
export function supplierMapping(dir: string, name: string): Named {
  const all = supplierMappings(dir);
  const wanted = basename(name).replace(/\.ya?ml$/, '');
  const found = all.find((one) => one.name === wanted);
  if (found) return found;
  const names = all.map((one) => one.name);
  throw new MabangError(
    'E_NO_MAPPING',
    EXIT.usage,
    { en: `there is no mapping ${wanted} in ${SUPPLIERS}`, zh: `${SUPPLIERS} 中没有映射 ${wanted}` },
    {
      next:
        names.length > 0
          ? { en: `there are: ${names.join(', ')}`, zh: `现有：${names.join('、')}` }
          : { en: 'make one: mabang mapping new sheet.csv', zh: '请先创建：mabang mapping new sheet.csv' },
    },
  );
}

/** What the supplier is called whose mapping this file is: its name among the others, else its path from the workspace. */
export function supplierKey(dir: string, file: string): string {
  const named = relative(join(dir, SUPPLIERS), resolve(file));
  const key = named.startsWith('..') || isAbsolute(named) ? relative(dir, resolve(file)) : named;
  return key.replace(/\.ya?ml$/, '').replaceAll('\\', '/');
}

/** Write a mapping under a name of its own; the file as it is called from the workspace. `over` allows replacing one. */
export function saveMapping(dir: string, name: string, mapping: Mapping, over: boolean): string {
  if (!NAME.test(name))
    throw new MabangError('E_MAPPING_NAME', EXIT.usage, {
      en: `${JSON.stringify(name)} is no name for a file: letters, digits, . _ -`,
      zh: `${JSON.stringify(name)} 不能用作文件名：请用字母、数字、. _ -`,
    });
  const file = join(SUPPLIERS, `${name}.yaml`);
  const path = join(dir, file);
  if (!over && existsSync(path))
    throw new MabangError(
      'E_EXISTS',
      EXIT.usage,
      { en: `there is a mapping called ${name} already`, zh: `已有名为 ${name} 的映射` },
      {
        place: { file },
        next: { en: 'say --replace, or another --name', zh: '请使用 --replace，或用 --name 另取名称' },
      },
    );
  mkdirSync(join(dir, SUPPLIERS), { recursive: true });
  const text = mappingToYaml(mapping);
  // What is written is what will be read: a mapping that cannot be parsed again is our bug, and found here.
  parseMapping(text, file);
  writeFileSync(`${path}.partial`, text);
  renameSync(`${path}.partial`, path);
  return file;
}

/** A name for the mapping of a sheet: `Yiwu 2026-11 stock.csv` → `yiwu-stock`. */
export function nameFor(sheet: string): string {
  const bare = basename(sheet).replace(/\.[^.]*$/, '');
  const words = bare
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/^\d+$/.test(word));
  return words.join('-').slice(0, 60) || 'supplier';
}
