import { describe, expect, it } from 'vitest';
import { renderChanges } from '../../../../agent/shell/terminal/change-set.js';
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

const created = (path: string, after: ChangedState = file(), code = false): ChangedPath => ({
  path,
  change: 'created',
  code,
  after,
});

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
    expect(lines.some(line => line.includes('/etc/other-'))).toBe(true);
    expect(lines.some(line => line.includes('/etc/full.lock'))).toBe(true);
    expect(lines.at(-1)).toContain('2 empty lock files and copies');
  });

  it('show the mode beside the owner, and both beside new bytes', () => {
    const [one, two] = renderChanges([
      { path: '/etc/hosts', change: 'owner', code: false, before: file(), after: file({ gid: 1001, mode: '0777' }) },
      { path: '/etc/issue', change: 'replaced', code: false, before: file(), after: file({ mode: '0666', size: 9 }) },
    ]);
    expect(one).toBe('  o /etc/hosts  owner 0:0 → 0:1001, mode 0644 → 0777');
    expect(two).toBe('  ~ /etc/issue  replaced file, 5 → 9 bytes, mode 0644 → 0666');
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
    expect(lines.at(-1)).toMatch(/lines more/);
  });

  it('name in a folded group each file that everybody may write to', () => {
    const group = Array.from({ length: 20 }, (_, at) => created(`/opt/app/data/${at}`));
    const lines = renderChanges([...group, created('/opt/app/data/open', file({ mode: '0666' }))]);
    expect(lines).toEqual([expect.stringContaining('/opt/app/data/open  created'), '  + 20 created in /opt/app/data']);
  });
});
