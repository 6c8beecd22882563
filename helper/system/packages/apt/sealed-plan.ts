import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActualChange, PackagePlan } from '../manager.js';
import { parseWord } from './dpkg-status.js';

/** a line for each change, as `packaging/check-packages` spells what apt is about to do */
export function sealPlan({ changes }: Pick<PackagePlan, 'changes'>): string {
  return changes
    .map(({ name, architecture, from = '-', to = '-' }) => {
      const verb = to === '-' ? 'remove' : 'install';
      return `${[verb, name.split(':')[0], architecture, from, to].join(' ')}\n`;
    })
    .join('');
}

/** differences of two snapshots of the package database, in the order of names */
export function compareDatabases(before: string, after: string): ActualChange[] {
  const [old, now] = [parseSnapshot(before), parseSnapshot(after)];
  const native = nativeOf([...old.values(), ...now.values()]);
  return Array.from(new Set([...old.keys(), ...now.keys()]))
    .toSorted()
    .flatMap(key => {
      const [was, is] = [old.get(key), now.get(key)];
      if (was?.status === is?.status && was?.version === is?.version) return [];
      const { name, architecture } = was ?? is ?? { name: key, architecture: '' };
      const shown = [native, 'all'].includes(architecture) ? name : `${name}:${architecture}`;
      return [{ name: shown, from: present(was), to: present(is), status: parseWord(is?.status ?? 'not-installed') }];
    });
}

interface Row {
  readonly name: string;
  readonly architecture: string;
  readonly status: string;
  readonly version: string;
}

function parseSnapshot(text: string): Map<string, Row> {
  const rows = text.split('\n').map(line => line.split('\t'));
  return new Map(
    rows
      .filter(row => row.length === 4 && row[2] !== 'not-installed')
      .map(([name = '', architecture = '', status = '', version = '']) => [
        `${name}:${architecture}`,
        { name, architecture, status, version },
      ]),
  );
}

function nativeOf(rows: readonly Row[]): string | undefined {
  return rows.find(({ name }) => name === 'dpkg')?.architecture;
}

// configuration that was left behind is no package
function present(row: Row | undefined): string | undefined {
  return row === undefined || row.status === 'config-files' ? undefined : row.version;
}

/** the plan as it was shown, in a file that only root reads or writes, and beside it the database as apt found and left it */
export class SealedFile {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async write(directory: string, id: string, plan: PackagePlan): Promise<SealedFile> {
    const path = join(directory, `${id}.packages`);
    await writeFile(path, sealPlan(plan), { mode: 0o600, flag: 'wx' });
    return new SealedFile(path);
  }

  /** the real changes; without the first snapshot dpkg was never run. `now` where the second was not taken */
  async difference(now: () => Promise<string>): Promise<ActualChange[]> {
    const read = (name: string) => readFile(`${this.path}.${name}`, 'utf8').catch(() => undefined);
    const before = await read('before');
    return before === undefined ? [] : compareDatabases(before, (await read('after')) ?? (await now()));
  }

  async remove(): Promise<void> {
    const paths = ['', '.before', '.after'].map(ending => this.path + ending);
    await Promise.all(paths.map(path => rm(path, { force: true })));
  }
}
