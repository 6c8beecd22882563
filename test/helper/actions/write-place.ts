import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOBODY } from './call-action.js';

/** a directory of the caller's and one of root's, both below what is root's alone, as /tmp is not */
export class WritePlace {
  readonly root = mkdtempSync('/srv/write-file-test-');
  readonly own = join(this.root, 'own');
  readonly roots = join(this.root, 'etc');

  constructor() {
    chmodSync(this.root, 0o755);
    for (const directory of [this.own, this.roots]) mkdirSync(directory);
    chownSync(this.own, NOBODY, NOBODY);
  }

  mine(name: string, content: string, mode = 0o644): string {
    const path = join(this.own, name);
    writeFileSync(path, content);
    chownSync(path, NOBODY, NOBODY);
    chmodSync(path, mode);
    return path;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
