import type { Catalog } from '../../../interfaces/catalog.js';
import { EXIT, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import type { PolkitAgent } from '../environment/polkit-agent.js';
import { createScreen, type Screen } from '../terminal/screen.js';
import { loadSettings, type Settings } from '../environment/settings.js';
import type { Environment } from '../environment/environment.js';

/** what every run of llmsh that may act has in hand */
export interface Shell {
  readonly world: Environment;
  readonly flags: Flags;
  readonly settings: Settings;
  readonly screen: Screen;
  readonly catalog: Catalog;
  readonly polkitAgent: PolkitAgent;
  readonly signal: AbortSignal;
  /** who made the last plan, where the agent says so */
  readonly planned: { by: string | undefined };
}

export function makeScreen(world: Environment, plain: boolean): Screen {
  const { stdout, stderr, env } = world;
  const noColour = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return createScreen({ stdout, stderr, plain, noColour });
}

/** sets the run up, and takes it down whatever happens */
export async function withShell(
  flags: Flags,
  world: Environment,
  body: (shell: Shell) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { settings, warnings } = loadSettings(world, flags.settings);
  const screen = makeScreen(world, settings.plain);
  for (const warning of warnings) await screen.note(warning);
  const polkitAgent = world.polkitAgent();
  try {
    return await withInterrupt(world, signal =>
      body({
        world,
        flags,
        settings,
        screen,
        catalog: world.catalog(),
        polkitAgent,
        signal,
        planned: { by: undefined },
      }),
    );
  } finally {
    polkitAgent.stop();
    screen.clearStatus();
  }
}

/** hands ctrl-c to the work as a signal; the second one leaves at once, whatever is still going on */
export async function withInterrupt<T>(world: Environment, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const release = world.onInterrupt(() => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  });
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}
