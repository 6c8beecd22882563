import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { scriptWord, shellWord } from '../../../interfaces/shell-word.js';
import type { Rehearsal, RehearsalsClient } from '../../operator-client/rehearsals.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Environment, Terminal } from '../environment/environment.js';
import type { Flags } from '../environment/flags.js';
import { answerOf, asking } from '../execution/asking.js';
import { viewOf } from '../execution/change-view.js';
import { confirmPlan } from '../execution/confirm.js';
import { rehearseScript, withRehearsals } from '../execution/rehearse.js';
import { withShell, type Shell } from '../session/shell-session.js';
import { rehearsalToJson, showRehearsal } from '../terminal/rehearsal-text.js';

export interface RehearseFlags {
  /** as root, which asks for a password first */
  readonly root?: boolean;
}

const MAX_SCRIPT_BYTES = 65_536;

/** runs a command or a script in a copy of the machine, shows what it would change, and makes those changes after a yes */
export function rehearse(
  words: readonly string[],
  own: RehearseFlags,
  flags: Flags,
  environment: Environment,
): Promise<ExitCode> {
  const script = readScript(words, environment.terminal) ?? words.map(scriptWord).join(' ');
  return withShell(flags, environment, async shell =>
    withRehearsals(environment.host, client => run(client, script, own.root === true, shell)),
  );
}

async function run(client: RehearsalsClient, script: string, root: boolean, shell: Shell): Promise<ExitCode> {
  const { host, screen, flags } = shell;
  const rehearsal = answerOf(await rehearseScript(client, { script, cwd: host.cwd, root }, shell));
  const view = await viewOf(rehearsal, root, host);
  if (!flags.json) await showRehearsal(rehearsal, view, screen, 'result');
  const decided = await decide(rehearsal, shell);
  const record = decided === 'apply' ? await asking(shell, true, () => client.apply(rehearsal)) : undefined;
  if (record === undefined) await client.drop(rehearsal.id).catch(() => {});
  const told = { version: 1, ...(await rehearsalToJson(rehearsal, view, record)) };
  if (flags.json) await screen.result(`${JSON.stringify(told)}\n`);
  else if (record !== undefined) await screen.note(`${screen.paint.green('done')}; llmsh undo ${record} takes it back`);
  return decided === 'apply' || decided === 'nothing' ? EXIT.done : decided;
}

async function decide(
  rehearsal: Rehearsal,
  { flags, terminal, signal, screen }: Shell,
): Promise<'apply' | 'nothing' | ExitCode> {
  if (rehearsal.changes.length === 0) return 'nothing';
  if (flags.yes) return 'apply';
  if (flags.dryRun || flags.json) return 'nothing';
  const answer = await confirmPlan(terminal, false, signal, 'Make these changes?');
  if (answer === 'yes') return 'apply';
  const nobody = 'Not confirmed: no terminal to ask on; --yes confirms.';
  await screen.note(answer === 'nobody' ? nobody : 'Nothing was changed.');
  return answer === 'interrupted' ? EXIT.interrupted : EXIT.notConfirmed;
}

// one word that names a script is its text; everything else is a command
function readScript([file = '', ...others]: readonly string[], { cwd }: Pick<Terminal, 'cwd'>): string | undefined {
  const path = resolve(cwd, file);
  if (others.length > 0 || !isFile(path)) return undefined;
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  const [, interpreter] = /^#!\s*(\S+(?:[ \t]+\S+)?)/.exec(text) ?? [];
  if (bytes.includes(0) || (interpreter === undefined && !file.endsWith('.sh'))) return undefined;
  if (bytes.length > MAX_SCRIPT_BYTES) {
    const command = `llmsh rehearse -- sh ${shellWord(file)}`;
    throw new ShellError(EXIT.usage, `the script is longer than ${MAX_SCRIPT_BYTES} bytes: ${command}`);
  }
  if (interpreter === undefined || /(^|[/\s])(sh|dash)$/.test(interpreter)) return text;
  const command = `llmsh rehearse -- ${interpreter.split(/[/\s]/).at(-1) ?? ''} ${shellWord(file)}`;
  throw new ShellError(EXIT.usage, `the script is for ${interpreter}: ${command}`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
