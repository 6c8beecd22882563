import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RehearseRequest } from '../../../../helper/worker/rehearsal/protocol.js';
import { Bench, changesOf } from './bench.js';

const bench = new Bench();
let home = '';

beforeAll(() => {
  // on the machine's own disk: what is touched is thrown away with it
  home = mkdtempSync('/var/tmp/rehearsed-');
  chmodSync(home, 0o755);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

async function run(script: string, more: Partial<RehearseRequest> = {}) {
  const store = bench.place();
  const reply = await bench.rehearse(script, { store, ...more });
  if (!reply.ok) throw new Error(`${reply.code}: ${reply.text}`);
  return { reply, store, changes: changesOf(readFileSync(join(store, 'manifest.json'), 'utf8')) };
}

async function refusal(script: string, more: Partial<RehearseRequest> = {}): Promise<string> {
  const reply = await bench.rehearse(script, more);
  if (reply.ok) throw new Error('it was not refused');
  return `${reply.code}: ${reply.text}`;
}

const short = (changes: Awaited<ReturnType<typeof run>>['changes']) =>
  changes.map(({ path, change }) => `${change} ${path.replace(home, '~')}`);

function furnishOdd(): void {
  rmSync(`${home}/linked`, { force: true });
  mkdirSync(`${home}/below`, { recursive: true });
  for (const name of ['kept', 'suid', 'marked', 'capable', 'below/marked']) writeFileSync(`${home}/${name}`, name);
  chmodSync(`${home}/suid`, 0o4755);
  for (const name of ['marked', 'below/marked']) setAttribute(`${home}/${name}`, 'user.mark', 'x');
  // version 2, effective, cap_net_raw
  const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex');
  writeFileSync(`${home}/listed`, 'listed');
  setAttribute(`${home}/listed`, 'system.posix_acl_access', Buffer.from(list('4'), 'hex').toString('latin1'));
  setAttribute(`${home}/capable`, 'security.capability', capability.toString('latin1'));
}

// uid 7 beside owner, group and others
const list = (permissions: string) =>
  [
    '02000000',
    '01000600ffffffff',
    `02000${permissions}0007000000`,
    '04000400ffffffff',
    '10000600ffffffff',
    '20000400ffffffff',
  ].join('');
const LISTED = (path: string, kind = 'access') =>
  `perl -e 'my ($p, $n, $v) = ("${path}", "system.posix_acl_${kind}", pack("H*", "${list('6')}")); exit(syscall(${process.arch === 'x64' ? 188 : 5}, $p, $n, $v, length $v, 0) != 0)' || exit 9`;

function setAttribute(path: string, name: string, value: string): void {
  const call = process.arch === 'x64' ? 188 : 5;
  const script = `my ($call, $path, $name, $hex) = @ARGV; my $value = pack("H*", $hex); exit(syscall($call + 0, $path, $name, $value, length $value, 0) != 0)`;
  execFileSync('perl', ['-e', script, String(call), path, name, Buffer.from(value, 'latin1').toString('hex')]);
}

describe('what no change set can hold is refused whole', () => {
  test.each([
    ['a named pipe', 'mkfifo pipe', /unfit: .*pipe/],
    ['a hard link to a file', 'ln kept linked', /unfit: .*other names/],
    ['a set-user-id file', 'cp /bin/true t; chmod u+s t', /unfit: .*somebody else/],
    ['a set-user-id file that is deleted', 'rm suid', /unfit: .*somebody else/],
    ['an attribute that is deleted', 'rm marked', /unfit: .*attribute \(user\.mark\)/],
    ['an attribute in a directory that is deleted', 'rm -r below', /unfit: .*attribute \(user\.mark\)/],
    ['an attribute that is moved', 'mv marked /var/tmp/moved', /unfit: .*attribute \(user\.mark\)/],
    [
      'a capability that a change of owner takes away',
      'chown 7 capable',
      /unfit: .*attribute \(security\.capability\)/,
    ],
    ['the top of a file system', 'chmod 700 /', /unfit: .*\/, where a file system begins/],
    ['an access list of the top of a file system', LISTED('/'), /unfit: .*\/, where a file system begins/],
    ['an access list', LISTED('kept'), /unfit: .*attribute \(system\.posix_acl_access\)/],
    ['another access list', `chmod 600 listed; ${LISTED('listed')}`, /unfit: .*attribute \(system\.posix_acl_access\)/],
    ['a list for new files', `${LISTED('.', 'default')}; touch new`, /unfit: .*attribute \(system\.posix_acl/],
    ['a name that is no text', 'touch "$(printf "\\\\377")"', /unfit: .*not text/],
    ['a denied place', 'mkdir denied; touch denied/x', /denied: /],
  ])('%s', async (_, script, expected) => {
    furnishOdd();
    expect(await refusal(`cd ${home}; touch innocent; ${script}`, { denied: [`${home}/denied`] })).toMatch(expected);
    expect(existsSync(`${home}/innocent`)).toBe(false);
  });

  test('a mode beside an access list is a change of mode', async () => {
    furnishOdd();
    expect(short((await run(`chmod 600 ${home}/listed`)).changes)).toEqual(['mode ~/listed']);
  });

  test('an attribute of a file that is written in place is kept, so it is no reason', async () => {
    furnishOdd();
    const { changes } = await run(`echo more >> ${home}/marked`);
    expect(short(changes)).toEqual(['replaced ~/marked']);
  });

  test('a file that has other names already', async () => {
    writeFileSync(`${home}/first`, '1');
    linkSync(`${home}/first`, `${home}/second`);
    expect(await refusal(`echo 2 > ${home}/first`)).toMatch(/other names/);
  });

  test('a file that changes outside meanwhile', async () => {
    writeFileSync(`${home}/log`, 'line\n');
    const told = refusal(
      `echo more >> ${home}/log; while [ ! -e /nowhere ]; do sleep 0.1; n=x$n; [ $n = xxxxxxxxxx ] && break; done`,
    );
    // how soon the script begins is the machine's to say
    const writing = setInterval(() => writeFileSync(`${home}/log`, 'another line\n'), 300);
    expect(await told.finally(() => clearInterval(writing))).toMatch(/changed: .*log changed outside/);
  });

  test('a script that does not end', async () => {
    expect(await refusal('sleep 60', { timeoutMs: 1500 })).toMatch(/timed-out/);
  });

  test('more than there is room for', async () => {
    const { reply } = await run(`head -c 400M /dev/zero > ${home}/big || rm ${home}/big; echo "$?"`);
    expect(reply.stderr).toContain('No space left');
  }, 60_000);
});
