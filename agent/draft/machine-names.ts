import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSimilar } from '../plan/request-checks/fuzzy-match.js';
import { words } from '../plan/request-checks/request-tokens.js';

const MOST = 6;
const SHORTEST = 4;
// a longer request is a text, and each word is compared with thousands of names
const MOST_WORDS = 40;
const UNIT_FOLDERS = ['etc/systemd/system', 'usr/lib/systemd/system', 'lib/systemd/system'];

/** names of units, packages, users and interfaces that resemble a word of the request without being it */
export function resemblingNames(request: string, root = '/'): string[] {
  const spoken = [...new Set(words(request.toLowerCase()))]
    .filter(word => word.length >= SHORTEST)
    .slice(0, MOST_WORDS);
  const found = new Set<string>();
  for (const name of machineNames(root)) {
    const stem = name.replace(/\.service$/u, '').toLowerCase();
    if (spoken.includes(stem) || spoken.includes(name)) continue;
    if (stem.length >= SHORTEST && spoken.some(word => isSimilar(stem, word))) found.add(name);
    if (found.size === MOST) break;
  }
  return [...found];
}

function machineNames(root: string): string[] {
  const units = UNIT_FOLDERS.flatMap(folder => list(join(root, folder))).filter(name => name.endsWith('.service'));
  const packages = list(join(root, 'var/lib/dpkg/info'))
    .filter(name => name.endsWith('.list'))
    .map(name => name.slice(0, -'.list'.length).replace(/:\w+$/u, ''));
  return [...new Set([...units, ...users(root), ...list(join(root, 'sys/class/net')), ...packages])];
}

function users(root: string): string[] {
  return read(join(root, 'etc/passwd'))
    .split('\n')
    .map(line => line.split(':'))
    .filter(([, , uid]) => Number(uid) >= 1000 && Number(uid) < 65_000)
    .map(([name = '']) => name);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
