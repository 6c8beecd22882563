import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLine } from '../../../helper/config/lines.js';
import { openBounds } from '../../../helper/config/config.js';

const DEFAULTS = new URL('../../../helper/operator.toml', import.meta.url).pathname;
let root: string;
let warnings: string[];

function source() {
  const places = { defaults: DEFAULTS, file: join(root, 'operator.toml'), directory: join(root, 'operator.d') };
  return openBounds({ places, warn: message => warnings.push(message) });
}

function write(name: string, text: string) {
  writeFileSync(join(root, name), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bounds-'));
  mkdirSync(join(root, 'operator.d'));
  warnings = [];
});
afterEach(() => rmSync(root, { recursive: true }));

describe('bounds', () => {
  it('reads the shipped defaults, without a warning', () => {
    const bounds = source().current();
    expect(bounds.idleExitMs).toBe(30_000);
    expect(bounds.programs.get('ls')).toMatchObject({ path: '/usr/bin/ls', cage: 'home' });
    expect(bounds.paths.denied).toContain('/etc/polkit-1');
    expect(warnings).toEqual([]);
  });

  it('lets deny lists only grow and other keys be replaced, later files last', () => {
    write('operator.toml', 'idle_exit_s = 60\n[paths]\ndenied = ["/srv/secret"]\n');
    write('operator.d/10-x.toml', 'idle_exit_s = 90\n[units]\nprotected = ["nginx.service"]\n');
    write('operator.d/ignored.bak', 'idle_exit_s = "no"\n');
    const bounds = source().current();
    expect(bounds.idleExitMs).toBe(90_000);
    expect(bounds.paths.denied).toEqual(expect.arrayContaining(['/etc/shadow*', '/srv/secret']));
    expect(bounds.units.protected).toEqual(expect.arrayContaining(['llmos-*', 'nginx.service']));
  });

  it('adds programs, and takes shipped ones away', () => {
    write('operator.toml', '[programs]\nfind.enabled = false\nlsof = { path = "/usr/bin/lsof", cage = "files" }\n');
    const { programs } = source().current();
    expect(programs.has('find')).toBe(false);
    expect(programs.get('lsof')).toMatchObject({ cage: 'files', refuse: [] });
  });

  it('warns about a key that nobody knows, with file and line', () => {
    write('operator.toml', '\n[files]\ntimeout_s = 5\nspeed = "fast"\n');
    expect(source().current().files.timeoutMs).toBe(5000);
    expect(warnings).toEqual([`${join(root, 'operator.toml')}:4: unknown key files.speed, ignored`]);
  });

  it.each([
    ['idle_exit_s = "soon"\n', /operator\.toml:1: idle_exit_s: /],
    ['# x\n[exec]\ntimeout_s = 0\n', /operator\.toml:3: exec\.timeout_s: /],
    ['[paths]\ndenied = ["relative"]\n', /operator\.toml:2: paths\.denied\.0: /],
    ['[programs.ls]\ncage = "none"\n', /operator\.toml:2: programs\.ls\.cage: /],
    ['idle_exit_s =\n', /operator\.toml:1: not toml/],
  ])('refuses %j with file, line and key', (text, message) => {
    write('operator.toml', text);
    expect(() => source().current()).toThrow(message);
  });

  it('is closed where a file cannot be read, also one that could be read before', () => {
    const bounds = source();
    bounds.current();
    mkdirSync(join(root, 'operator.d', 'a.toml'));
    expect(() => bounds.current()).toThrow(/nothing is allowed/);
    rmSync(join(root, 'operator.d', 'a.toml'), { recursive: true });
    expect(bounds.current().idleExitMs).toBe(30_000);
  });

  it('is closed without the defaults', () => {
    const places = { defaults: join(root, 'none.toml'), file: join(root, 'x'), directory: join(root, 'operator.d') };
    expect(() => openBounds({ places, warn: () => {} }).current()).toThrow(/cannot be read/);
  });

  it('reads again what changed, and only then', () => {
    const bounds = source();
    const before = bounds.current();
    expect(bounds.current()).toBe(before);
    write('operator.d/a.toml', 'calls_per_uid = 2\n');
    chmodSync(join(root, 'operator.d', 'a.toml'), 0o600);
    expect(bounds.current().callsPerUid).toBe(2);
  });
});

describe('findLine', () => {
  it('finds keys in tables, dotted keys and quoted names, and else the nearest table', () => {
    const text = 'a = 1\n[t]\nb = 2\nc.d = 3\n[t."x y"]\ne = 4\n';
    expect(findLine(text, ['a'])).toBe(1);
    expect(findLine(text, ['t', 'b', 0])).toBe(3);
    expect(findLine(text, ['t', 'c', 'd'])).toBe(4);
    expect(findLine(text, ['t', 'x y', 'e'])).toBe(6);
    expect(findLine(text, ['t', 'x y', 'f'])).toBe(5);
  });
});
