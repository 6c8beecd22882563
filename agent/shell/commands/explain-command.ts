import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import { readGivenTexts } from '../planning/request-input.js';
import type { Flags } from '../environment/flags.js';
import { WHERE } from './hook-command.js';
import { refuseRoot } from './request-command.js';
import { withShell, type Shell } from '../session/shell-session.js';
import { talkAbout } from './talk.js';
import type { Environment, Terminal } from '../environment/environment.js';

const QUESTION =
  'A command failed. Say in a few sentences what went wrong, and the one command that most likely helps. Do not guess facts.';

/** words about the last command that failed; nothing is carried out */
export function explainLast(flags: Flags, environment: Environment): Promise<ExitCode> {
  return withShell(flags, environment, async shell => {
    refuseRoot(environment);
    const given = await readGivenTexts(shell);
    const failed = lastCommand(shell);
    if (failed === undefined && given.length === 0) throw notKnown(environment.terminal);
    const named = given.map(each => ({ ...each, label: each.label ?? 'its output' }));
    return await talkAbout({ request: QUESTION, data: failed === undefined ? [] : [failed] }, named, shell);
  });
}

function lastCommand({ terminal }: Shell): { label: string; text: string } | undefined {
  const { LLMOS_LAST_COMMAND: command = '', LLMOS_LAST_STATUS: status = '' } = terminal.env;
  if (command === '') return undefined;
  const how = /^\d{1,3}$/.test(status) ? `exit status ${status}` : 'it failed';
  return { label: 'the command', text: `${command}\n(${how}, in ${terminal.cwd})` };
}

function notKnown({ env }: Terminal): ShellError {
  const shell = (env['SHELL'] ?? '').split('/').at(-1) ?? '';
  const how = WHERE[shell] ?? Object.values(WHERE).join('\n');
  return new ShellError(
    EXIT.usage,
    `no failed command is known here: give its output (command 2>&1 | llmsh explain), or let your shell tell it, ${how}`,
  );
}
