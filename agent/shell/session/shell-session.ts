import type { Catalog } from '../../../interfaces/catalog.js';
import { withScripts } from '../../plan/run-script.js';
import { resolveModel, type ChosenModel } from '../environment/chosen-model.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import type { PolkitAgent } from '../environment/environment.js';
import { createScreen, type Screen } from '../terminal/screen.js';
import { loadSettings, type Settings } from '../environment/settings.js';
import type { Environment, Host, Terminal } from '../environment/environment.js';

const ONE_PRESS_MS = 400;

/** everything that a run of llmsh works with */
export interface Shell {
  readonly terminal: Terminal;
  readonly host: Host;
  readonly flags: Flags;
  readonly settings: Settings;
  /** the model that `settings.model` names */
  readonly model: ChosenModel;
  readonly screen: Screen;
  readonly catalog: Catalog;
  readonly polkitAgent: PolkitAgent;
  readonly signal: AbortSignal;
  /** from now on ctrl-c is a conversation's own matter */
  readonly handOverInterrupts: () => void;
  /** words of a plan without steps */
  readonly planned: { say?: string };
}

function makeScreen({ stdout, stderr, env }: Terminal, plain: boolean): Screen {
  const noColour = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return createScreen({ stdout, stderr, plain, noColour });
}

/** sets the run up, and takes it down whatever happens */
export async function withShell(
  flags: Flags,
  { terminal, host }: Environment,
  body: (shell: Shell) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { settings, warnings } = loadSettings(terminal, flags.settings);
  const screen = makeScreen(terminal, settings.plain);
  for (const warning of warnings) await screen.note(warning);
  const polkitAgent = host.polkitAgent();
  try {
    return await withInterrupt(terminal, (signal, handOverInterrupts) =>
      body({
        terminal,
        host,
        flags,
        settings,
        model: resolveModel(settings, settings.model),
        screen,
        catalog: withScripts(host.loadCatalog()),
        polkitAgent,
        signal,
        handOverInterrupts,
        planned: {},
      }),
    );
  } finally {
    polkitAgent.stop();
    screen.clearStatus();
  }
}

/** the same run with another model, by its name in the settings */
export function withModel(shell: Shell, name: string): Shell {
  return { ...shell, settings: { ...shell.settings, model: name }, model: resolveModel(shell.settings, name) };
}

/** hands ctrl-c to the work as a signal; the second one leaves at once, whatever is still going on */
async function withInterrupt<T>(
  terminal: Terminal,
  work: (signal: AbortSignal, release: () => void) => Promise<T>,
): Promise<T> {
  return await interruptible(terminal, work, () => process.exit(EXIT.interrupted));
}

/** the same within a conversation: the second ctrl-c leaves the request, and further ones change nothing */
export async function withInterruptedRequest<T>(
  terminal: Terminal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  let leave: (error: Error) => void = () => {};
  const left = new Promise<never>((_, reject) => (leave = reject));
  const going = new ShellError(EXIT.interrupted, 'Left; what was under way may still end: see llmsh history.');
  return await interruptible(
    terminal,
    signal => Promise.race([work(signal), left]),
    () => leave(going),
  );
}

async function interruptible<T>(
  terminal: Terminal,
  work: (signal: AbortSignal, release: () => void) => Promise<T>,
  again: () => void,
): Promise<T> {
  const controller = new AbortController();
  let last = 0;
  const release = terminal.onInterrupt(() => {
    // keys that are held down, or pressed in anger, are one
    const now = Date.now();
    const another = controller.signal.aborted && now - last > ONE_PRESS_MS;
    last = now;
    if (another) again();
    else controller.abort();
  });
  try {
    return await work(controller.signal, release);
  } finally {
    release();
  }
}
