import { parseArgs } from 'node:util';
import { ModelError } from './error.js';
import { ownModelsDirectory } from './directories.js';
import { pullModel } from './pull.js';
import type { PullProgress } from './pull-context.js';

const USAGE = 'usage: cli.js pull [--name default|small|tiny] [--dir DIRECTORY]';

// for set-up scripts, which have no shell of ours yet: prints the path of the model
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string', default: 'default' }, dir: { type: 'string' } },
  });
  if (positionals.join(' ') !== 'pull') throw new Error(USAGE);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => stop.abort(new Error('stopped: what has come stays, the next try goes on from there')));
  }
  const path = await pullModel({
    name: values.name,
    directory: values.dir ?? ownModelsDirectory(),
    signal: stop.signal,
    onNote: text => process.stderr.write(`${text}\n`),
    onProgress: everyTenth(percent => process.stderr.write(`${percent}%\n`)),
  });
  process.stdout.write(`${path}\n`);
}

function everyTenth(report: (percent: number) => void): (progress: PullProgress) => void {
  let shown = 0;
  return ({ done, total }) => {
    const percent = Math.floor((10 * done) / total) * 10;
    if (percent > shown) report(percent);
    shown = Math.max(shown, percent);
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(error instanceof ModelError && error.code === 'no_source' ? 8 : 1);
});
