import { readdirSync, statSync } from 'node:fs';
import { listAttributes } from '../calls/list-attributes.js';
import { refusal } from '../errno.js';
import { MAX_CHANGES } from './protocol.js';
import { toName } from './look.js';
import type { Layer } from './stage.js';

export interface TouchedLayer {
  readonly mount: string;
  /** names in each directory of the upper layer; the directory as a path from its top, which is empty */
  readonly names: Readonly<Record<string, readonly string[]>>;
  /** directories, as paths from its top, that had another name before: what is in them is below another place */
  readonly renamed: readonly string[];
}

// the kernel's own note; a script cannot write it
const RENAMED = 'trusted.overlay.redirect';

const MOST = 2 * MAX_CHANGES;

/** names that a script touched in a file system, changed or not */
export function readTouched({ mount, upper, top }: Layer): TouchedLayer {
  refuseChangedTop({ mount, upper, top });
  const names: Record<string, string[]> = {};
  let count = 0;
  const read = (inside: string): void => {
    const entries = readdirSync(upper + inside, { withFileTypes: true, encoding: 'buffer' });
    count += entries.length;
    if (count > MOST) throw refusal('unfit', `it touches more than ${MOST} files`);
    const found = entries.map(entry => ({ name: toName(entry.name, mount + inside), directory: entry.isDirectory() }));
    names[inside] = found.map(({ name }) => name);
    for (const { name, directory } of found) if (directory) read(`${inside}/${name}`);
  };
  read('');
  return { mount, names, renamed: findRenamed(upper, Object.keys(names)) };
}

function findRenamed(upper: string, directories: readonly string[]): string[] {
  const attributes = listAttributes(directories.map(inside => upper + inside));
  return directories.filter((_, index) => attributes[index]?.includes(RENAMED) === true);
}

// no change set holds the top of a file system
function refuseChangedTop({ mount, upper, top }: Layer): void {
  const is = statSync(upper);
  const given = listAttributes([upper]).some(names => names.some(name => !name.startsWith('trusted.')));
  if (top.uid === is.uid && top.gid === is.gid && top.mode === is.mode && !given) return;
  throw refusal('unfit', `it changes ${mount}, where a file system begins, so none of it is done`);
}
