import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES, readFirstWord, suggestRequest } from '../../../../agent/shell/environment/first-word.js';
import { buildProgram } from '../../../../agent/shell/program.js';
import { testWorld } from '../test-world.js';

const kind = (...argv: string[]) => readFirstWord(argv, COMMAND_NAMES).kind;

describe('the first word', () => {
  it('is a command by itself, a request in quotes', () => {
    expect(kind('doctor')).toBe('command');
    expect(kind('doctor my disk')).toBe('request');
    expect(kind('create', 'a', 'file')).toBe('request');
    expect(kind()).toBe('request');
  });

  it('is found behind options and their values', () => {
    expect(kind('--json', 'doctor')).toBe('command');
    expect(kind('--model', 'doctor', 'x')).toBe('request');
    expect(kind('-f', 'apply', 'doctor')).toBe('command');
  });

  it('is never a command behind --', () => {
    expect(kind('--', 'doctor')).toBe('request');
    expect(kind('--json', '--', 'apply', 'plan.json')).toBe('request');
  });

  it('is known for every command of the program', () => {
    const program = buildProgram(testWorld(), async () => {}, true);
    const names = program.commands.map(command => command.name());
    expect(new Set([...names, 'help'])).toEqual(COMMAND_NAMES);
  });

  it('is suggested so that a shell reads the same words again', () => {
    expect(suggestRequest(['show', "it's $HOME"])).toBe(String.raw`llmsh -- show 'it'\''s $HOME'`);
  });
});
