import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ChangedPath, Rehearsal } from '../../../../agent/operator-client/rehearsals.js';
import type { RunProgram } from '../../../../agent/shell/environment/environment.js';
import { viewOf } from '../../../../agent/shell/execution/change-view.js';
import { testWorld } from '../test-world.js';

const state = (text: string, uid = 0) => ({
  kind: 'file',
  mode: '0644',
  uid,
  gid: uid,
  size: text.length,
  sha256: createHash('sha256').update(text).digest('hex'),
  target: '',
});

function changed(path: string, old: string, text: string, uid = 0): ChangedPath {
  return { path, change: 'replaced', code: false, before: state(old), after: state(text, uid), text };
}

/** a machine with these files and names */
async function view(changes: readonly ChangedPath[], files: Record<string, string>, names = '') {
  const asked: string[][] = [];
  const runProgram: RunProgram = async (program, args) => {
    asked.push([program, ...args]);
    const stdout = program === 'getent' ? (args[0] === 'passwd' ? names : '') : (files[args.at(-1) ?? ''] ?? '');
    return { exitCode: 0, stdout, stderr: '' };
  };
  const rehearsal: Rehearsal = {
    id: '',
    digest: '',
    exitStatus: 0,
    stdout: '',
    stderr: '',
    truncated: false,
    readOnly: [],
    summary: '',
    changes,
  };
  return { asked, ...(await viewOf(rehearsal, true, testWorld({ runProgram }).host)) };
}

describe('what stands beside a change set', () => {
  it('is the text that the rehearsal saw, and no other', async () => {
    const changes = [changed('/srv/a', 'old\n', 'new\n'), changed('/srv/b', 'old\n', 'new\n')];
    const { old, runsAs } = await view(changes, { '/srv/a': 'old\n', '/srv/b': 'meanwhile\n' });
    expect([Array.from(old), runsAs]).toEqual([[['/srv/a', 'old\n']], 0]);
  });

  it('are the names of owners, also of those that the script would make', async () => {
    const passwd = changed(
      '/etc/passwd',
      'root:x:0:0::/:/bin/sh\n',
      'root:x:0:0::/:/bin/sh\nbobby:x:1003:1003::/:/bin/sh\n',
    );
    const { names } = await view([passwd, changed('/srv/a', 'x', 'y', 1003)], {}, 'root:x:0:0:root:/root:/bin/sh\n');
    expect(Array.from(names.users)).toEqual([
      [0, 'root'],
      [1003, 'bobby'],
    ]);
  });

  it('is read of no more than 32 files, and of none that is long', async () => {
    const many = Array.from({ length: 50 }, (_, at) => changed(`/srv/${at}`, 'x', 'y'));
    const { asked } = await view([changed('/srv/long', 'x'.repeat(40_000), 'y'), ...many], {});
    const read = asked.filter(([program]) => program === 'head').map(argv => argv.at(-1));
    expect([read.length, read.includes('/srv/long')]).toEqual([32, false]);
  });
});
