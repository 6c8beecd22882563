import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { writeFile } from '../../../helper/actions/files/write-file.js';
import { attack } from '../../attack/attack.js';
import { callAction, contextOf } from '../actions/call-action.js';
import { WritePlace } from '../actions/write-place.js';
import { LocalUnits } from './local-units.js';
import { bundleWorker } from './worker-bundle.js';

const worker = bundleWorker();
const OTHER = 4242;
// access lists as the kernel takes them, since no program for them need be there
const PYTHON = `import os, sys, struct
def acl(*entries): return struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *entry) for entry in entries)
N = 0xffffffff
NAMED = acl((1, 6, N), (2, 4, ${OTHER}), (4, 4, N), (16, 4, N), (32, 0, N))
path = sys.argv[1]
`;

function python(path: string, script: string): string {
  return execFileSync('python3', ['-c', PYTHON + script, path], { encoding: 'utf8' }).trim();
}

const show = (path: string) =>
  python(
    path,
    'print({n: os.getxattr(path, n).hex() for n in sorted(os.listxattr(path))}, oct(os.stat(path).st_mode))',
  );

let place: WritePlace;
let units: LocalUnits;

describe.runIf(process.getuid?.() === 0)('what replaces a file', () => {
  beforeEach(() => {
    place = new WritePlace();
    units = new LocalUnits(worker);
  });
  afterEach(() => place.remove());

  const write = (path: string) => callAction(writeFile, { path, content: 'new' }, contextOf(units));

  attack(
    'keeps the access list and the attributes that were there, for its owner and for root',
    { without: 'attributes not copied: the list was lost, and with it what it forbade', tries: 2 },
    async () => {
      const own = place.mine('notes', 'old');
      const roots = `${place.roots}/conf`;
      python(roots, 'open(path, "w").write("old"); os.chmod(path, 0o640)');
      for (const path of [own, roots]) {
        python(path, "os.setxattr(path, 'system.posix_acl_access', NAMED); os.setxattr(path, 'user.note', b'kept')");
        const before = show(path);
        await write(path);
        expect(show(path)).toBe(before);
      }
    },
  );

  attack(
    'lets nobody in whom only the list of its directory names',
    { without: 'attributes not copied: uid 4242 of the default list could read what was 0640', tries: 1 },
    async () => {
      const path = `${place.roots}/conf`;
      python(path, 'open(path, "w").write("old"); os.chmod(path, 0o640)');
      python(place.roots, "os.setxattr(path, 'system.posix_acl_default', NAMED)");
      await write(path);
      expect(show(path)).toBe('{} 0o100640');
    },
  );

  attack(
    'has no capability, and is not there at all where that cannot be kept',
    { without: 'attributes copied last: the new content had cap_setuid', tries: 2 },
    async () => {
      const path = place.mine('tool', 'old', 0o755);
      execFileSync('setcap', ['cap_setuid+ep', path]);
      const own = await write(path).then(() => 'written', String);
      const capable = show(path).includes('security.capability');
      // as its owner it cannot be kept, so all stays as it was
      expect([own, capable]).toEqual([expect.stringContaining('capabilities'), true]);
      // a worker that could keep it, as root's in its cage cannot, must not
      const roots = `${place.roots}/tool`;
      python(roots, 'open(path, "w").write("old"); os.chmod(path, 0o755)');
      execFileSync('setcap', ['cap_setuid+ep', roots]);
      const root = contextOf(units, { uid: 0, gid: 0, ownTiers: false });
      await callAction(writeFile, { path: roots, content: 'new' }, root);
      expect(show(roots)).toBe('{} 0o100755');
    },
  );
});
