import { shellWord } from '../../../interfaces/shell-word.js';
import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { displayText } from '../../../interfaces/display.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import type { Terminal } from '../environment/environment.js';

const UNIT = 'llmos-agent.socket';
const START_MS = 10_000;

/** path of the agent's socket, whether or not it is there yet */
export function agentSocketPath(terminal: Terminal): string {
  const runtime = terminal.env['XDG_RUNTIME_DIR'] ?? join('/run/user', String(terminal.uid));
  return join(runtime, 'llm-os', 'agent.sock');
}

/** a socket that only we can have made, started through the user manager where it is missing */
export async function ensureAgentSocket(terminal: Terminal): Promise<string> {
  const path = agentSocketPath(terminal);
  if (isOurs(terminal, path)) return path;
  await startSocket(terminal);
  if (isOurs(terminal, path)) return path;
  throw new ShellError(
    EXIT.noModel,
    `${UNIT} started, but there is no socket at ${path}; try: systemctl --user status ${UNIT}`,
  );
}

/** asks the user manager for the socket unit */
async function startSocket(terminal: Terminal): Promise<void> {
  const args = ['--user', 'start', UNIT];
  const result = await terminal.runProgram('systemctl', args, { timeoutMs: START_MS }).catch(() => undefined);
  if (result?.exitCode === 0) return;
  const said = displayText(result?.stderr.trim() ?? 'systemctl is missing');
  throw new ShellError(
    EXIT.noModel,
    `the language model's socket could not be started: ${said}\n${cureFor(said, terminal)}`,
  );
}

function cureFor(said: string, terminal: Terminal): string {
  if (/not found|not loaded|does not exist/i.test(said)) {
    return `the unit ${UNIT} is not installed; install llm-os again`;
  }
  return (
    `there is no user manager for ${terminal.userName}: log in on a console, at a desktop or over ssh instead of su or sudo, ` +
    `or have an administrator run: loginctl enable-linger ${shellWord(terminal.userName)}\n` +
    'without one the model has no cage; --uncaged-agent runs it without, as yourself'
  );
}

/** false where it is missing; anybody else's directory or socket is refused, since our words would go to them */
function isOurs(terminal: Terminal, path: string): boolean {
  const directory = statOrNothing(join(path, '..'));
  if (!directory) return false;
  if (!directory.isDirectory() || directory.uid !== terminal.uid || (directory.mode & 0o077) !== 0) {
    throw new ShellError(
      EXIT.noModel,
      `${join(path, '..')} is not a private directory of ${terminal.userName}; remove it, then try again`,
    );
  }
  const socket = statOrNothing(path);
  if (!socket) return false;
  if (socket.isSocket() && socket.uid === terminal.uid) return true;
  throw new ShellError(EXIT.noModel, `${path} is not a socket of ${terminal.userName}; remove it, then try again`);
}

function statOrNothing(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
