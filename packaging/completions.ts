import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Option } from 'commander';
import { processEnvironment } from '../agent/shell/process-environment.js';
import { buildProgram } from '../agent/shell/program.js';

// shell completions are generated from the declarations of the program: `completions.js FOLDER`

const FILES = new Set(['apply', 'add']);

function optionsOf(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command);
}

function commandsOf(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter(inner => inner.name() !== 'help');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function words(command: Command): string {
  return commandsOf(command)
    .map(inner => inner.name())
    .join(' ');
}

function flags(command: Command): string {
  return optionsOf(command)
    .flatMap(option => option.long ?? [])
    .join(' ');
}

function bash(program: Command): string {
  const groups = commandsOf(program).filter(inner => commandsOf(inner).length > 0);
  return `# completion of llmsh for bash
_llmsh() {
  local cur=\${COMP_WORDS[COMP_CWORD]} first=\${COMP_WORDS[1]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W '${flags(program)}' -- "$cur"))
  elif ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${words(program)}' -- "$cur"))
  else
    case $first,$before in
${groups.map(group => `      ${group.name()},${group.name()}) COMPREPLY=($(compgen -W '${words(group)}' -- "$cur")) ;;`).join('\n')}
      *,${[...FILES].join(' | *,')} | *,--file | *,-f) COMPREPLY=($(compgen -f -- "$cur")) ;;
    esac
  fi
}
complete -o filenames -F _llmsh llmsh
`;
}

function zshOption(option: Option): string {
  const text = option.description.replace(/[[\]:]/g, ' ');
  const value = option.required ? ':value:' : '';
  return quoted(`${option.long ?? ''}[${text}]${value}`);
}

function zsh(program: Command): string {
  const groups = commandsOf(program).filter(inner => commandsOf(inner).length > 0);
  const cases = groups.map(group => `    ${group.name()}) _values 'command' ${words(group)} ;;`);
  return `#compdef llmsh
# completion of llmsh for zsh
_arguments -C \\
  ${optionsOf(program).map(zshOption).join(' \\\n  ')} \\
  ${quoted(`1: :(${words(program)})`)} '*:: :->rest'
if [[ $state == rest ]]; then
  case $line[1] in
${cases.join('\n')}
    *) _files ;;
  esac
fi
`;
}

function fish(program: Command): string {
  const describe = (command: Command): string => `-d ${quoted(command.description())}`;
  const top = commandsOf(program).map(
    inner => `complete -c llmsh -n __fish_use_subcommand -xa ${inner.name()} ${describe(inner)}`,
  );
  const nested = commandsOf(program).flatMap(group =>
    commandsOf(group).map(
      inner =>
        `complete -c llmsh -n '__fish_seen_subcommand_from ${group.name()}' -a ${inner.name()} ${describe(inner)}`,
    ),
  );
  const options = optionsOf(program).flatMap(option =>
    option.long === undefined ? [] : [`complete -c llmsh -l ${option.long.slice(2)} -d ${quoted(option.description)}`],
  );
  return `# completion of llmsh for fish\n${[...top, ...nested, ...options].join('\n')}\n`;
}

const folder = process.argv[2] ?? 'build/completions';
const program = buildProgram(processEnvironment(), async () => undefined, true);
mkdirSync(folder, { recursive: true });
for (const [shell, write] of Object.entries({ bash, zsh, fish })) {
  writeFileSync(join(folder, `llmsh.${shell}`), write(program));
}
