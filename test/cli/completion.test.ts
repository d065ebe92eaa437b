import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { SHELLS } from '../../src/cli/completion/scripts.ts';
import { cli, noWorkspace, workspace } from './harness.ts';

/** What is offered for the last word, without descriptions. */
async function offered(words: readonly string[], options: Parameters<typeof cli>[1] = {}): Promise<readonly string[]> {
  const run = await cli(['__complete', '--', ...words], options);
  expect([run.code, run.err]).toEqual([0, '']);
  return run.out
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0] ?? '');
}

describe('completion', () => {
  it('knows every command', async () => {
    expect(await offered([''])).toEqual([...Object.keys(COMMANDS), 'help']);
    expect(await offered(['pu'])).toEqual(['push']);
    expect(await offered(['--quiet', 'val'])).toEqual(['validate']);
  });

  it('knows the options of the command and those of every command', async () => {
    expect(await offered(['push', '--allow-'])).toEqual(['--allow-create', '--allow-update', '--allow-end']);
    expect(await offered(['status', '--la'])).toEqual(['--lang']);
  });

  it('knows the values of an option', async () => {
    expect(await offered(['status', '--format', ''])).toEqual(['text', 'json']);
    expect(await offered(['validate', '--format', 's'])).toEqual(['sarif']);
    expect(await offered(['diff', '--facets', 'price,st'])).toEqual(['price,stock', 'price,status']);
    expect(await offered(['diff', '--facets', 'stock,st'])).toEqual(['stock,status']);
  });

  it('knows channels, SKUs and adapters', async () => {
    expect(await offered(['diff', ''])).toEqual(['shop', 'outlet']);
    expect(await offered(['diff', '--facets', 'price', 'shop', 'ou'])).toEqual(['outlet']);
    expect(await offered(['validate', '--channel', 's'])).toEqual(['shop']);
    expect(await offered(['show', 'MUG-01-'])).toEqual(['MUG-01-R', 'MUG-01-B']);
    expect(await offered(['show', 'MUG-01', 'M'])).toEqual([]);
    expect(await offered(['emulate', ''])).toEqual(['acme']);
  });

  it('looks in the workspace that --dir names', async () => {
    const dirs: string[] = [];
    const openWorkspace = (dir: string) => {
      dirs.push(dir);
      return workspace();
    };
    await offered(['--dir', '/else', 'diff', ''], { engine: { openWorkspace } });
    expect(dirs).toEqual(['/else']);
  });

  it('leaves files to the shell', async () => {
    expect(await offered(['import', 'sh'])).toEqual([':file']);
    expect(await offered(['diff', '--out', ''])).toEqual([':file']);
  });

  it('stops after enough of a large catalogue', async () => {
    const products = function* () {
      for (let i = 0; ; i++) yield { code: `P-${i}`, variants: [] };
    };
    const openWorkspace = () => ({ ...workspace(), catalogue: { products } });
    expect(await offered(['show', 'P-'], { engine: { openWorkspace } })).toHaveLength(200);
  });

  it('offers nothing where there is no workspace, and disturbs nobody', async () => {
    expect(await offered(['diff', ''], { engine: { openWorkspace: noWorkspace } })).toEqual([]);
    expect(await offered(['frobnicate', ''])).toEqual([]);
  });

  it('has a script for every shell that asks this very command', async () => {
    for (const shell of SHELLS) {
      const { out, code } = await cli(`completion ${shell}`);
      expect(code).toBe(0);
      expect(out).toContain('mabang __complete -- ');
    }
    expect((await cli('completion tcsh')).code).toBe(2);
  });
});
