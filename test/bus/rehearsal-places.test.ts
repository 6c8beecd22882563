import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { attack } from '../attack/attack.js';
import { callOperator, startRig, type Rig } from './operator.js';
import { created, RehearsalUnits } from './rehearsal-double.js';

// each with the uid of its owner: one of the caller's own, the rest of 4205
const STRANGE: readonly (readonly [string, (path: string) => void])[] = [
  ['00000000', path => execFileSync('truncate', ['-s', '3G', join(path, 'manifest.json')])],
  ['0000106d', path => execFileSync('truncate', ['-s', '3G', join(path, 'manifest.json')])],
  ['0000106d', path => execFileSync('mkfifo', [join(path, 'manifest.json')])],
  ['0000106d', path => symlinkSync('/dev/zero', join(path, 'manifest.json'))],
  ['0000106d', path => mkdirSync(join(path, 'manifest.json'))],
  [
    '0000106d',
    path => execFileSync('perl', ['-e', 'chdir shift; for (1..1500) { mkdir "content"; chdir "content" }', path]),
  ],
];

describe('places of rehearsals', () => {
  let rig: Rig;
  let state = '';

  beforeEach(async () => {
    state = mkdtempSync(join(tmpdir(), 'state-'));
    process.env['STATE_DIRECTORY'] = state;
    process.env['RUNTIME_DIRECTORY'] = state;
    const units = new RehearsalUnits();
    units.changes = [created('/srv/new')];
    rig = await startRig({ units });
  });
  afterEach(async () => {
    await rig.stop();
    delete process.env['STATE_DIRECTORY'];
    delete process.env['RUNTIME_DIRECTORY'];
    rmSync(state, { recursive: true, force: true });
  });

  attack(
    'whatever lies in one, no later rehearsal reads it, waits for it or fails for it',
    {
      without: 'read before its age was known: 400 MB ended the service, a named pipe held a thread for ever',
      tries: STRANGE.length,
    },
    async () => {
      const bus = await rig.on.connect(0);
      const places = join(state, 'rehearsals');
      mkdirSync(places, { recursive: true });
      for (const [index, [uid, furnish]] of STRANGE.entries()) {
        const id = uid + String(index).repeat(24);
        mkdirSync(join(places, id));
        furnish(join(places, id));
        // as old as can be: this is when it is to go
        execFileSync('touch', ['-hd', '1999-01-01', join(places, id)]);
        const [own] = await callOperator(bus, 'Rehearse', 'sa{sv}', ['true', {}]);
        expect(own).toMatch(/^00000000[0-9a-f]{24}$/);
        const asked = callOperator(bus, 'ApplyChanges', 'ssa{sv}', [id, 'b'.repeat(64), {}]);
        await expect(asked).rejects.toThrow('no such rehearsal');
      }
      execFileSync('rm', ['-rf', places]);
      bus.close();
    },
  );
});
