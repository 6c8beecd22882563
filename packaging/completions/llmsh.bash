# completion of llmsh for bash
_llmsh() {
  local cur prev words cword
  _init_completion || return
  case $prev in
    model) COMPREPLY=($(compgen -W 'list pull use add' -- "$cur")); return ;;
    apply) _filedir json; return ;;
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W '--help --version --yes --ask --dry-run --plan-only --json --plain --model --remote' -- "$cur"))
  elif ((cword == 1)); then
    COMPREPLY=($(compgen -W 'apply model actions doctor' -- "$cur"))
  fi
}
complete -F _llmsh llmsh
