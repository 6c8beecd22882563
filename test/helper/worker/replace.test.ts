import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestContent, readSpan } from '../../../helper/worker/content.js';
import { factsOf, sameIdentity, sameObject } from '../../../helper/worker/facts.js';
import { putContent } from '../../../helper/worker/replace.js';
import { walk } from '../../../helper/worker/pinned-path.js';

const NONE = { denied: [], code: [], data: [] };
let top: string;
let path: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'replace-'));
  path = join(top, 'x');
});
afterEach(() => {
  spawnSync('chattr', ['-i', path]);
  rmSync(top, { recursive: true, force: true });
});

function put(content: string, mode?: number) {
  const found = walk(path);
  try {
    putContent(found, { content: Buffer.from(content), token: 'test', mode });
  } finally {
    found.close();
  }
}

function facts() {
  const found = walk(path);
  try {
    return factsOf(found, NONE);
  } finally {
    found.close();
  }
}

describe('putContent', () => {
  it('creates, then replaces by another object under the same name', () => {
    put('one', 0o640);
    expect(lstatSync(path).mode & 0o777).toBe(0o640);
    const { ino } = lstatSync(path);
    put('two');
    expect([readFileSync(path, 'utf8'), lstatSync(path).mode & 0o777]).toEqual(['two', 0o640]);
    expect(lstatSync(path).ino).not.toBe(ino);
    expect(readdirSync(top)).toEqual(['x']);
  });

  it('creates nothing over what came between the walk and the write', () => {
    const found = walk(path);
    writeFileSync(path, 'theirs');
    expect(() => putContent(found, { content: Buffer.from('ours'), token: 'test' })).toThrow(/EEXIST/);
    found.close();
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(readdirSync(top)).toEqual(['x']);
  });

  it('replaces nothing that changed between the walk and the write', () => {
    writeFileSync(path, 'old');
    const found = walk(path);
    writeFileSync(path, 'other');
    expect(() => putContent(found, { content: Buffer.from('ours'), token: 'test' })).toThrow(/changed/);
    found.close();
    expect(readdirSync(top)).toEqual(['x']);
  });

  it('leaves an immutable file and no temporary one', context => {
    writeFileSync(path, 'old');
    if (spawnSync('chattr', ['+i', path]).status !== 0) context.skip();
    expect(() => put('new')).toThrow(/EPERM/);
    expect(readdirSync(top)).toEqual(['x']);
  });
});

describe('facts', () => {
  it('differ where content, name, links or mode differ, also within one clock tick', () => {
    writeFileSync(path, 'aaa');
    const before = facts();
    expect(sameObject(before, facts())).toBe(true);
    writeFileSync(path, 'bbb');
    expect(sameObject(before, facts())).toBe(false);
    expect(sameIdentity(before, facts())).toBe(true);
    chmodSync(path, 0o600);
    expect(sameIdentity(before, facts())).toBe(false);
    linkSync(path, join(top, 'y'));
    expect(facts().nlink).toBe(2);
    rmSync(path);
    symlinkSync('/etc/hostname', path);
    expect(facts()).toMatchObject({ kind: 'symlink', readable: false });
  });

  it("call a way trusted only where it is root's alone", () => {
    writeFileSync(path, '');
    expect(facts().trusted).toBe(false);
    const found = walk('/etc/hostname');
    expect(factsOf(found, NONE)).toMatchObject({ trusted: true, kind: 'file', local: true });
    found.close();
    const proc = walk('/proc/version');
    expect(factsOf(proc, NONE)).toMatchObject({ local: false });
    proc.close();
  });

  it('read no more than was allowed, and not what grew past it', () => {
    writeFileSync(path, 'x'.repeat(100));
    const found = walk(path);
    expect(readSpan(found.fd ?? -1, 10, 5)).toEqual({ size: 100, slice: Buffer.from('xxxxx') });
    expect(readSpan(found.fd ?? -1, 98, 5)).toEqual({ size: 100, slice: Buffer.from('xx') });
    expect(readSpan(found.fd ?? -1, 200, 5)).toEqual({ size: 100, slice: Buffer.alloc(0) });
    expect(() => digestContent(found.fd ?? -1, 99)).toThrow(/longer/);
    found.close();
  });
});
