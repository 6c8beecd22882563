import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { recoverChanges } from '../../helper/rehearsal/recover.js';
import { toBytes } from '../../helper/worker/rehearsal/invert.js';
import { attack } from '../attack/attack.js';
import { BOUNDS, callOperator } from './operator.js';
import { created } from './rehearsal-double.js';
import { bus, state, units } from './rehearsal-hooks.js';

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
  attack(
    'an apply that outlives the operator is not taken back by another unit beside it',
    { without: 'units named at random: apply and recover wrote alternately, and the record said interrupted' },
    async () => {
      const record = 'mabcdef01-00000001';
      mkdirSync(join(state, 'changes', record), { recursive: true });
      const journal = { version: 1, as: 'root', uid: 0, changes: [created('/srv/new')] } as const;
      writeFileSync(join(state, 'changes', record, 'manifest.json'), toBytes(journal));
      const users = { find: async () => undefined, uidMin: async () => 1000 };
      units.taken = 2;
      const call = { record, uid: 0, fields: { details: { as: 'root' } } };
      await recoverChanges(call, { bounds: BOUNDS, units, users });
      expect(units.named).toEqual(Array(3).fill(`changes-${record}`));
      expect(units.asked).toMatchObject([{ op: 'recover' }]);
    },
  );

  attack(
    'whatever lies in one, no later rehearsal reads it, waits for it or fails for it',
    {
      without: 'read before its age was known: 400 MB ended the service, a named pipe held a thread for ever',
      tries: STRANGE.length,
    },
    async () => {
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
    },
  );
});
