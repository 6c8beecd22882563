import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readContent } from '../../../helper/worker/content.js';
import { putContent } from '../../../helper/worker/replace.js';
import { walk } from '../../../helper/worker/walk.js';

const ROUNDS = 4000;
// changes what a name leads to as fast as it can: a file, then a link to what is not to be touched
const FILE_ATTACK = `while (1) {
  symlink("$ARGV[0]/secret", "l"); rename("l", "t");
  open(F, ">f"); print F "harmless"; close F; rename("f", "t"); }`;
const DIRECTORY_ATTACK = `while (1) {
  rename("d", "e"); symlink($ARGV[0], "d"); unlink("d"); rename("e", "d"); }`;

let top: string;
let secret: string;
let attacker: ChildProcess;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'races-'));
  secret = join(top, 'secret');
  mkdirSync(secret);
  mkdirSync(join(top, 'd'));
  writeFileSync(join(top, 'd', 'secret'), 'harmless');
  writeFileSync(join(secret, 'secret'), 'secret');
  writeFileSync(join(top, 't'), 'harmless');
});
afterEach(async () => {
  const ended = once(attacker, 'exit');
  attacker.kill('SIGKILL');
  await ended;
  rmSync(top, { recursive: true, force: true });
});

function attack(script: string) {
  attacker = spawn('perl', ['-e', script, secret], { cwd: top, stdio: 'ignore' });
}

/** how often it worked, and how often it was refused; goes on for a while until both were seen */
function rounds(count: number, once: () => void) {
  const tally = { worked: 0, refused: 0 };
  const patience = Date.now() + 20_000;
  const unseen = () => Math.min(tally.worked, tally.refused) === 0 && Date.now() < patience;
  for (let round = 0; round < count || unseen(); round += 1) {
    try {
      once();
      tally.worked += 1;
    } catch {
      tally.refused += 1;
    }
  }
  return tally;
}

function read(path: string): string {
  const found = walk(path);
  try {
    if (found.fd === undefined) throw new Error('missing');
    return String(readContent(found.fd, { offset: 0, limit: 100, maxBytes: 100 }).slice);
  } finally {
    found.close();
  }
}

function write(path: string): void {
  const found = walk(path);
  try {
    putContent(found, { content: Buffer.from('harmless'), token: 'test' });
  } finally {
    found.close();
  }
}

describe('while names are exchanged under it, the walk', () => {
  it.each([
    ['a file for a link', FILE_ATTACK, 't'],
    ['a directory for a link', DIRECTORY_ATTACK, 'd/secret'],
  ])('reads nothing else: %s', (_, script, name) => {
    attack(script);
    const seen = new Set<string>();
    const tally = rounds(ROUNDS, () => seen.add(read(join(top, name))));
    expect([...seen].filter(text => text !== 'harmless' && text !== '')).toEqual([]);
    expect(Math.min(tally.worked, tally.refused)).toBeGreaterThan(0);
  });

  it.each([
    ['a file for a link', FILE_ATTACK, 't'],
    ['a directory for a link', DIRECTORY_ATTACK, 'd/secret'],
  ])('writes nothing else: %s', (_, script, name) => {
    attack(script);
    const tally = rounds(ROUNDS / 4, () => write(join(top, name)));
    expect(readFileSync(join(secret, 'secret'), 'utf8')).toBe('secret');
    expect(readdirSync(secret)).toEqual(['secret']);
    expect(Math.min(tally.worked, tally.refused)).toBeGreaterThan(0);
    expect(readdirSync(top).filter(file => file.startsWith('.llm-os'))).toEqual([]);
  });
});
