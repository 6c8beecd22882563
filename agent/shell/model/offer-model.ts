import { mkdir } from 'node:fs/promises';
import { ModelError } from '../../models/error.js';
import { locateModel, ownModelsDirectory } from '../../models/model-paths.js';
import { findModel, type ModelEntry } from '../../models/table.js';
import { EXIT, ModelMissing, ShellError } from '../environment/exit-codes.js';
import { fetchModel, megabytes } from './model-fetch.js';
import { reflexStandsIn } from '../planning/reflex-policy.js';
import type { Shell } from '../session/shell-session.js';

/** a model that is not there is offered once, on a tty; nobody downloads a gigabyte unasked */
export async function ensureModel(name: string, shell: Shell): Promise<void> {
  const { terminal } = shell;
  try {
    await locateModel(name, terminal.env);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const entry = findModel(name);
    if (error.code !== 'model_missing' || !entry) throw new ShellError(EXIT.noModel, error.message);
    if (await reflexStandsIn(shell)) {
      // the agent's cage has it only where it was there when the agent started: what is fetched later is seen as well
      await mkdir(ownModelsDirectory(terminal.env), { recursive: true, mode: 0o700 }).catch(() => undefined);
      return;
    }
    await fetchOffered(entry, { first: 'There is no language model on this machine yet.', error }, shell);
  }
}

/** offers to fetch the larger model where only the small one is here, and asks again with it */
export async function retryWithLargerModel<T>(shell: Shell, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const entry = shell.model.kind === 'local' ? findModel(shell.model.name) : undefined;
    if (!(error instanceof ModelMissing) || !entry) throw error;
    const first = 'The small model did not plan this, and the larger one is not on this machine yet.';
    await fetchOffered(entry, { first, error }, shell);
    return await ask();
  }
}

interface Missing {
  /** said first where somebody is there to be asked */
  readonly first: string;
  /** said where nobody is */
  readonly error: Error;
}

async function fetchOffered(entry: ModelEntry, missing: Missing, shell: Shell): Promise<void> {
  const { terminal, screen, signal } = shell;
  await offer(entry, missing, shell);
  await fetchModel({ name: entry.name, directory: ownModelsDirectory(terminal.env), screen, signal });
  await screen.note('The model is here. Its first request takes some seconds longer than the next ones.');
}

async function offer(entry: ModelEntry, { first, error }: Missing, { terminal, screen, flags, signal }: Shell) {
  const tty = flags.json ? undefined : terminal.openTty();
  if (!tty) throw new ShellError(EXIT.noModel, error.message);
  await screen.note(
    [
      first,
      `  ${entry.title}, ${megabytes(entry.bytes)}, licence ${entry.licence}`,
      `  from ${describeSources(entry)}; its sha256 is checked`,
      `  to   ${ownModelsDirectory(terminal.env)}`,
    ].join('\n'),
  );
  const answer = await tty.ask('Get it now? [y/N] ', signal);
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) return;
  throw new ShellError(
    EXIT.noModel,
    `without it there is no plan of this; later: llmsh model pull ${entry.name} (or, for everybody: sudo llmsh model pull --system)`,
  );
}

export function describeSources({ hub, wheels }: ModelEntry): string {
  const sources = [
    ...(hub === undefined ? [] : ['the hugging face hub']),
    ...(wheels === undefined ? [] : ['pypi wheels']),
  ];
  return sources.join(', else ') || 'a file of your own (llmsh model add)';
}
