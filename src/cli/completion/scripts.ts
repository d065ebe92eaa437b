export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * Each script hands the words to `mabang __complete` and shows what comes back: `value<TAB>description` lines, or `:file`
 * where the shell's own file completion should take over.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# bash completion for mabang
_mabang() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}") line tab=$'\\t'
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ "$line" == ":file" ]]; then
      compopt -o default 2>/dev/null
      return
    fi
    COMPREPLY+=("$(printf '%q' "\${line%%"$tab"*}")")
  done < <(mabang __complete -- "\${words[@]}" 2>/dev/null)
}
complete -o nosort -F _mabang mabang 2>/dev/null || complete -F _mabang mabang
`,
  zsh: `#compdef mabang
# zsh completion for mabang
_mabang() {
  local -a lines values
  local line tab=$'\\t'
  lines=("\${(@f)$(mabang __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    if [[ "$line" == ":file" ]]; then
      _files
      return
    fi
    values+=("\${\${line%%$tab*}//:/\\\\:}:\${line#*$tab}")
  done
  _describe 'mabang' values
}
compdef _mabang mabang
`,
  fish: `# fish completion for mabang
function __mabang_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (mabang __complete -- $words[2..-1] "$current" 2>/dev/null)
    if contains -- ':file' $lines
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $lines
    end
end
complete -c mabang -f -a '(__mabang_complete)'
`,
  powershell: `# PowerShell completion for mabang
Register-ArgumentCompleter -Native -CommandName mabang -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '""' }
  $lines = & mabang __complete -- @words 2>$null
  if ($lines -contains ':file') { return }
  $lines | ForEach-Object {
    $value, $description = $_ -split "\`t", 2
    if (-not $description) { $description = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
  }
}
`,
};
