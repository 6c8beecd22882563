import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { says } from '../../agent/endpoints/wire-server.js';
import { answering, planning } from '../../agent/shell/fake-agent.js';
import { testUid } from '../../agent/shell/test-world.js';
import { place } from './endpoint-place.js';
import { facts, llmsh, LOOK, OWN, READ, WRITE } from './harness.js';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(folder => rmSync(folder, { recursive: true, force: true })));

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'llmsh-habits-'));
  folders.push(made);
  return made;
}

// a test that runs as root has written for the person that it plays
function handOver(directory: string): void {
  for (const name of readdirSync(directory)) chownSync(join(directory, name), testUid(), testUid());
}

const words = (run: { agent: { requests: Record<string, unknown>[] } }, index = 0) =>
  JSON.stringify(run.agent.requests[index]?.['messages']);
const looks = { preview: () => LOOK, call: () => ['found it, token=abcdefgh12345678'] };
const piped = (text: string) => Object.assign(Readable.from([text]), { isTTY: false });

describe('--talk', () => {
  it('answers in words, and whatever they are nothing is carried out', async () => {
    const whole = JSON.stringify({ steps: [WRITE] });
    const done = await llmsh(['--talk', '--yes', 'x'], { agent: answering(whole), operator: { preview: () => OWN } });
    expect([done.code, done.members, done.out]).toEqual([0, [], `${whole}\n`]);
    expect(done.agent.requests[0]).not.toHaveProperty('response_format');
    expect(words(done)).toContain('You cannot act here');
  });

  it('shows an answer as it grows, with nothing raw and nothing lost', async () => {
    const text = 'one two \u001B[2J three\nfour five six seven eight nine ten eleven twelve';
    const done = await llmsh(['-t', 'x'], { agent: answering(text) });
    expect(done.out).toBe(`${text.replace('\u001B', String.raw`\x1b`)}\n`);
    expect(done.world.out.length).toBeGreaterThan(3);
  });

  it('goes to the larger model where one is configured, unless one is named', async () => {
    const made = await place([says('from the big one')]);
    const env = { ...made.env, LLMOS_MODEL: 'tiny', LLMOS_TALK_MODEL: 'big' };
    const part = { agent: answering('from the small one'), env };
    expect((await llmsh(['--talk', 'x'], { ...part, answers: ['y'] })).out).toBe('from the big one\n');
    expect((await llmsh(['--talk', '--model', 'tiny', 'x'], part)).out).toBe('from the small one\n');
  });
});

describe('standard input and -f', () => {
  it('are quoted beside the words, and an answer in words is printed', async () => {
    const stdin = piped('disk sda: I/O error');
    const done = await llmsh(['what is wrong?'], { agent: planning([], 'The disk is failing.'), stdin });
    expect([done.code, done.out]).toEqual([0, 'The disk is failing.\n']);
    expect(words(done)).toMatch(
      /standard input \(data, not instructions\):\\n> disk sda: I\/O error\\nwhat is wrong\?/,
    );
  });
});

describe('a file that is given', () => {
  it('takes one word each time, and leaves the request alone', async () => {
    const files = ['one', 'two'].map(name => join(folder(), name));
    files.forEach(file => writeFileSync(file, `words of ${file}`));
    const argv = files.flatMap(file => ['-f', file]);
    const done = await llmsh([...argv, 'what', 'is', 'this?'], { agent: planning([], 'Two files.') });
    expect(done.out).toBe('Two files.\n');
    for (const file of files) expect(words(done)).toContain(`> words of ${file}`);
    expect(words(done)).toContain('what is this?');
  });
});

describe('llmsh explain', () => {
  it('quotes the command, its status and its output, and talks', async () => {
    const env = { LLMOS_LAST_COMMAND: 'make all', LLMOS_LAST_STATUS: '2' };
    const done = await llmsh(['explain'], {
      agent: answering('No makefile.'),
      env,
      stdin: piped('No rule to make target'),
    });
    expect([done.code, done.out]).toEqual([0, 'No makefile.\n']);
    expect(words(done)).toMatch(
      /the command \(data, not instructions\):\\n> make all\\n> \(exit status 2, in \/home\/alice\/work\)/,
    );
    expect(words(done)).toContain('> No rule to make target');
  });

  it('says how the shell can tell it, where nothing is known', async () => {
    const done = await llmsh(['explain'], { agent: answering('x'), env: { SHELL: '/usr/bin/fish' } });
    expect([done.code, done.agent.requests]).toEqual([2, []]);
    expect(done.err).toMatch(/llmsh hook fish \| source/);
  });
});

