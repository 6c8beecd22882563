import { homedir } from 'node:os';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export const SYSTEM_MODELS = '/var/lib/llm-os/models';
/** models that come with a package */
const PACKAGED_MODELS = '/usr/share/llm-os/models';

/** directory of the user's own models */
export function ownModelsDirectory(env: Environment = process.env): string {
  const data = env['XDG_DATA_HOME'];
  return join(data === undefined || data === '' ? join(homedir(), '.local/share') : data, 'llm-os/models');
}

/** 0700, made when first written to */
export function cacheDirectory(env: Environment = process.env): string {
  const given = env['CACHE_DIRECTORY'];
  if (given !== undefined && given !== '') return given.split(':')[0] ?? given;
  const cache = env['XDG_CACHE_HOME'];
  return join(cache === undefined || cache === '' ? join(homedir(), '.cache') : cache, 'llm-os');
}

export function modelDirectories(env: Environment = process.env): string[] {
  const only = env['LLMOS_MODELS'];
  return only === undefined || only === '' ? [ownModelsDirectory(env), SYSTEM_MODELS, PACKAGED_MODELS] : [only];
}
