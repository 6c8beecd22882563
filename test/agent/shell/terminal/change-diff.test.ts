import { describe, expect, it } from 'vitest';
import type { ChangedPath } from '../../../../agent/operator-client/rehearsals.js';
import { diffOf, renderDiffs } from '../../../../agent/shell/terminal/change-diff.js';

const NAMES = { users: new Map(), groups: new Map() };
const PAINT = {
  bold: (text: string) => text,
  dim: (text: string) => text,
  red: (text: string) => `<${text}>`,
  green: (text: string) => `[${text}]`,
  yellow: (text: string) => text,
};
const state = (size: number) => ({
  kind: 'file',
  mode: '0644',
  uid: 0,
  gid: 0,
  size,
  sha256: 'a'.repeat(64),
  target: '',
});

function changed(path: string, text: string, more: Partial<ChangedPath> = {}): ChangedPath {
  return { path, change: 'replaced', code: false, before: state(1), after: state(2), text, ...more };
}

function render(changes: readonly ChangedPath[], old: Record<string, string> = {}): string[] {
  return renderDiffs(changes, { names: NAMES, runsAs: 0, old: new Map(Object.entries(old)) }, PAINT);
}

describe('diffs of a change set', () => {
  it('show what goes and what comes, with what stands around it', () => {
    expect(render([changed('/etc/app.conf', 'a\nnew\nc\n')], { '/etc/app.conf': 'a\nold\nc\n' })).toEqual([
      '  /etc/app.conf',
      '    @@ -1,3 +1,3 @@',
      '     a',
      '    <-old>',
      '    [+new]',
      '     c',
    ]);
  });

  it('show a new file whole', () => {
    const made: ChangedPath = { path: '/srv/a', change: 'created', code: false, after: state(4), text: 'one\ntwo\n' };
    expect(render([made]).slice(2)).toEqual(['    [+one]', '    [+two]']);
  });

  it('say where the person may not read what is there', () => {
    expect(render([changed('/etc/secret', 'x\n')])).toEqual([
      '  /etc/secret',
      '    what is there now is no short text, or you may not read it',
    ]);
  });

  it('are bounded, each and together, and begin with what gives power', () => {
    const after = state(1000);
    const plain = Array.from({ length: 20 }, (_, at): ChangedPath => ({
      path: `/srv/${at}`,
      change: 'created',
      code: false,
      after,
      text: 'x\n'.repeat(500),
    }));
    const lines = render([...plain, changed('/etc/cron.d/x', 'evil\n', { code: true })], { '/etc/cron.d/x': '' });
    expect(lines[0]).toBe('  /etc/cron.d/x');
    expect(lines.length).toBeLessThan(400);
    expect(lines.at(-1)).toBe('  and 13 text files more (--json has all)');
  });

  it('hold nothing that a terminal acts on', () => {
    const shown = render([changed('/srv/a', '\u001B[2Jx\u202E\n')], { '/srv/a': 'y\n' }).join();
    expect(['\u001B', '\u202E'].filter(each => shown.includes(each))).toEqual([]);
    expect(shown).toContain('x1b');
  });

  it('are left out where two long texts have nothing in common', () => {
    const [old, fresh] = ['a', 'b'].map(letter => Array.from({ length: 1000 }, (_, at) => `${letter}${at}`).join('\n'));
    expect(diffOf(changed('/srv/a', fresh ?? ''), new Map([['/srv/a', old ?? '']]))).toBe('');
  });
});
