import { mkdir } from 'node:fs/promises';
import { ModelError } from '../models/error.js';
import { locateModel, ownModelsDirectory } from '../models/places.js';
import { findModel, type ModelEntry } from '../models/table.js';
import { EXIT, ShellError } from './exit-codes.js';
import { fetchModel, megabytes } from './model-fetch.js';
import { reflexStandsIn } from './reflex-use.js';
import type { Shell } from './shell-session.js';

/** a model that is not there is offered once, on a terminal; nobody downloads a gigabyte unasked */
export async function ensureModel(shell: Shell): Promise<void> {
  const { world, settings, screen, signal } = shell;
  try {
    await locateModel(settings.model, world.env);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const entry = findModel(settings.model);
    if (error.code !== 'model_missing' || !entry) throw new ShellError(EXIT.noModel, error.message);
    const directory = ownModelsDirectory(world.env);
    if (await reflexStandsIn(shell)) {
      // the agent's cage has it only where it was there when the agent started: what is fetched later is seen as well
      await mkdir(directory, { recursive: true, mode: 0o700 }).catch(() => undefined);
      return;
    }
    await offer(entry, error, shell);
    await fetchModel({ name: entry.name, directory, screen, signal });
    await screen.note('The model is here. Its first request takes some seconds longer than the next ones.');
  }
}

async function offer(entry: ModelEntry, error: ModelError, { world, screen, flags, signal }: Shell): Promise<void> {
  const terminal = flags.json ? undefined : world.openTerminal();
  if (!terminal) throw new ShellError(EXIT.noModel, error.message);
  await screen.note(
    [
      'There is no language model on this machine yet.',
      `  ${entry.title}, ${megabytes(entry.bytes)}, licence ${entry.licence}`,
      `  from ${describeSources(entry)}; its sha256 is checked`,
      `  to   ${ownModelsDirectory(world.env)}`,
    ].join('\n'),
  );
  const answer = await terminal.ask('Get it now? [y/N] ', signal);
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) return;
  throw new ShellError(
    EXIT.noModel,
    `without a model there are no plans; later: llmsh model pull ${entry.name} (or, for everybody: sudo llmsh model pull --system)`,
  );
}

export function describeSources({ hub, wheels }: ModelEntry): string {
  const sources = [
    ...(hub === undefined ? [] : ['the hugging face hub']),
    ...(wheels === undefined ? [] : ['pypi wheels']),
  ];
  return sources.join(', else ') || 'a file of your own (llmsh model add)';
}
