import { readFileSync } from 'node:fs';
import { refusal } from '../errno.js';

/** number of a user by name or number; `undefined` for the empty name */
export function userId(name: string): number | undefined {
  return idIn('/etc/passwd', 'user', name);
}

export function groupId(name: string): number | undefined {
  return idIn('/etc/group', 'group', name);
}

function idIn(file: string, what: string, name: string): number | undefined {
  if (name === '') return undefined;
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .map(line => line.split(':'));
  const row = rows.find(([known]) => known === name);
  const id = row?.[2] ?? (/^\d{1,9}$/.test(name) ? name : undefined);
  if (id !== undefined) return Number(id);
  throw refusal('ENOENT', `there is no ${what} ${name}`);
}
