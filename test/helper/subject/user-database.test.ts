import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localUsers } from '../../../helper/subject/user-database.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'llmos-etc-'));
  writeFileSync(join(root, 'passwd'), 'root:x:0:0::/root:/bin/sh\nsam:x:1000:1000:Sam,,,:/home/sam:/bin/sh\n');
  writeFileSync(join(root, 'group'), 'root:x:0:\nsudo:x:27:kim,sam\nsam:x:1000:\nother:x:5:samuel,kim\n');
});
afterAll(() => rmSync(root, { recursive: true }));

it('finds an account with all its groups, and with no other', async () => {
  expect(await localUsers(root).find(1000)).toEqual({
    name: 'sam',
    uid: 1000,
    gid: 1000,
    home: '/home/sam',
    groups: new Set([27, 1000]),
  });
});

it('finds nobody under a uid that is only part of another', async () => {
  expect(await localUsers(root).find(100)).toBeUndefined();
});

it('takes the first uid of people from login.defs where it says one', async () => {
  expect(await localUsers(root).uidMin()).toBe(1000);
  writeFileSync(join(root, 'login.defs'), '# UID_MIN 5\nUID_MIN\t\t\t 500\n');
  expect(await localUsers(root).uidMin()).toBe(500);
});
