import type { Catalog } from '../../interfaces/catalog.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { Flags } from './flags.js';
import type { PolkitAgent } from './polkit-agent.js';
import { createScreen, type Screen } from './screen.js';
import { loadSettings, type Settings } from './settings.js';
import type { World } from './world.js';

/** what every run of llmsh that may act has in hand */
export interface Shell {
  readonly world: World;
  readonly flags: Flags;
  readonly settings: Settings;
  readonly screen: Screen;
  readonly catalog: Catalog;
  readonly polkitAgent: PolkitAgent;
  readonly signal: AbortSignal;
}

export function makeScreen(world: World, plain: boolean): Screen {
  const { stdout, stderr, env } = world;
  const noColour = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return createScreen({ stdout, stderr, plain, noColour });
}

/** sets the run up, hands ctrl-c to it as a signal, and takes it down whatever happens */
export async function withShell(
  flags: Flags,
  world: World,
  body: (shell: Shell) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { settings, warnings } = loadSettings(world, flags.settings);
  const screen = makeScreen(world, settings.plain);
  for (const warning of warnings) await screen.note(warning);
  const controller = new AbortController();
  const release = world.onInterrupt(() => {
    // the second ctrl-c leaves at once, whatever is still going on
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  });
  const polkitAgent = world.polkitAgent();
  try {
    return await body({
      world,
      flags,
      settings,
      screen,
      catalog: world.catalog(),
      polkitAgent,
      signal: controller.signal,
    });
  } finally {
    release();
    polkitAgent.stop();
    screen.clearStatus();
  }
}
