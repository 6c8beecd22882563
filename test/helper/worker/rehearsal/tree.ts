import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Actor } from '../../../../helper/worker/rehearsal/protocol.js';
import { AS_ROOT, type Bench } from './bench.js';

/** directories that are root's alone, from / down: root follows no other */
export function makeHomes(): () => string {
  const homes: string[] = [];
  afterAll(() => {
    for (const path of homes) rmSync(path, { recursive: true, force: true });
  });
  return () => {
    const home = mkdtempSync('/opt/rehearsed-');
    chmodSync(home, 0o755);
    homes.push(home);
    return home;
  };
}

export interface Rehearsed {
  readonly store: string;
  readonly digest: string;
}

export async function rehearse(bench: Bench, script: string, actor: Actor = AS_ROOT): Promise<Rehearsed> {
  const store = bench.place();
  const reply = await bench.rehearse(script, { store, actor });
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.text}`);
  return { store, digest: reply.digest };
}

export async function apply(
  bench: Bench,
  { store, digest }: Rehearsed,
  actor: Actor = AS_ROOT,
  denied: readonly string[] = [],
  code: readonly string[] = [],
) {
  const journal = bench.place();
  const reply = await bench.ask({
    op: 'apply',
    actor,
    store,
    digest,
    denied,
    code,
    data: [],
    journal,
    token: 'token-1',
  });
  return { journal, reply };
}

export const progress = (journal: string): string => readFileSync(join(journal, 'progress'), 'utf8');

/** all there is to see of a tree, as text */
export function picture(path: string): string {
  const stats = lstatSync(path);
  const facts = `${path} ${stats.mode.toString(8)} ${stats.uid}:${stats.gid}`;
  if (stats.isSymbolicLink()) return `${facts} -> ${readlinkSync(path)}\n`;
  if (stats.isFile()) return `${facts} ${readFileSync(path, 'utf8')}\n`;
  return `${facts}\n${readdirSync(path)
    .toSorted()
    .map(name => picture(join(path, name)))
    .join('')}`;
}

export function furnish(home: string): void {
  mkdirSync(`${home}/tree/deep`, { recursive: true });
  writeFileSync(`${home}/tree/deep/file`, 'deep');
  symlinkSync('deep', `${home}/tree/link`);
  writeFileSync(`${home}/edited`, 'one\n');
  writeFileSync(`${home}/modes`, 'm');
  chmodSync(`${home}/modes`, 0o640);
  mkdirSync(`${home}/turned`);
}

export const SCRIPT = `echo two > edited; rm -r tree; mkdir -p new/dir; echo x > new/dir/x; chmod 750 new; ln -s dir new/l; chmod 600 modes; chown 7:8 modes; rmdir turned; echo file > turned`;
