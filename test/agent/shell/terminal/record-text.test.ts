import { describe, expect, it } from 'vitest';
import { renderRecord, toHistoryRow } from '../../../../agent/shell/terminal/record-text.js';

const time = '2026-11-22T20:01:02.345Z';
// as a locale that writes it so does
const zone = new Intl.DateTimeFormat('sv-SE', { timeZoneName: 'longOffset' }).formatToParts(new Date(time));
const offset = zone
  .find(({ type }) => type === 'timeZoneName')
  ?.value.replace('GMT', '')
  .replace('\u2212', '-');
const local = `${new Date(time).toLocaleString('sv-SE')} ${offset || '+00:00'}`;
const row = { record: 'm1-00000000', time, action: 'write_file', user: 'alice', outcome: 'can-obtain', undo: 'done' };

describe('a record', () => {
  it('is a row in words, at the time of the place', () => {
    expect(toHistoryRow(row, false)).toEqual({
      record: 'm1-00000000',
      time: local,
      action: 'write_file',
      outcome: 'needs password',
      undo: 'undone',
      summary: '',
    });
    expect(toHistoryRow(row, true)['user']).toBe('alice');
    expect(toHistoryRow({ outcome: 'done', undo: 'no', time: 'some time' }, false)).toMatchObject({
      outcome: 'done',
      undo: 'no',
      time: 'some time',
    });
  });

  it('is told in full, one fact a line, and nothing of it reaches the terminal raw', () => {
    const params = JSON.stringify({ path: '/etc/a\u001b[2J', content: { bytes: 3 }, mode: '' });
    expect(renderRecord({ ...row, params, details: '{}', plan: '' })).toBe(
      `record: m1-00000000\ntime: ${local}\naction: write_file\nuser: alice\noutcome: needs password\nundo: undone\n` +
        'params:\n  path: /etc/a\\x1b[2J\n  content: {"bytes":3}\n',
    );
    expect(renderRecord({ details: 'no json' })).toContain('text: no json');
  });
});
