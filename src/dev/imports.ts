/** Reads what the source files say of each other. The architecture test holds the rules; this only finds the facts. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';

export interface Import {
  /** The importing file, from the root, with `/`. */
  readonly from: string;
  readonly line: number;
  /** As it is written. */
  readonly specifier: string;
  /** The file it means, from the root, with `/`; `undefined` for a package or one of Node's own modules. */
  readonly file?: string;
  /** Gone after compilation: `import type`, or every name in the braces is a type. */
  readonly typeOnly: boolean;
  /** `import(…)`: runs when it is reached, not when the file is loaded. */
  readonly dynamic: boolean;
}

export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Free names and member reads the rules speak of, with their lines: `process`, `Date.now`, `console`. */
  readonly uses: readonly { readonly name: string; readonly line: number }[];
}

/** Names by which the package's own parts are imported. */
const ALIASES: Readonly<Record<string, string>> = {
  'mabang/contract': 'src/contract/index.ts',
  'mabang/core': 'src/core/index.ts',
  'mabang/jsonschema': 'src/jsonschema/index.ts',
  'mabang/testing': 'src/testing/index.ts',
};

/** Every `.ts` file below these folders of the root, parsed. */
export function readSources(root: string, folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => slashes(relative(root, join(entry.parentPath, entry.name))))
      .sort()
      .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8'))),
  );
}

export function parseSource(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const uses: { name: string; line: number }[] = [];
  const lineOf = (node: ts.Node) => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
  const add = (node: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean, dynamic: boolean) => {
    if (!specifier) return;
    if (!ts.isStringLiteralLike(specifier))
      throw new Error(`${path}:${lineOf(node)}: an import whose name is computed cannot be checked`);
    const file = resolveImport(path, specifier.text);
    const found = { from: path, line: lineOf(node), specifier: specifier.text, typeOnly, dynamic };
    imports.push(file === undefined ? found : { ...found, file });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeImport(node), false);
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, isTypeExport(node), false);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node, node.argument.literal, true, false);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node, node.arguments[0], false, true);
    const name = nameUsed(node);
    if (name) uses.push({ name, line: lineOf(node) });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { path, text, imports, uses };
}

function isTypeImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const names = clause.namedBindings;
  if (clause.name || !names || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

function isTypeExport(node: ts.ExportDeclaration): boolean {
  if (node.isTypeOnly) return true;
  const names = node.exportClause;
  return !!names && ts.isNamedExports(names) && names.elements.length > 0 && names.elements.every((e) => e.isTypeOnly);
}

/** `process` or `process.env` → `process`; `Date.now` and `new Date()` → themselves. Properties called so are not meant. */
function nameUsed(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && isName(node.expression, 'Date') && !node.arguments?.length) return 'new Date()';
  if (!ts.isIdentifier(node)) return undefined;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return undefined;
  if (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isMethodDeclaration(parent)) &&
    parent.name === node
  )
    return undefined;
  if (ts.isPropertyAccessExpression(parent) && (node.text === 'Date' || node.text === 'Math'))
    return `${node.text}.${parent.name.text}`;
  return WATCHED.has(node.text) ? node.text : undefined;
}

const WATCHED = new Set([
  'process',
  'console',
  'globalThis',
  'fetch',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'require',
]);

function isName(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return slashes(join(dirname(from), specifier));
  return ALIASES[specifier];
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}

/**
 * Circles in a graph of names, as the names along each with the first repeated at the end. Not every circle there is, but
 * none when there is none: each step back to a name on the way is one.
 */
export function circles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const walk = (name: string): void => {
    const start = path.indexOf(name);
    if (start >= 0) {
      found.push([...path.slice(start), name]);
      return;
    }
    if (done.has(name)) return;
    path.push(name);
    for (const next of graph.get(name) ?? []) walk(next);
    path.pop();
    done.add(name);
  };
  for (const name of graph.keys()) walk(name);
  return found;
}
