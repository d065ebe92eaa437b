#!/usr/bin/env node
// Plain syntax and no imports up here: this much has to run on any Node, and `--version` must cost next to nothing.
// biome-ignore lint/correctness/noUndeclaredVariables: the build puts the number in its place.
const version = typeof __MABANG_VERSION__ === 'string' ? __MABANG_VERSION__ : 'source';
const words = process.argv.slice(2);

if (isTooOld(process.versions.node)) {
  process.stderr.write(
    `mabang needs Node.js 20.18.1 or newer; this is ${process.versions.node}. See https://nodejs.org\n`,
  );
  process.exitCode = 2;
} else if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  void import('../src/cli/main.ts').then((cli) => cli.run(version));
}

function isTooOld(current: string): boolean {
  const needed = [20, 18, 1];
  const have = current.split('.').map(Number);
  for (let i = 0; i < needed.length; i++) {
    const difference = (have[i] || 0) - (needed[i] || 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
