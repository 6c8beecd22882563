import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { scriptWord, shellWord } from '../../../interfaces/shell-word.js';
import { displayText } from '../../../interfaces/display.js';
import { openRehearsals, type Rehearsal, type RehearsalsClient } from '../../operator-client/rehearsals.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Environment, Terminal } from '../environment/environment.js';
import type { Flags } from '../environment/flags.js';
import { confirmPlan } from '../execution/confirm.js';
import { withShell, type Shell } from '../session/shell-session.js';
import { renderChanges } from '../terminal/change-set.js';
import { asking } from './history-command.js';

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
  return withShell(flags, environment, async shell => {
    const bus = await environment.host.connectBus().catch(() => {
      throw new ShellError(EXIT.noHelper, 'the system bus cannot be reached; see llmsh doctor');
    });
    try {
      return await run(openRehearsals(bus), script, own.root === true, shell);
    } finally {
      bus.close();
    }
  });
}

async function run(client: RehearsalsClient, script: string, root: boolean, shell: Shell): Promise<ExitCode> {
  const { host, screen, flags, signal } = shell;
  const job = `llmsh-${randomBytes(8).toString('hex')}`;
  const cancel = (): void => void client.cancel(job).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  screen.status('rehearsing …');
  const asks = root && host.uid !== 0;
  const rehearsal = await asking(shell, asks, () => client.rehearse(script, { cwd: host.cwd, root, job }));
  screen.clearStatus();
  if (!flags.json) await show(rehearsal, shell);
  const decided = await decide(rehearsal, shell);
  const record = decided === 'apply' ? await asking(shell, true, () => client.apply(rehearsal)) : undefined;
  if (record === undefined) await client.drop(rehearsal.id).catch(() => {});
  if (flags.json) await screen.result(`${JSON.stringify(toJson(rehearsal, record))}\n`);
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

async function show(
  { stdout, stderr, exitStatus, summary, changes, readOnly, truncated }: Rehearsal,
  { screen }: Shell,
) {
  if (stdout !== '') await screen.untrusted('result', displayText(stdout));
  if (stderr !== '') await screen.untrusted('output', displayText(stderr));
  if (truncated) await screen.note('Its output was longer, and is cut.');
  const how = exitStatus === 0 ? '' : screen.paint.yellow(` (the script ended with ${exitStatus})`);
  await screen.note(screen.paint.bold(`  ${summary}`) + how);
  for (const line of renderChanges(changes)) await screen.note(line);
  if (readOnly.length > 0)
    await screen.note(`  read only in the copy: ${readOnly.map(path => displayText(path)).join(', ')}`);
  await screen.note('  There is no network in a rehearsal, and nothing of the running system: only files are shown.');
}

function toJson(rehearsal: Rehearsal, record: string | undefined) {
  const { exitStatus, stdout, stderr, truncated, digest, readOnly, changes } = rehearsal;
  return {
    version: 1,
    exit_status: exitStatus,
    stdout,
    stderr,
    truncated,
    undo: changes.length === 0 ? 'nothing to undo' : 'yes',
    digest,
    read_only: readOnly,
    applied: record !== undefined,
    ...(record !== undefined && { record }),
    changes,
  };
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
