import { describe, expect, it } from 'vitest';
import { renderChanges as render } from '../../../../agent/shell/terminal/change-set.js';
import { summaryOf } from '../../../../agent/shell/terminal/change-words.js';
import type { ChangedPath, ChangedState } from '../../../../agent/operator-client/rehearsals.js';

const file = (given: Partial<ChangedState> = {}): ChangedState => ({
  kind: 'file',
  mode: '0644',
  uid: 0,
  gid: 0,
  size: 5,
  sha256: 'a'.repeat(64),
  target: '',
  ...given,
});

const names = {
  users: new Map([
    [0, 'root'],
    [1000, 'alice'],
  ]),
  groups: new Map([
    [0, 'root'],
    [1000, 'alice'],
    [50, 'staff'],
  ]),
};
const renderChanges = (changes: readonly ChangedPath[], runsAs = 0) =>
  render(changes, { names, runsAs, old: new Map() });

const created = (path: string, after: ChangedState = file(), code = false): ChangedPath => ({
  path,
  change: 'created',
  code,
  after,
});

const directory = file({ kind: 'directory', mode: '0755', size: 0, sha256: '' });
const deleted = (path: string, before = file()): ChangedPath => ({ path, change: 'deleted', code: false, before });

describe('the changes of a rehearsal, as a person sees them', () => {
  it('hide no cron job behind a name that looks like a copy', () => {
    const lines = renderChanges([
      created('/etc/cron.d/backup', file(), true),
      created('/etc/cron.d/backup-', file({ sha256: 'b'.repeat(64) }), true),
    ]);
    expect(lines.map(line => line.trim().split(' ')[1])).toEqual(['/etc/cron.d/backup', '/etc/cron.d/backup-']);
    expect(lines.join()).toContain('runs code from here');
  });

  it('fold a copy only where it has the bytes of before, and a lock only where it is empty', () => {
    const old = file({ sha256: 'c'.repeat(64) });
    const lines = renderChanges([
      { path: '/etc/passwd', change: 'replaced', code: false, before: old, after: file() },
      created('/etc/passwd-', old),
      created('/etc/.pwd.lock', file({ size: 0 })),
      created('/etc/other-', old),
      created('/etc/full.lock', file({ size: 9 })),
    ]);
    expect(lines.some(line => /\+ other- /.test(line))).toBe(true);
    expect(lines.some(line => /\+ full\.lock /.test(line))).toBe(true);
    expect(lines.at(-1)).toContain('2 empty lock files and copies');
  });

  it('show the mode beside the owner, and both beside new bytes', () => {
    const [one, two] = renderChanges([
      { path: '/etc/hosts', change: 'owner', code: false, before: file(), after: file({ gid: 1001, mode: '0777' }) },
      { path: '/etc/issue', change: 'replaced', code: false, before: file(), after: file({ mode: '0666', size: 9 }) },
    ]);
    const all = 'everybody may read, write and run';
    expect(one).toBe(`  o /etc/hosts  owner root:root → root:1001, mode 0644 → 0777 (${all})`);
    expect(two).toBe('  ~ /etc/issue  changed file, 5 → 9 bytes, mode 0644 → 0666 (everybody may read and write)');
  });

  it('bury neither code nor what everybody may write to under a thousand other changes', () => {
    const junk = Array.from({ length: 1000 }, (_, at) => created(`/srv/${at}/x${at}/y/z`));
    const lines = renderChanges([
      ...junk,
      ...junk.map(({ path }) => created(path.replace('/srv', '/opt/app/data'))),
      created('/opt/app/data/open', file({ mode: '0666' })),
      created('/zz/late', file(), true),
    ]);
    expect(lines.slice(0, 2).join()).toMatch(/data\/open.*zz\/late/);
    expect(lines.length).toBeLessThan(50);
    const places = Array.from({ length: 60 }, (_, at) => [created(`/srv/${at}/a`), deleted(`/srv/${at}/b`)]).flat();
    const long = renderChanges([...places, created('/zz/late', file(), true)]);
    expect(long[0]).toContain('/zz/late');
    expect([long.length, long.at(-1)]).toEqual([42, '  and 141 lines more (--json has all)']);
  });

  it('name in a folded group each file that everybody may write to', () => {
    const group = Array.from({ length: 20 }, (_, at) => created(`/opt/app/data/${at}`));
    const lines = renderChanges([...group, created('/opt/app/data/open', file({ mode: '0666' }))]);
    expect(lines).toEqual([
      expect.stringContaining('/opt/app/data/open  created'),
      '  /opt/app/data/',
      ...[0, 1, 2].map(at => `    + ${at}  created file, 5 bytes`),
      '    + 17 more created',
    ]);
  });

  it('are a tree in which what came or went as a whole is one line', () => {
    const lines = renderChanges([
      created('/opt/app', directory),
      ...Array.from({ length: 9 }, (_, at) => created(`/opt/app/${at}`)),
      deleted('/opt/old', directory),
      deleted('/opt/old/a'),
      deleted('/opt/old/deep', directory),
      deleted('/opt/old/deep/b'),
      { path: '/opt/etc/app/conf', change: 'replaced', code: false, before: file(), after: file({ size: 9 }) },
    ]);
    expect(lines).toEqual([
      '  /opt/',
      '    + app/  created directory, with 9 in it',
      '    - old/  deleted directory, with 3 in it',
      '    ~ etc/app/conf  changed file, 5 → 9 bytes',
    ]);
  });

  it('fold no mode and no owner that differs into a directory that came as a whole', () => {
    const many = Array.from({ length: 9 }, (_, at) => created(`/opt/app/${at}`));
    const lines = renderChanges([
      created('/opt/app', directory),
      ...many,
      { path: '/opt/app/x', change: 'owner', code: false, before: file(), after: file({ uid: 1000, gid: 1000 }) },
    ]);
    expect(lines.join('\n')).toContain('o x  owner root:root → alice:alice');
  });

  it.each([
    ['0600', 'only alice may read and write'],
    ['0640', 'group staff may read, alice may write'],
    ['0755', 'everybody may read and run, alice may write'],
    ['0000', 'nobody but root may do anything with it'],
  ])('say in words that a new file has mode %s', (mode, words) => {
    const [line] = renderChanges([created('/srv/a', file({ mode, uid: 1000, gid: 50 }))], 1000);
    expect(line).toBe(`  + /srv/a  created file, 5 bytes, alice:staff, ${words}`);
  });

  it('say whose a new file is where it is not that of who runs the script', () => {
    const [line] = renderChanges([created('/srv/a', file({ uid: 1000, gid: 1000 }))]);
    expect(line).toContain('alice:alice, everybody may read, alice may write');
  });

  it('begin with what cannot be undone', () => {
    const lines = renderChanges([
      created('/etc/cron.d/x', file(), true),
      { path: '/srv/gone', change: 'erased', code: false, before: file() },
    ]);
    expect(lines[0]).toMatch(/\/srv\/gone .*cannot be undone/);
  });

  it('show no control character of a name, an owner or a target', () => {
    const odd = file({ kind: 'symlink', mode: '0000', target: 'a\u001B[2J', uid: 7 });
    const lines = render([created('/srv/\u001B[2Jx', odd)], {
      names: { users: new Map([[7, 'b\u001B']]), groups: new Map() },
      runsAs: 0,
      old: new Map(),
    });
    expect(lines.join()).not.toContain('\u001B');
    expect(lines.join()).toContain('link to a');
  });

  it('are one line in short', () => {
    const doc = Array.from({ length: 120 }, (_, at) => deleted(`/usr/share/doc/${at}/copyright`));
    const changed = (path: string): ChangedPath => ({
      path,
      change: 'replaced',
      code: false,
      before: file(),
      after: file(),
    });
    const three = ['a', 'b', 'c'].map(name => changed(`/usr/share/doc/${name}/x`));
    expect(summaryOf([...three, created('/usr/share/doc/n'), ...doc])).toBe(
      '3 files changed, 1 created, 120 deleted below /usr/share/doc',
    );
    expect(summaryOf([created('/srv/a', directory), created('/srv/b')])).toBe('2 entries created below /srv');
    expect(summaryOf([created('/a')])).toBe('1 file created below /');
    expect(summaryOf([])).toBe('no change');
  });
});
