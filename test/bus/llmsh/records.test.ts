import dbus from 'dbus-next';
import { describe, expect, it } from 'vitest';
import { planning } from '../../agent/shell/fake-agent.js';
import { llmsh, PROTECTED } from './harness.js';
import { DoubleError, type DoubleCall } from './operator-double.js';

const ID = 'mabc123-0123abcd';
const texts = (row: Record<string, string>) =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, new dbus.Variant('s', value)]));
const ROW = {
  record: ID,
  time: '2026-11-22T20:00:00.000Z',
  action: 'write_file',
  outcome: 'done',
  undo: 'yes',
  summary: 'x\u001B[2J',
};

function archive(
  undo: () => [string, unknown[]] = () => ['sa{sv}', ['undone', texts({ record: 'mabc124-0123abcd' })]],
) {
  return {
    preview: () => ({ ...PROTECTED, record: ID, summary: 'put back /etc/motd', diff: '-new\n+old' }),
    raw: ({ member }: DoubleCall): [string, unknown[]] | undefined => {
      if (member === 'ListRecords') return ['aa{sv}', [[texts(ROW)]]];
      if (member === 'VerifyRecords') return ['ba{sv}', [false, texts({ broken_line: '7' })]];
      return member === 'Undo' ? undo() : undefined;
    },
  };
}

const part = (operator: object, answers?: string[]) => ({
  agent: planning([]),
  operator,
  ...(answers === undefined ? {} : { answers }),
});

describe('records', () => {
  it('are listed, and nothing in them reaches the terminal raw', async () => {
    const done = await llmsh(['history', '--limit', '5'], part(archive()));
    expect([done.code, done.out]).toEqual([
      0,
      expect.stringMatching(/mabc123-0123abcd +2026-11-2\d \d\d:\d\d:00 [+-]\d\d:\d\d +write_file/),
    ]);
    expect(done.out).not.toContain('\u001B');
    expect(done.calls[0]?.body).toEqual([{ limit: 5 }]);
    expect((await llmsh(['show', ID], part(archive()))).out).toMatch(/^action: write_file$/m);
  });

  it('that are broken end with 1', async () => {
    const done = await llmsh(['audit', 'verify'], part(archive()));
    expect([done.code, done.out]).toEqual([1, expect.stringMatching(/BROKEN[\s\S]*7/)]);
  });

  it('are asked for by id only: other words were a request', async () => {
    const done = await llmsh(['show', 'disk', 'usage'], part(archive()));
    expect([done.code, done.members]).toEqual([2, []]);
    expect(done.err).toMatch(/did you mean: llmsh -- show disk usage/);
    expect((await llmsh(['undo', 'everything'], part(archive()))).code).toBe(2);
  });
});

describe('undo', () => {
  it('is shown, confirmed and done', async () => {
    const done = await llmsh(['undo', ID], part(archive(), ['y']));
    expect([done.code, done.members]).toEqual([0, ['Preview', 'Undo']]);
    expect(done.err).toMatch(/put back \/etc\/motd[\s\S]*\+old/);
    expect(done.calls[1]?.body[0]).toBe(ID);
  });

  it('does nothing without a yes', async () => {
    expect((await llmsh(['undo'], part(archive(), ['n']))).members).toEqual(['Preview']);
    const nobody = await llmsh(['undo'], part(archive()));
    expect([nobody.code, nobody.members]).toEqual([3, ['Preview']]);
  });

  it('ends with the code of its refusal', async () => {
    const dismissing = () => {
      throw new DoubleError('org.llmos.Error.NotAuthorizedDismissed', 'dismissed');
    };
    expect((await llmsh(['undo', '--yes', ID], part(archive(dismissing)))).code).toBe(5);
  });
});
