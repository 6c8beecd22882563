import { describe, expect, it } from 'vitest';
import { needsRecords } from '../../../agent/shell/host/prestart-operator.js';

describe('the operator is woken before our libraries are loaded', () => {
  it.each([['audit', 'verify'], ['history'], ['--json', 'history', '--all'], ['show', 'r1'], ['undo'], ['confirm']])(
    'for %s %s',
    (...words) => expect(needsRecords(words.filter(word => word !== undefined))).toBe(true),
  );

  it.each([
    ['a request that begins with another word', ['tell', 'me', 'the', 'history']],
    ['a request after --', ['--', 'history']],
    ['help', ['history', '--help']],
    ['a command without records', ['doctor']],
    ['nothing', []],
  ])('and not for %s', (_, words) => expect(needsRecords(words)).toBe(false));
});