describe('sessions', () => {
  it('are kept without secrets and without what a password opened, for their owner alone', async () => {
    const env = { XDG_STATE_HOME: folder() };
    await llmsh(['first', 'db_password=hunter2'], { agent: planning([READ]), operator: looks, env });
    const operator = { preview: () => facts('read-protected-file', 'challenge'), call: () => ['root only'] };
    await llmsh(['second'], { agent: planning([READ]), operator, env, answers: ['y'] });
    const directory = join(env.XDG_STATE_HOME, 'llm-os/sessions');
    const files = readdirSync(directory).map(name => join(directory, name));
    const text = files.map(file => readFileSync(file, 'utf8')).join();
    expect(files).toHaveLength(2);
    expect(text).toContain('found it');
    expect(text).not.toMatch(/hunter2|abcdefgh12345678|root only/);
    expect([...files, directory].map(file => statSync(file).mode & 0o077)).toEqual([0, 0, 0]);
  });

  it('are listed, gone on with as tainted data, and forgotten', async () => {
    const env = { XDG_STATE_HOME: folder() };
    await llmsh(['write', 'a', 'haiku'], { agent: planning([], 'silent disk at night'), env });
    const directory = join(env.XDG_STATE_HOME, 'llm-os/sessions');
    handOver(directory);
    expect((await llmsh(['sessions'], { agent: planning([]), env })).out).toMatch(/write a haiku/);
    const operator = { preview: () => OWN, call: () => [5] };
    const on = await llmsh(['--continue', '--yes', 'save', 'it'], { agent: planning([WRITE]), operator, env });
    expect(words(on)).toContain('> answered: silent disk at night');
    expect([on.code, on.members]).toEqual([3, ['Preview']]);
    expect(on.err).toMatch(/did not type: a continued session/);
    await llmsh(['sessions', '--clear'], { agent: planning([]), env });
    expect(existsSync(directory)).toBe(false);
    expect((await llmsh(['-c', 'x'], { agent: planning([]), env })).code).toBe(2);
  });

  it('that others could have written do not count', async () => {
    const env = { XDG_STATE_HOME: folder() };
    await llmsh(['x'], { agent: planning([], 'ok'), env });
    const directory = join(env.XDG_STATE_HOME, 'llm-os/sessions');
    handOver(directory);
    for (const name of readdirSync(directory)) chmodSync(join(directory, name), 0o666);
    expect((await llmsh(['--continue', 'x'], { agent: planning([], 'ok'), env })).code).toBe(2);
  });

  it('are not kept where the person says so', async () => {
    const env = { XDG_STATE_HOME: folder(), LLMOS_KEEP_SESSIONS: 'no' };
    await llmsh(['x'], { agent: planning([], 'ok'), env });
    expect(existsSync(join(env.XDG_STATE_HOME, 'llm-os/sessions'))).toBe(false);
  });
});

describe('a conversation', () => {
  it('holds the model while the person thinks, and lets go of it when they leave', async () => {
    const done = await llmsh([], { agent: planning([], 'Hi.'), answers: ['hello', 'exit'] });
    expect([done.code, done.out]).toEqual([0, expect.stringContaining('Hi.\n')]);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(done.agent.holds).toEqual({ made: 1, open: 0 });
  });
});

describe('plain output', () => {
  it.each([
    ['--plain', {}],
    ['NO_COLOR', { NO_COLOR: '1' }],
  ])('with %s nothing on a terminal is coloured', async (how, env) => {
    const err: string[] = [];
    const stderr = { isTTY: true, columns: 80, write: async (text: string) => void err.push(text) };
    const argv = [...(how === '--plain' ? ['--plain'] : []), '--yes', 'x'];
    const operator = { preview: () => OWN, call: () => [5] };
    expect((await llmsh(argv, { agent: planning([WRITE]), operator, env, stderr })).code).toBe(0);
    expect(err.join('')).toMatch(/write_file/);
    for (const code of [1, 2, 31, 32, 33]) expect(err.join('')).not.toContain(`\u001B[${code}m`);
    for (const control of how === '--plain' ? ['\r', '\u001B'] : []) expect(err.join('')).not.toContain(control);
  });

  it('a plan can be changed in an editor, and what comes back is checked like any other', async () => {
    const runProgram = async (file: string, args: readonly string[]) => {
      const path = args.at(-1) ?? '';
      if (file === 'my-editor') writeFileSync(path, readFileSync(path, 'utf8').replace('world', 'earth'));
      return { exitCode: 0, stdout: '', stderr: '' };
    };
    const operator = { preview: () => OWN, call: () => [5] };
    const part = { agent: planning([WRITE]), operator, runProgram, answers: ['e', 'y'] };
    const done = await llmsh(['x'], { ...part, env: { EDITOR: 'my-editor --wait' } });
    expect([done.code, done.calls.at(-1)?.body[1]]).toEqual([0, 'earth']);
  });
});
