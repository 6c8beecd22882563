import { createInterface } from 'node:readline';
import { displayText } from '../../../interfaces/display.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Shell } from '../session/shell-session.js';
import type { Terminal } from '../environment/environment.js';

const HELP =
  'Say what you want done; `exit` or ctrl-d leaves. Commands such as doctor run from the shell: llmsh doctor.';

/** one request after another; a failed one is said, and the next may come */
export async function runRepl(
  terminal: Terminal,
  shell: Omit<Shell, 'signal'>,
  handle: (request: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { screen } = shell;
  if (terminal.stdin.isTTY === true) await screen.note(HELP);
  let history: string[] = [];
  for (;;) {
    const line = await readLine(terminal, history, newHistory => {
      history = newHistory;
    });
    const request = line?.trim();
    if (request === undefined || request === 'exit' || request === 'quit') return EXIT.done;
    if (request === 'help') await screen.note(HELP);
    else if (request !== '') await handleOne(request, shell, handle);
  }
}

async function handleOne(
  request: string,
  { screen }: Omit<Shell, 'signal'>,
  handle: (request: string) => Promise<ExitCode>,
): Promise<void> {
  try {
    await handle(request);
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    screen.clearStatus();
    await screen.note(displayText(error.message));
  }
}

// a fresh one each time: between two requests the terminal belongs to our questions and to polkit's agent
function readLine(
  { stdin }: Terminal,
  history: readonly string[],
  keep: (history: string[]) => void,
): Promise<string | undefined> {
  const isTty = stdin.isTTY === true;
  const lines = createInterface({
    input: stdin,
    ...(isTty ? { output: process.stderr } : {}),
    terminal: isTty,
    prompt: 'llmsh> ',
    history: [...history],
    historySize: 500,
  });
  lines.on('history', keep);
  lines.prompt();
  return new Promise(resolve => {
    // ctrl-c empties the line, as in any shell; on an empty one it leaves
    lines.on('SIGINT', () => {
      if (lines.line === '') lines.close();
      else lines.write(null, { ctrl: true, name: 'u' });
    });
    lines.once('line', line => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () => resolve(undefined));
  });
}
