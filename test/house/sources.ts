import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export interface Source {
  readonly file: string;
  readonly text: string;
}

/** the typescript below `places`, as it is on disk: tracked files, and new ones that git does not ignore */
export function listSources(places: readonly string[] = ['helper', 'agent', 'interfaces']): readonly Source[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', ...places], { encoding: 'utf8' });
  return listed
    .split('\n')
    .filter(file => file.endsWith('.ts') && existsSync(file))
    .map(file => ({ file, text: readFileSync(file, 'utf8') }));
}

export function countLines({ text }: Source): number {
  return text.split('\n').length - 1;
}
