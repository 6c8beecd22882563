import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { launchIn } from '../../../helper/exec/launcher.js';
import { cageProperties } from '../../../helper/system/sandbox/sandboxes.js';
import { attack } from '../../attack/attack.js';

const PROTOCOLS = Array.from({ length: 23 }, (_, protocol) => protocol);
const TRY = `use Socket;
for my $protocol (@ARGV) { print "$protocol\\n" if socket(my $s, 16, SOCK_RAW, $protocol) }
socket(my $s, 16, SOCK_RAW, 2) and print "user\\n"`;

const wallsOf = (cage: 'system' | 'look' | 'files') =>
  cageProperties(cage, { uid: 1000, gid: 1000, home: '/home/eva' });
const run = (cage: 'system' | 'look' | 'files', argv: readonly string[]) => {
  const { program, argv: args } = launchIn(wallsOf(cage), { program: '/usr/bin/perl', argv });
  const [zeroth = '', ...rest] = args;
  return spawnSync('/usr/bin/setpriv', ['--no-new-privs', program, ...rest], { argv0: zeroth, encoding: 'utf8' });
};

describe('a listed program in a cage that shows the network', () => {
  attack(
    'hands what it reads to a process of somebody else, by a netlink socket',
    {
      without: 'run without the launcher the same program had sockets of user protocols, as a look once had',
      tries: 23,
    },
    () => {
      for (const cage of ['system', 'look'] as const) {
        const { stdout } = run(cage, ['perl', '-e', TRY, ...PROTOCOLS.map(String)]);
        expect(stdout.trim().split('\n'), cage).toEqual(['0', '4']);
      }
    },
  );

  test('gets its arguments, and its status and output are its own', () => {
    const { status, stdout } = run('system', ['perl', '-e', 'print "@ARGV"; exit 7', '--', 'a b', '-f', '']);
    expect({ status, stdout }).toEqual({ status: 7, stdout: 'a b -f ' });
  });

  test('that is not there ends as systemd would say it', () => {
    const { argv } = launchIn(wallsOf('system'), { program: '/none', argv: ['none'] });
    expect(spawnSync('/usr/bin/setpriv', ['--no-new-privs', '/usr/bin/perl', ...argv.slice(1)]).status).toBe(203);
  });

  test('of a cage without a network is run as it is', () => {
    expect(launchIn(wallsOf('files'), { program: '/usr/bin/ls', argv: ['ls'] })).toEqual({
      program: '/usr/bin/ls',
      argv: ['ls'],
    });
  });
});
