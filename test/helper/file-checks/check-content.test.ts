import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkContent } from '../../../helper/file-checks/check-content.js';
import type { RunningUnit, UnitRequest, UnitStarter } from '../../../helper/system/units/unit-starter.js';
import { contextOf } from '../actions/call-action.js';

const path = '/etc/fstab';
let state = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'checks-'));
  process.env['RUNTIME_DIRECTORY'] = state;
});
afterEach(() => {
  delete process.env['RUNTIME_DIRECTORY'];
  rmSync(state, { recursive: true });
});

/** stands in for systemd: `judge` is told the content that lies over the file, `undefined` for none */
class CheckUnits implements UnitStarter {
  readonly requests: UnitRequest[] = [];
  readonly #judge: (content: string | undefined) => readonly [exitStatus: number, text: string];

  constructor(judge: (content: string | undefined) => readonly [number, string]) {
    this.#judge = judge;
  }

  async start(request: UnitRequest): Promise<RunningUnit> {
    this.requests.push(request);
    const [exitStatus, text] = this.#judge(contentOver(request));
    return {
      name: request.id,
      streams: { stdout: Readable.from([]), stderr: Readable.from([Buffer.from(text)]) },
      finished: Promise.resolve({ result: 'exit-code', exitStatus, signal: undefined }),
      stop: async () => {},
    };
  }
}

function contentOver({ properties }: UnitRequest): string | undefined {
  const [, bind] = properties.find(([name]) => name === 'BindReadOnlyPaths') ?? [];
  const [row] = Array.isArray(bind?.value) ? bind.value : [];
  if (!Array.isArray(row)) return undefined;
  expect(row[1]).toBe(path);
  return readFileSync(String(row[0]), 'utf8');
}

const check = async (units: UnitStarter, content = 'good\nbad\n', readable = true) =>
  await checkContent({ path, content: Buffer.from(content), readable }, contextOf(units));

describe('the check of a new content by the program that reads it', () => {
  it('lays the content over the file for the checker alone, and leaves nothing behind', async () => {
    const units = new CheckUnits(() => [0, '']);
    expect(await check(units)).toBe('findmnt --verify --tab-file /etc/fstab takes it');
    expect(units.requests).toHaveLength(1);
    expect(readdirSync(join(state, 'checks'))).toEqual([]);
  });

  it('refuses a fault that was not there before, with the line, and with its text for who may read it', async () => {
    const judge = (content: string | undefined): readonly [number, string] =>
      content === undefined ? [0, ''] : [1, `${path}: parse error at line 2 secret`];
    await expect(check(new CheckUnits(judge))).rejects.toThrow(/does not take the new content at line 2: bad; nothing/);
    const blind = check(new CheckUnits(judge), 'good\nbad\n', false);
    await expect(blind).rejects.toThrow(/new content at line 2; nothing was changed$/);
    await expect(check(new CheckUnits(judge))).rejects.not.toThrow(/secret/);
  });

  it('says so where the fault was there before, or the checker did not run', async () => {
    expect(await check(new CheckUnits(() => [1, '']))).toMatch(/finds a fault, as it did before/);
    expect(await check(new CheckUnits(() => [226, '']))).toMatch(/^not checked: .* could not be run/);
    const sshd = new CheckUnits(content => (content === undefined ? [0, ''] : [255, 'bad option']));
    await expect(check(sshd)).rejects.toThrow(/does not take/);
  });

  it('names a checker that is not installed, and knows none for other files', async () => {
    const units = new CheckUnits(() => [0, '']);
    const other = (file: string) =>
      checkContent({ path: file, content: Buffer.from(''), readable: true }, contextOf(units));
    expect(await other('/etc/motd')).toBe('');
    if (!existsSync('/usr/sbin/nginx')) expect(await other('/etc/nginx/nginx.conf')).toMatch(/nginx is not installed/);
    expect(units.requests).toEqual([]);
  });

  it('lets the checker change and reach nothing, and hides what is denied', async () => {
    const units = new CheckUnits(() => [0, '']);
    await check(units);
    const names = new Map(units.requests[0]?.properties);
    expect(names.get('ProtectSystem')?.value).toBe('strict');
    expect(names.get('PrivateNetwork')?.value).toBe(true);
    expect(names.get('CapabilityBoundingSet')?.value).toBe(4n);
    expect(names.get('InaccessiblePaths')?.value).toContain('-/etc/shadow');
  });
});
