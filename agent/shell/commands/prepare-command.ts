import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { display } from '../../../interfaces/display.js';
import { ModelError } from '../../models/error.js';
import { belowFloor } from '../../models/quality-floor.js';
import { holdLock } from '../../models/lock.js';
import { locateModel } from '../../models/model-paths.js';
import type { ModelEntry } from '../../models/table.js';
import { digestOfWords } from '../../states/manifest.js';
import { SHARED_STATES } from '../../states/shared-states.js';
import { resolveModel } from '../environment/chosen-model.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Environment } from '../environment/environment.js';
import type { Flags } from '../environment/flags.js';
import { openModel } from '../model/agent-connection.js';
import { withMachineAgent } from '../model/machine-agent.js';
import { preparedPrefixes, warmUp } from '../planning/warm-up.js';
import { withModel, withShell, type Shell } from '../session/shell-session.js';
import { knownModel } from './model-command.js';

/** has a model that is here read what is the same for every request, so that nobody's first one waits for that */
export function prepareNamed(
  name: string | undefined,
  system: boolean,
  flags: Flags,
  environment: Environment,
): Promise<ExitCode> {
  return withShell(flags, environment, async shell => {
    const chosen = name === undefined ? shell.model : resolveModel(shell.settings, name);
    if (chosen.kind === 'endpoint')
      throw new ShellError(EXIT.usage, `${chosen.endpoint.name} is an endpoint: there is nothing to prepare here`);
    await prepareModel(knownModel(chosen.name, shell.terminal.env), system, shell);
    return EXIT.done;
  });
}

/** after a model was fetched: what cannot be prepared now is read at the first request */
export async function tryToPrepare(entry: ModelEntry, system: boolean, shell: Shell): Promise<void> {
  if (belowFloor(entry) !== undefined && !shell.settings.below_floor) return;
  try {
    await prepareModel(entry, system, shell);
  } catch (error) {
    if (!(error instanceof ShellError) || error.exitCode === EXIT.interrupted) throw error;
    const again = `llmsh model prepare ${entry.name}${system ? ' --system' : ''}`;
    await shell.screen.note(
      `Not prepared, so the first request takes longer: ${error.message}\nTo try again: ${again}`,
    );
  }
}

export async function prepareModel(entry: ModelEntry, system: boolean, shell: Shell): Promise<void> {
  const { terminal, screen } = shell;
  const wanted = withModel(shell, entry.name);
  if (terminal.uid === 0 && !system)
    throw new ShellError(EXIT.usage, 'root makes no plans: prepare it for everybody with --system, or as yourself');
  if (terminal.uid !== 0 && system)
    throw new ShellError(EXIT.usage, `for everybody, it needs root: sudo llmsh model prepare ${entry.name} --system`);
  screen.status('preparing the model …');
  try {
    await (system ? prepareForAll(entry, wanted) : prepareOwn(wanted));
  } finally {
    screen.clearStatus();
  }
  await screen.note(`${entry.title} is ready${system ? ' for everybody' : ''}.`);
}

async function prepareOwn(shell: Shell): Promise<void> {
  const agent = await openModel(shell);
  try {
    await warmUp(agent, shell, hooksOf(shell));
  } finally {
    await agent.close();
  }
}

async function prepareForAll({ name, title, sha256 }: ModelEntry, shell: Shell): Promise<void> {
  const prefixes = preparedPrefixes(shell);
  const words = prefixes.map(messages => digestOfWords(messages));
  await locateModel(name, shell.terminal.env).catch(rethrow);
  await mkdir(SHARED_STATES, { recursive: true, mode: 0o755 }).catch(rethrow);
  const release = await holdLock(join(SHARED_STATES, 'prepare.lock'), title).catch(rethrow);
  try {
    await withMachineAgent(shell.terminal, { model: sha256, words }, async agent => {
      // the lent uid has no settings of root's: it is told the model's own name
      const named = { ...shell, settings: { ...shell.settings, model: name } };
      await warmUp(agent, named, { ...hooksOf(shell), prefixes });
    });
  } finally {
    await release();
  }
}

function hooksOf({ screen, signal }: Shell): { signal: AbortSignal; onProgress: (text: string) => void } {
  return { signal, onProgress: text => screen.status(`preparing the model, ${display(text)}`) };
}

function rethrow(error: unknown): never {
  if (error instanceof ModelError) throw new ShellError(EXIT.noModel, error.message);
  throw new ShellError(
    EXIT.failed,
    `${SHARED_STATES} cannot be written: ${error instanceof Error ? error.message : ''}`,
  );
}
