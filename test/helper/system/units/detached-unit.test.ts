import { appendFileSync, existsSync, mkdtempSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDetached } from '../../../../helper/system/units/detached-unit.js';
import type {
  RunningUnit,
  UnitOutcome,
  UnitRequest,
  UnitStarter,
} from '../../../../helper/system/units/unit-starter.js';

const DONE: UnitOutcome = { result: 'success', exitStatus: 0, signal: undefined };

class SlowUnit implements UnitStarter {
  request: UnitRequest | undefined;
  end: (outcome: UnitOutcome) => void = () => {};

  async start(request: UnitRequest): Promise<RunningUnit> {
    this.request = request;
    const finished = new Promise<UnitOutcome>(resolve => (this.end = resolve));
    return { name: 'x', streams: {}, finished, stop: async () => {} };
  }

  say(property: string, text: string): void {
    const path = this.request?.properties.find(([name]) => name === property)?.[1].value;
    appendFileSync(String(path), text);
  }
}

function begin() {
  const directory = mkdtempSync(join(tmpdir(), 'finish-'));
  const units = new SlowUnit();
  const heard: string[] = [];
  const running = runDetached(units, {
    id: 'r-1',
    description: 'test',
    argv: ['/bin/true'],
    properties: [],
    directory,
    pollMs: 5,
    onOutput: text => heard.push(`out ${text}`),
    onErrorText: text => heard.push(`err ${text}`),
  });
  return { directory, units, heard, running };
}

const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 40));

describe('work that finishes', () => {
  it('is followed through files, to the last byte, which are gone afterwards', async () => {
    const { directory, units, heard, running } = begin();
    await pause();
    units.say('StandardOutputFileToAppend', 'one\n');
    await pause();
    expect(heard).toEqual(['out one\n']);
    // output of a package's scripts is readable only by root
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o077).toBe(0);
    units.say('StandardErrorFileToAppend', 'E: two\n');
    units.say('StandardOutputFileToAppend', 'three');
    units.end(DONE);
    expect(await running).toEqual(DONE);
    expect(heard.toSorted()).toEqual(['err E: two\n', 'out one\n', 'out three']);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('has no socket that could break under it, no deadline and no signal that stops it', async () => {
    const { units, running } = begin();
    await pause();
    units.end(DONE);
    await running;
    const value = (name: string): unknown => units.request?.properties.findLast(([key]) => key === name)?.[1].value;
    expect(units.request?.io).toBe('none');
    expect(value('RuntimeMaxUSec')).toBe(2n ** 64n - 1n);
    expect(value('OOMPolicy')).toBe('continue');
    expect(units.request?.signal.aborted).toBe(false);
  });

  it('sweeps away what a killed helper left behind long ago, and nothing newer', async () => {
    const { directory, units, running } = begin();
    await pause();
    units.end(DONE);
    await running;
    for (const name of ['old.out', 'new.err', 'chain.jsonl']) writeFileSync(join(directory, name), 'x');
    const longAgo = new Date(Date.now() - 48 * 3600 * 1000);
    for (const name of ['old.out', 'chain.jsonl']) utimesSync(join(directory, name), longAgo, longAgo);
    const again = runDetached(units, {
      id: 'r-2',
      description: 'test',
      argv: ['/bin/true'],
      properties: [],
      directory,
      pollMs: 5,
      onOutput: () => {},
      onErrorText: () => {},
    });
    await pause();
    units.end(DONE);
    await again;
    expect(existsSync(join(directory, 'old.out'))).toBe(false);
    expect(readdirSync(directory).toSorted()).toEqual(['chain.jsonl', 'new.err']);
  });
});
