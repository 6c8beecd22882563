import {
  accessSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { crash, readyToCrash, victims } from './crashes.js';
import { shIn, up, type System } from './driver.js';

const systems: readonly System[] = ['trixie', 'bookworm'];
const PATTERN = '/proc/sys/kernel/core_pattern';
const PLACE = '/etc/llmos-piped';

// the kernel runs the program where its own threads are: the machine that lends its kernel, if that is this one
function isOurKernel(): boolean {
  try {
    accessSync(PATTERN, constants.W_OK);
    if (readFileSync('/proc/2/comm', 'utf8') !== 'kthreadd\n') return false;
    return readlinkSync('/proc/2/ns/mnt') === readlinkSync('/proc/self/ns/mnt');
  } catch {
    return false;
  }
}

// keeps whose core it was, of this machine; who else crashes meanwhile finds the file that it would have found
const TAKE = (folder: string, mark: string) => `#!/bin/sh
[ "$(cat "/proc/$1/root${PLACE}/held-0")" != ${mark} ] || tr '\\0' ' ' <"/proc/$1/cmdline" >"${folder}/$1"
case $3 in 0 | 1) exec cat >/dev/null ;; *) exec cat >"/proc/$1/cwd/core$4" ;; esac
`;

(isOurKernel() ? describe : describe.skip).each(systems)('a kernel that hands cores to a program, %s', os => {
  let folder: string;
  let before: string;
  const mark = `mark-${os}-${process.pid}`;

  beforeAll(async () => {
    await up(os);
    await readyToCrash(os);
    await shIn(os, `mkdir -p ${PLACE}; chmod 755 ${PLACE}; echo ${mark} >${PLACE}/held-0; chmod 644 ${PLACE}/held-0`);
    folder = mkdtempSync(join(tmpdir(), 'llmos-cores-'));
    writeFileSync(join(folder, 'take'), TAKE(folder, mark), { mode: 0o755 });
    before = readFileSync(PATTERN, 'utf8');
    const pid = readFileSync('/proc/sys/kernel/core_uses_pid', 'utf8').startsWith('1') ? '.%p' : '';
    writeFileSync(PATTERN, `|${folder}/take %P %p %c ${pid}`);
  });

  afterAll(async () => {
    writeFileSync(PATTERN, before);
    rmSync(folder, { recursive: true });
    await shIn(os, `rm -rf ${PLACE}; systemctl reset-failed; systemctl stop llmos-operator`);
  });

  const taken = () =>
    readdirSync(folder)
      .filter(name => name !== 'take')
      .map(name => readFileSync(join(folder, name), 'utf8'));

  attack(
    'is handed a core of operator, worker or model',
    { without: 'with the limit at nothing, which holds for files only, it was handed all three', tries: 3 },
    async () => {
      for (const victim of victims) await crash(os, PLACE, victim, 'SEGV');
      // one of nobody's, with no file allowed: it is handed over all the same
      await shIn(os, 'ulimit -c 0; sleep 4321 & kill -ABRT $!; wait || true; sleep 1');
      expect(taken().filter(line => line.includes('sleep 4321'))).toHaveLength(1);
      expect(taken().filter(line => line.includes('llm-os'))).toEqual([]);
    },
  );
});
