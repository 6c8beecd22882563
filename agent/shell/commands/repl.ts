import { displayText } from '../../../interfaces/display.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import { refuseReplaced } from '../environment/replaced.js';
import type { Shell } from '../session/shell-session.js';
import type { Terminal, Tty } from '../environment/environment.js';

const HELP =
  'Say what you want done; `exit` or ctrl-d leaves. Commands such as doctor run from the shell: llmsh doctor.';

/** one request after another; a failed one is said, and the next may come */
export async function runRepl(
  terminal: Terminal,
  shell: Omit<Shell, 'signal'>,
  handle: (request: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { screen } = shell;
  const tty = terminal.openTty();
  if (tty === undefined)
    throw new ShellError(EXIT.usage, 'there is no terminal to talk on: say what you want done, llmsh "your request"');
  // one that comes between two requests ends nothing
  const release = terminal.onInterrupt(() => {});
  shell.handOverInterrupts();
  try {
    await screen.note(HELP);
    return await converse(tty, shell, handle);
  } finally {
    release();
  }
}

async function converse(
  tty: Tty,
  shell: Omit<Shell, 'signal'>,
  handle: (request: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const history: string[] = [];
  for (;;) {
    shell.screen.clearStatus();
    const request = (await tty.editRequest(history))?.trim();
    if (request === undefined || request === 'exit' || request === 'quit') return EXIT.done;
    if (request === 'help') await shell.screen.note(HELP);
    else if (request !== '') {
      refuseReplaced(shell.terminal);
      await handleOne(request, shell, handle);
    }
  }
}

async function handleOne(
  request: string,
  { screen, terminal }: Omit<Shell, 'signal'>,
  handle: (request: string) => Promise<ExitCode>,
): Promise<void> {
  try {
    await handle(request);
  } catch (error) {
    refuseReplaced(terminal);
    if (!(error instanceof ShellError)) throw error;
    screen.clearStatus();
    await screen.note(displayText(error.message));
  }
}
