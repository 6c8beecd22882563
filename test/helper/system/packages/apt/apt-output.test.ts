import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainAptFailure } from '../../../../../helper/system/packages/apt/apt-failure.js';
import {
  parseLeftOut,
  parsePolicy,
  parseRecords,
  parseSimulation,
  parseStates,
} from '../../../../../helper/system/packages/apt/apt-output.js';
import { AptStatus } from '../../../../../helper/system/packages/apt/apt-status.js';

describe('apt policy', () => {
  it('reads each package under its own name', () => {
    const text =
      'hello:\n  Installed: (none)\n  Candidate: 2.10-3\n  Version table:\n     2.10-3 500\n' +
      'mail-transport-agent:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\n';
    expect(parsePolicy(text)).toEqual(
      new Map([
        ['hello', { installed: undefined, candidate: '2.10-3', versions: 1 }],
        ['mail-transport-agent', { installed: undefined, candidate: undefined, versions: 0 }],
      ]),
    );
  });

  it('tells one whose versions are all pinned away from one that has none', () => {
    const table = '     1.0-1 -1\n        500 file:/srv ./ Packages\n *** 0.9 100\n        100 /var/lib/dpkg/status\n';
    const text = `nano:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\n${table}`;
    expect(parsePolicy(text).get('nano')).toEqual({ installed: undefined, candidate: undefined, versions: 2 });
  });
});

describe('apt simulation', () => {
  it('names what is recommended and stays away', () => {
    const text =
      'The following NEW packages will be installed:\n  kite\nRecommended packages:\n  string | rope\n  tail\nInst kite (1.0 [all])\n';
    expect(parseLeftOut(text)).toEqual(['string', 'rope', 'tail']);
    expect(parseLeftOut('Inst kite (1.0 [all])\n')).toEqual([]);
  });

  it.each([
    ['Inst hello (2.10-3 Debian:12.15/oldstable [amd64])', ['install', 'hello', undefined, '2.10-3', 'amd64']],
    [
      'Inst libc6 [2.36-9] (2.36-9+deb12u1 Debian:12/stable [amd64]) [bash:amd64 ]',
      ['install', 'libc6', '2.36-9', '2.36-9+deb12u1', 'amd64'],
    ],
    ['Inst libx:i386 (1:1.0~rc1-2 a:1/b, c:2/d [i386]) []', ['install', 'libx:i386', undefined, '1:1.0~rc1-2', 'i386']],
    ['Inst probe (1.0 localhost [all])', ['install', 'probe', undefined, '1.0', 'all']],
    ['Remv gcc [4:12.2.0-3]', ['remove', 'gcc', '4:12.2.0-3', undefined, '']],
    ['Purg gcc [4:12.2.0-3] [g++:amd64 ]', ['remove', 'gcc', '4:12.2.0-3', undefined, '']],
  ])('reads %s', (line, [verb, name, from, to, architecture]) => {
    expect(parseSimulation(`NOTE: This is only a simulation!\n${line}\nConf x (1 y [all])\n`)).toEqual([
      { verb, name, from, to, architecture },
    ]);
  });

  it('stumbles over a line that it cannot read, rather than leave it out', () => {
    expect(() => parseSimulation('Inst hello\n')).toThrow(/unexpected line/);
    expect(() => parseSimulation('Remv hello\n')).toThrow(/unexpected line/);
  });

  it('reads any text without dying but by that error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        parsePolicy(text);
        parseRecords(text);
        parseStates(text);
        explainAptFailure(text);
        expect(parseSimulation(text.replaceAll(/^(Inst|Remv|Purg) /gm, ''))).toEqual([]);
      }),
    );
  });
});

describe('package states', () => {
  it('tells the machine`s own architecture from another, and what is complete from what is not', () => {
    const text = [
      'dpkg\tamd64\tii \t1.22\tyes\tno\t6000',
      'libc6\tamd64\tii \t2.41\tno\tno\t13000',
      'libc6\ti386\tii \t2.41\tno\tno\t12000',
      'hello\tall\tiF \t1.0\tno\tno\t10',
      'gone\tamd64\trc \t1.0\tno\tno\t10',
      'named\tamd64\tun \t\tno\tno\t',
      'shim\tamd64\tii \t1\tno\tyes\t10',
    ].join('\n');
    const states = parseStates(`${text}\n`);
    expect([...states.keys()]).toEqual(['dpkg', 'libc6', 'libc6:i386', 'hello', 'gone', 'shim']);
    expect(states.get('libc6')).toMatchObject({ complete: true, version: '2.41', unpackedBytes: 13000 * 1024 });
    expect(states.get('hello')).toMatchObject({ complete: false, status: 'half-configured' });
    expect(states.get('gone')).toMatchObject({ complete: false, status: 'config-files' });
    expect(states.get('shim')?.essential).toBe(true);
  });
});

describe('apt status', () => {
  it('turns status lines into progress, however they are cut, and keeps what is not one', () => {
    const seen: string[] = [];
    const work = {
      id: 'x',
      signal: new AbortController().signal,
      progress: (percent: number, text: string) => void seen.push(`${percent} ${text}`),
      output: () => {},
    };
    const status = new AptStatus(work, { from: 50, to: 100 });
    for (const piece of [
      'dlsta',
      'tus:1:50.0000:Retrieving\npmstatus:libc6:amd64:20.0:Unpacking libc6 (amd64)\nE: bro',
      'ken\n',
    ]) {
      status.read(piece);
    }
    status.readOutput('Waiting for cache lock: Could not get lock /x. It is held by process 7 (aptitude)...\n');
    status.readOutput('Waiting for cache lock: Could not get lock /x. It is held by process 7 (aptitude)...\n');
    expect(status.holder).toBe('process 7 (aptitude)');
    expect(seen.splice(2)).toEqual(['50 waiting for another package manager: process 7 (aptitude)']);
    status.read('pmerror:hello:60.0:installed hello package post-installation script subprocess returned error');
    status.end();
    expect(seen).toEqual([
      '75 Retrieving',
      '60 Unpacking libc6 (amd64)',
      expect.stringContaining('80 installed hello'),
    ]);
    expect(status.errors).toBe(
      'E: broken\ndpkg: error: installed hello package post-installation script subprocess returned error',
    );
  });

  it('knows who holds the lock from the error as well, where nothing was said while it waited', () => {
    const work = { id: 'x', signal: new AbortController().signal, progress: () => {}, output: () => {} };
    const status = new AptStatus(work, { from: 0, to: 50 });
    status.read('E: Could not get lock /x. It is held by process 9 (python3)\nE: Unable to acquire the lock\n');
    expect(status.holder).toBe('process 9 (python3)');
  });
});
