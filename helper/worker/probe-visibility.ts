import { readFileSync, readdirSync, statSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { PRIVATE_PATHS } from './private-paths.js';

/** true if a seccomp filter is active: setting our own nice value to its current value fails only under one */
export function hasSeccompFilter(): boolean {
  try {
    setPriority(0, getPriority(0));
    return false;
  } catch {
    return true;
  }
}

/** mount points that are not read-only */
export function listWritable(): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n');
  const mounts = lines.map(line => line.split(' '));
  // the last of several mounts at one place is the visible one
  const seen = new Map(mounts.map(([, , , , path = '', options = '']) => [path, options.split(',')]));
  return Array.from(seen).flatMap(([path, options]) => (options.includes('ro') ? [] : [path]));
}

export function listDevices(): string[] {
  return readdirSync('/dev');
}

// systemd replaces a hidden path by an object of mode 0
const HIDDEN = [...PRIVATE_PATHS, '/home', '/root', '/run/user'];

/** which of what is to be hidden in every cage, and of `more`, is in sight */
export function listVisible(more: readonly string[]): string[] {
  return [...HIDDEN, ...more].filter(path => (modeOf(path) & 0o777) !== 0);
}

function modeOf(path: string): number {
  try {
    return statSync(path).mode;
  } catch {
    // missing, or behind something that this process may not look into
    return 0;
  }
}

export function ownersOfProcesses(): number[] {
  const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  const uids = processes.flatMap(pid => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid ?? []);
  return Array.from(new Set(uids));
}
