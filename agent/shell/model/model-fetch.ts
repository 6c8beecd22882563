import { display } from '../../../interfaces/display.js';
import { ModelError } from '../../models/error.js';
import type { PullProgress } from '../../models/pull-context.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import type { Screen } from '../terminal/screen.js';

export interface FetchOptions {
  readonly name: string;
  readonly directory: string;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** brings a model here, with a bar; a cut-off download goes on from where it stopped */
export async function fetchModel({ name, directory, screen, signal }: FetchOptions): Promise<string> {
  const bar = createBar(screen);
  try {
    // the model library comes along with it, and nobody else needs that here
    const { pullModel } = await import('../../models/pull.js');
    const path = await pullModel({
      name,
      directory,
      signal,
      onNote: text => void screen.note(display(text)),
      onProgress: progress => bar(progress),
    });
    screen.clearStatus();
    return path;
  } catch (error) {
    screen.clearStatus();
    if (signal.aborted) {
      throw new ShellError(
        EXIT.interrupted,
        `stopped; what has come stays, and llmsh model pull ${name} goes on from there`,
      );
    }
    throw error instanceof ModelError ? new ShellError(EXIT.noModel, error.message) : error;
  }
}

/** on a terminal a bar that is redrawn, elsewhere a line for each tenth */
function createBar(screen: Screen): (progress: PullProgress) => void {
  let shown = -1;
  return ({ done, total }) => {
    const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
    const step = screen.interactive ? percent : percent - (percent % 10);
    if (step === shown) return;
    shown = step;
    const filled = Math.round(step / 5);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(20 - filled)}]`;
    screen.status(`${bar} ${step}% of ${megabytes(total)}`);
  };
}

export function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
