import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../../interfaces/catalog.js';
import { findAction } from '../../../../agent/operator-client/client.js';
import { unreadableHint } from '../../../../agent/shell/execution/unreadable.js';

const step = (more = {}) => ({ step: { action: 'exec', argv: ['tail', '-n', '5', '/var/log/app.log'], ...more } });
const exec = findAction(loadCatalog(), 'exec');

describe('a program that may not read its file', () => {
  it.each([
    "tail: cannot open '/var/log/app.log' for reading: Permission denied\n",
    'cat: /var/log/app.log: Permission denied\n',
    'grep: /var/log/app.log: Permission denied\n',
  ])('is told of with the way that a password opens: %s', stderr => {
    expect(unreadableHint(step(), stderr, exec)).toMatch(/^you may not read \/var\/log\/app\.log yourself: .*password/);
  });

  it('is another thing than a program that failed, or one that ran as somebody else', () => {
    expect(unreadableHint(step(), 'tail: invalid number of lines', exec)).toBe('');
    expect(unreadableHint(step({ user: 'root' }), 'cat: /a: Permission denied', exec)).toBe('');
    expect(unreadableHint({ step: { action: 'echo', text: 'x' } }, undefined, exec)).toBe('');
  });
});
