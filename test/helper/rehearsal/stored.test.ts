import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sealPlace } from '../../../helper/rehearsal/stored.js';
import { attack } from '../../attack/attack.js';

const state = { kind: 'file', mode: 0o644, uid: 0, gid: 0, size: 0, sha256: '', target: '' };

attack(
  'a rehearsal with more changes than an answer holds is judged and spelled out all the same',
  {
    without: 'it was sealed and told: with 3,000 changes calls of others waited seven seconds on a busy machine',
    tries: 1,
  },
  async () => {
    const path = mkdtempSync(join(tmpdir(), 'sealed-'));
    const changes = Array.from({ length: 6000 }, (_, index) => ({
      path: `/srv/${index}`,
      change: 'created',
      before: null,
      after: state,
    }));
    writeFileSync(join(path, 'manifest.json'), JSON.stringify({ version: 1, as: 'root', uid: 0, changes }));
    await expect(sealPlace({ id: '', path })).rejects.toThrow(/too large/);
    rmSync(path, { recursive: true });
  },
);
