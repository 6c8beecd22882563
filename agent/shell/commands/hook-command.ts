import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Environment } from '../environment/environment.js';

// the last command that failed stays in a variable of the very shell, and is handed to `llmsh explain` alone
const HOOKS: Readonly<Record<string, string>> = {
  bash: `__llmsh_note() {
  local status=$? line
  line=$(HISTTIMEFORMAT='' builtin history 1)
  if [[ $status -ne 0 && $line =~ ^[[:space:]]*([0-9]+)[*[:space:]]+(.*)$ && \${BASH_REMATCH[1]} != "\${__llmsh_number-}" ]]; then
    case \${BASH_REMATCH[2]} in
      'llmsh explain'*) ;;
      *) __llmsh_command=\${BASH_REMATCH[2]} __llmsh_status=$status ;;
    esac
  fi
  [[ $line =~ ^[[:space:]]*([0-9]+) ]] && __llmsh_number=\${BASH_REMATCH[1]}
  return "$status"
}
[[ \${PROMPT_COMMAND-} == *__llmsh_note* ]] || PROMPT_COMMAND="__llmsh_note\${PROMPT_COMMAND:+; $PROMPT_COMMAND}"
llmsh() {
  if [[ \${1-} == explain ]]; then
    LLMOS_LAST_COMMAND=\${__llmsh_command-} LLMOS_LAST_STATUS=\${__llmsh_status-} command llmsh "$@"
  else
    command llmsh "$@"
  fi
}
`,
  zsh: `autoload -Uz add-zsh-hook
__llmsh_start() { __llmsh_line=$1 }
__llmsh_note() {
  local code=$?
  if [[ $code -ne 0 && -n \${__llmsh_line-} && $__llmsh_line != 'llmsh explain'* ]]; then
    __llmsh_command=$__llmsh_line __llmsh_status=$code
  fi
  __llmsh_line=
}
add-zsh-hook preexec __llmsh_start
add-zsh-hook precmd __llmsh_note
llmsh() {
  if [[ \${1-} == explain ]]; then
    LLMOS_LAST_COMMAND=\${__llmsh_command-} LLMOS_LAST_STATUS=\${__llmsh_status-} command llmsh "$@"
  else
    command llmsh "$@"
  fi
}
`,
  fish: `function __llmsh_note --on-event fish_postexec
    set -l code $status
    if test $code -ne 0; and not string match -q 'llmsh explain*' -- $argv[1]
        set -g __llmsh_command $argv[1]
        set -g __llmsh_status $code
    end
end
function llmsh
    if test "$argv[1]" = explain
        LLMOS_LAST_COMMAND="$__llmsh_command" LLMOS_LAST_STATUS="$__llmsh_status" command llmsh $argv
    else
        command llmsh $argv
    end
end
`,
};

export const WHERE: Readonly<Record<string, string>> = {
  bash: 'in ~/.bashrc:  eval "$(llmsh hook bash)"',
  zsh: 'in ~/.zshrc:  eval "$(llmsh hook zsh)"',
  fish: 'in ~/.config/fish/config.fish:  llmsh hook fish | source',
};

/** for the start-up file of a shell; nothing is installed unasked */
export async function printHook(shell: string, { terminal }: Environment): Promise<ExitCode> {
  const hook = HOOKS[shell];
  if (hook === undefined) throw new ShellError(EXIT.usage, 'there are hooks for bash, zsh and fish');
  await terminal.stdout.write(hook);
  return EXIT.done;
}
