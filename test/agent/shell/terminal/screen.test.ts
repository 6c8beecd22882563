import { describe, expect, it, vi } from 'vitest';
import { loadCatalog } from '../../../../interfaces/catalog.js';
import { findAction } from '../../../../agent/operator-client/client.js';
import { renderFindings, summarize } from '../../../../agent/shell/terminal/result-text.js';
import { createScreen } from '../../../../agent/shell/terminal/screen.js';
import { createStreamPrinter } from '../../../../agent/shell/terminal/stream-printer.js';
import { createWaiting } from '../../../../agent/shell/terminal/status-timer.js';

function screen(options: { isTTY?: boolean; plain?: boolean; noColour?: boolean; columns?: number }) {
  const err: string[] = [];
  const sink = {
    isTTY: options.isTTY === true,
    columns: options.columns ?? 20,
    write: async (text: string) => void err.push(text),
  };
  const made = createScreen({
    stdout: sink,
    stderr: sink,
    plain: options.plain === true,
    noColour: options.noColour === true,
  });
  return { made, err };
}

describe('the screen', () => {
  it('redraws and colours on a terminal only', async () => {
    const { made, err } = screen({ isTTY: true });
    made.status('planning');
    expect(err.join('')).toContain('\u001B[K');
    expect(made.paint.red('x')).toContain('\u001B[31m');
    for (const options of [{}, { isTTY: true, plain: true }]) {
      const plain = screen(options);
      plain.made.status('planning');
      plain.made.status('planning');
      plain.made.clearStatus();
      await plain.made.note(plain.made.paint.red('x'));
      expect(plain.err.join('')).toBe('planning\nx\n');
    }
  });

  it('keeps colour away where NO_COLOR says so', () => {
    expect(screen({ isTTY: true, noColour: true }).made.paint.red('x')).toBe('x');
  });

  it('never lets a status line wrap', () => {
    const { made, err } = screen({ isTTY: true, columns: 20 });
    made.status('a line of words that is much too long');
    expect(err.join('').replace('\r\u001B[K', '').length).toBeLessThan(20);
  });
});

describe('what looks like a secret', () => {
  const KEY = '-----BEGIN PRIVATE KEY-----\nabc\ndef\n-----END PRIVATE KEY-----\n';

  it('is hidden on a terminal, once said, and handed on as it is to anything else', async () => {
    const { made, err } = screen({ isTTY: true, plain: true });
    await made.untrusted('result', 'password=hunter2\n');
    await made.untrusted('output', 'token: abcdef\n');
    expect(err).toEqual([
      'password=[hidden]\n',
      expect.stringMatching(/a pipe and --json get it/),
      'token: [hidden]\n',
    ]);
    await made.result('password: alice has one\n');
    expect(err.at(-1), 'our own words').toBe('password: alice has one\n');
    const piped = screen({});
    await piped.made.untrusted('result', 'password=hunter2\n');
    expect(piped.err).toEqual(['password=hunter2\n']);
  });

  it('is hidden although it comes in pieces, and nothing else is held back or lost', async () => {
    const text = `first\npassword=hunter2\n${KEY}last, and no end of a line`;
    for (const size of [1, 3, 7, 30, 1000]) {
      const { made, err } = screen({ isTTY: true, plain: true });
      const printer = createStreamPrinter(made, false);
      for (let at = 0; at < text.length; at += size) await printer.take('stdout', text.slice(at, at + size));
      await printer.rest('stdout', text);
      const shown = err.filter(each => !each.startsWith('What looks')).join('');
      expect(shown).toBe('first\npassword=[hidden]\n[hidden]\nlast, and no end of a line');
    }
  });

  it('does not keep the last words of a program that was stopped', async () => {
    const { made, err } = screen({ isTTY: true, plain: true });
    const printer = createStreamPrinter(made, false);
    await printer.take('stderr', 'no end of');
    await printer.take('stderr', ' a line');
    expect(err).toEqual([]);
    await printer.end();
    expect(err).toEqual(['no end of a line']);
  });
});

describe('a status that takes long', () => {
  it('says on a terminal how long it has taken, and starts anew with each word', () => {
    vi.useFakeTimers();
    const { made, err } = screen({ isTTY: true, columns: 80 });
    const waiting = createWaiting(made);
    waiting.say('loading');
    vi.advanceTimersByTime(5000);
    expect(err.at(-1)).toContain('loading (5 s)');
    waiting.say('planning');
    vi.advanceTimersByTime(2000);
    expect(err.at(-1)).toContain('planning');
    expect(err.at(-1)).not.toContain('(');
    waiting.stop();
    vi.useRealTimers();
  });
});

describe('what was found', () => {
  it('is text, fields and tables, and nothing of it reaches the terminal raw', () => {
    const evil = 'x\u001B[2J';
    const shown = renderFindings({
      unit: evil,
      journal: ['one', evil],
      processes: [
        { pid: 1, name: 'systemd' },
        { pid: 22, name: evil },
      ],
    });
    expect(shown).not.toContain('\u001B');
    expect(shown).toMatch(/^unit: x\\x1b\[2J$/m);
    expect(shown).toMatch(/^pid {2}name$/m);
    expect(shown).toMatch(/^1 {4}systemd$/m);
  });

  it('keeps the escapes of a summary, and makes its own of anything else', () => {
    const records = [{ summary: String.raw`run 'a\x26b' ${'\u001b'}[2J`, action: String.raw`a\b` }];
    expect(renderFindings({ records })).toContain(String.raw`run 'a\x26b' \x1b[2J  a\x5cb`);
  });

  it('of a change is a few words', () => {
    const [write, exec] = ['write_file', 'exec'].map(name => findAction(loadCatalog(), name));
    expect(write && summarize({ bytes: 5, created: true }, write)).toBe('bytes 5, created true');
    expect(exec && summarize({ exit_status: 1, stdout: 'x', stderr: '', truncated: true }, exec)).toBe('');
  });

  it('is the text of a file as it is, and the state of a unit in full', () => {
    const [read, status] = ['read_file', 'unit_status'].map(name => findAction(loadCatalog(), name));
    expect(renderFindings({ content: 'a\n', encoding: 'utf-8', size: 2, truncated: false }, read)).toBe('a\nsize: 2\n');
    // the status of its last process is a fact about the unit; no program of ours ended with it
    expect(renderFindings({ unit: 'a.service', exit_status: 1 }, status)).toBe('unit: a.service\nexit_status: 1\n');
  });
});
