import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { readFile } from '../../../helper/actions/files/read-file.js';
import { writeFile } from '../../../helper/actions/files/write-file.js';
import { checkProgram } from '../../../helper/exec/programs.js';
import { attack } from '../../attack/attack.js';
import { callAction, contextOf } from '../actions/call-action.js';
import { LocalUnits } from './local-units.js';
import { bundleWorker } from './worker-bundle.js';

const worker = bundleWorker();
const ROOT = { uid: 0, gid: 0, ownTiers: false };
const OTHER = 4242;
// as the kernel takes it, since no program for it need be there: `user:4242:rwx` on root's own directory
const NAMED = `import os, struct, sys
N = 0xffffffff
entries = (1, 7, N), (2, 7, ${OTHER}), (4, 5, N), (16, 7, N), (32, 5, N)
os.setxattr(sys.argv[1], 'system.posix_acl_access', struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *e) for e in entries))
`;

let place: string;

describe.runIf(process.getuid?.() === 0)("a directory that passes for root's alone", () => {
  beforeEach(() => {
    place = mkdtempSync('/srv/trust-test-');
    chmodSync(place, 0o755);
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  attack(
    'although an access list lets a person change it: root reads, writes and runs nothing there',
    {
      without: 'group bits of gid 0 excused: root read, wrote and would have run what a person may exchange',
      tries: 3,
    },
    async () => {
      const open = join(place, 'open');
      mkdirSync(open);
      execFileSync('python3', ['-c', NAMED, open]);
      const path = join(open, 'secret');
      writeFileSync(path, 'of root', { mode: 0o600 });
      copyFileSync('/usr/bin/true', join(open, 'true'));
      const context = contextOf(new LocalUnits(worker), ROOT);
      await expect(callAction(readFile, { path }, context)).rejects.toThrow(/not root's alone/);
      await expect(callAction(writeFile, { path, content: 'x' }, context)).rejects.toThrow(/not root's alone/);
      expect(() => checkProgram(join(open, 'true'))).toThrow(/not root's alone/);
    },
  );
});
