import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimPlace, newPlace, newWorkPlace } from '../../../helper/rehearsal/place.js';
import { attack } from '../../attack/attack.js';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'places-'));
  process.env['STATE_DIRECTORY'] = directory;
});
afterEach(() => rmSync(directory, { recursive: true }));

const waiting = async (uid: number, age: number): Promise<string> => {
  const { path } = await newPlace(uid);
  writeFileSync(`${path}/manifest.json`, '{}');
  const at = new Date(Date.now() - age * 1000);
  utimesSync(`${path}/manifest.json`, at, at);
  return path;
};

describe('rehearsals that wait for a yes', () => {
  attack(
    'of four accounts keep everybody else from rehearsals and from file actions',
    { without: 'after four of each of four accounts root made no directory: too many rehearsals of others', tries: 40 },
    async () => {
      for (let uid = 2000; uid < 2004; uid++) for (let age = 4; age > 0; age--) await waiting(uid, age);
      const mine = await waiting(1000, 0);
      await newWorkPlace(1000);
      for (let round = 0; round < 6; round++) for (let uid = 2000; uid < 2004; uid++) await waiting(uid, 0);
      expect(existsSync(mine)).toBe(true);
      expect(readdirSync(join(directory, 'rehearsals')).length).toBeLessThanOrEqual(16);
    },
  );

  test('that are at work are dropped for nobody, and a first one is always let in', async () => {
    for (let uid = 2000; uid < 2004; uid++) for (let count = 0; count < 4; count++) await newPlace(uid);
    const mine = await newPlace(1000);
    await expect(newPlace(1000)).rejects.toThrow(/too many rehearsals are at work/);
    expect(existsSync(mine.path)).toBe(true);
  });

  test('are not pushed out by file actions of the same person', async () => {
    const mine = await waiting(1000, 60);
    for (let count = 0; count < 8; count++) await newWorkPlace(1000);
    expect(existsSync(mine)).toBe(true);
  });

  test('are out of reach while their changes are made, and are made once', async () => {
    const mine = await waiting(1000, 60);
    const { path, giveBack } = await claimPlace(mine);
    await expect(claimPlace(mine)).rejects.toThrow(/being made/);
    for (let count = 0; count < 5; count++) await waiting(1000, 0);
    expect(existsSync(path)).toBe(true);
    // on debian 12 the service may not rename to another directory (`packaging/node/with-journal`)
    expect(dirname(path)).toBe(dirname(mine));
    await giveBack();
    expect(existsSync(mine)).toBe(true);
  });
});
