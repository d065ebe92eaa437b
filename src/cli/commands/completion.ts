import { EXIT } from '../../core/index.ts';
import type { CommandSpec } from '../command.ts';
import { SCRIPTS, SHELLS, type Shell } from '../completion/scripts.ts';

export const completion: CommandSpec = {
  name: 'completion',
  summary: { en: 'a completion script for your shell', zh: '生成命令行补全脚本' },
  examples: [
    { run: 'source <(mabang completion bash)', what: { en: 'bash: in ~/.bashrc', zh: 'bash：写入 ~/.bashrc' } },
    {
      run: 'source <(mabang completion zsh)',
      what: { en: 'zsh: in ~/.zshrc, after compinit', zh: 'zsh：写入 ~/.zshrc，放在 compinit 之后' },
    },
    {
      run: 'mabang completion fish > ~/.config/fish/completions/mabang.fish',
      what: { en: 'fish: once', zh: 'fish：执行一次' },
    },
    {
      run: 'mabang completion powershell | Out-String | Invoke-Expression',
      what: { en: 'PowerShell: in $PROFILE', zh: 'PowerShell：写入 $PROFILE' },
    },
  ],
  arguments: [
    { name: 'shell', choices: SHELLS, completes: 'shell', summary: { en: 'your shell', zh: '所用的 shell' } },
  ],
  options: [],
  formats: ['text'],
  async run(input, ctx) {
    ctx.answer(SCRIPTS[input.argument('shell') as Shell]);
    return EXIT.done;
  },
};
