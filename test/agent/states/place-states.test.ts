import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nameOf, type Manifest } from '../../../agent/states/manifest.js';
import { dropStates, placeStates } from '../../../agent/states/place-states.js';
import { findStates } from '../../../agent/states/survey.js';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const MODEL = digest('model');
const LIBRARY = (JSON.parse(readFileSync('node_modules/node-llama-cpp/package.json', 'utf8')) as { version: string })
  .version;

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'llmos-place-'));
  mkdirSync(join(place, 'from'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** writes a state of these words, as an agent does; returns its name */
function write(words: string, { into = 'from', identity = {}, state = `state of ${words}` } = {}): string {
  mkdirSync(join(place, into), { recursive: true });
  const whole = { model: MODEL, library: LIBRARY, processor: 'p', ...identity };
  const manifest: Manifest = {
    version: 2,
    identity: whole,
    tokens: 3,
    prefix: digest(`tokens ${words}`),
    words: digest(words),
    bytes: Buffer.byteLength(state),
    sha256: digest(state),
  };
  const name = nameOf(whole, manifest.prefix);
  writeFileSync(join(place, into, `${name}.json`), JSON.stringify(manifest), { mode: 0o600 });
  writeFileSync(join(place, into, `${name}.state`), state, { mode: 0o600 });
  return name;
}

const all = ['label', 'draft'].map(digest);
const take = (words = all): Promise<number> =>
  placeStates({ from: join(place, 'from'), to: join(place, 'to'), model: MODEL, words });
const placed = (): string[] => readdirSync(join(place, 'to')).toSorted();

describe('states that root takes over', () => {
  it('are copied whole, can be read by everybody and written by root alone', async () => {
    const name = write('label');
    expect(await take()).toBe(1);
    expect(placed()).toEqual([`${name}.json`, `${name}.state`]);
    for (const file of placed()) expect(statSync(join(place, 'to', file)).mode & 0o777).toBe(0o644);
    expect(statSync(join(place, 'to')).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(place, 'to', `${name}.state`), 'utf8')).toBe('state of label');
  });

  it('are none of another model or of words that nobody asked for', async () => {
    write('other words');
    write('label', { identity: { model: digest('another') } });
    expect(await take()).toBe(0);
    expect(placed()).toEqual([]);
  });

  it('take the place of those of older words, another processor or another library, and of no other model', async () => {
    write('older words', { into: 'to' });
    write('label', { into: 'to', identity: { processor: 'other' } });
    const draft = write('draft', { into: 'to' });
    const other = write('label', { into: 'to', identity: { model: digest('another') } });
    const label = write('label');
    await take();
    expect(placed()).toEqual([draft, other, label].flatMap(name => [`${name}.json`, `${name}.state`]).toSorted());
  });

  it('are not taken where a link leads to a file of root', async () => {
    const name = write('label');
    const secret = join(place, 'secret');
    writeFileSync(secret, 'state of label');
    rmSync(join(place, 'from', `${name}.state`));
    symlinkSync(secret, join(place, 'from', `${name}.state`));
    await expect(take()).rejects.toThrow();
    expect(placed()).toEqual([]);
  });

  it.each([
    ['is longer than its manifest says', 'state of label and more'],
    ['has other bytes', 'state of lAbel'],
  ])('are not taken where one %s', async (_, state) => {
    const name = write('label');
    writeFileSync(join(place, 'from', `${name}.state`), state);
    await expect(take()).rejects.toThrow(/not whole|damaged/);
    expect(placed()).toEqual([]);
  });

  it('are told without the model, and those of another library are not', async () => {
    write('label');
    write('draft', { identity: { library: '0.0.1' } });
    expect(await findStates(join(place, 'from'), MODEL, all)).toEqual([{ words: digest('label'), bytes: 14 }]);
  });

  it('go with their model', async () => {
    write('label');
    const other = write('label', { identity: { model: digest('another') } });
    await dropStates(join(place, 'from'), MODEL);
    expect(readdirSync(join(place, 'from')).toSorted()).toEqual([`${other}.json`, `${other}.state`]);
  });
});
