import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../helper/file-edits/apply-edit.js';
import type { Edit } from '../../../helper/file-edits/edit.js';
import { toBytes } from '../../../helper/file-edits/lines.js';

const NONE = {
  match: '',
  at: 'anywhere',
  line: 0,
  text: '',
  all: false,
  setting: '',
  section: '',
  style: undefined,
} as const;

function run(before: string | Buffer, edit: Pick<Edit, 'change'> & Partial<Edit>): string {
  const content = typeof before === 'string' ? Buffer.from(before) : before;
  return applyEdit(content, { path: '/srv/file', ...NONE, ...edit }).content.toString('latin1');
}

const set = (before: string, setting: string, text: string, more: Partial<Edit> = {}) =>
  run(before, { change: 'set', setting, text, ...more });

describe('an edit of lines', () => {
  it.each<[string, string, Pick<Edit, 'change'> & Partial<Edit>, string]>([
    ['replaces text in its line', 'a b\nc\n', { change: 'replace', match: 'b', text: 'x' }, 'a x\nc\n'],
    ['replaces text with signs of a pattern', 'a.b\n', { change: 'replace', match: 'a.b', text: '$&' }, '$&\n'],
    [
      'replaces each text where all is asked',
      'a a\na\n',
      { change: 'replace', match: 'a', text: 'b', all: true },
      'b b\nb\n',
    ],
    [
      'replaces the beginning of a line',
      'ab\nba\n',
      { change: 'replace', match: 'b', at: 'start', text: 'x' },
      'ab\nxa\n',
    ],
    ['replaces the end of a line', 'ab\nba\n', { change: 'replace', match: 'b', at: 'end', text: 'x' }, 'ax\nba\n'],
    ['replaces a line by two', 'a\nb\n', { change: 'replace_line', match: 'a', text: 'x\ny' }, 'x\ny\nb\n'],
    ['puts a line before another', 'a\nb\n', { change: 'insert_before', match: 'b', text: 'x' }, 'a\nx\nb\n'],
    ['puts a line behind another', 'a\nb\n', { change: 'insert_after', line: 1, text: 'x\n' }, 'a\nx\nb\n'],
    ['puts a line behind each', 'a\na\n', { change: 'insert_after', match: 'a', text: 'x', all: true }, 'a\nx\na\nx\n'],
    ['deletes a line', 'a\nb\nc\n', { change: 'delete', match: 'b', at: 'whole' }, 'a\nc\n'],
    ['comments out a line at its indent', '  a\n', { change: 'comment', match: 'a' }, '  #a\n'],
    ['takes a comment sign away', '# a\nb\n', { change: 'uncomment', match: 'a' }, 'a\nb\n'],
    [
      'knows a comment with and without its sign',
      '#Port 22\n#Port 2222\n',
      { change: 'uncomment', match: 'Port 22', at: 'whole' },
      'Port 22\n#Port 2222\n',
    ],
    ['leaves what is a comment already', '#a\n', { change: 'comment', match: 'a' }, '#a\n'],
  ])('%s', (_, before, edit, after) => {
    expect(run(before, edit)).toBe(after);
  });

  it.each<[string, string, Pick<Edit, 'change'> & Partial<Edit>, string]>([
    ['line ends', 'a\r\nb\r\n', { change: 'insert_after', match: 'a', text: 'x\ny' }, 'a\r\nx\r\ny\r\nb\r\n'],
    ['line ends of a line that is replaced', 'a\r\n', { change: 'replace_line', line: 1, text: 'x\ny' }, 'x\r\ny\r\n'],
    ['a missing last line feed', 'a\nb', { change: 'insert_after', match: 'b', text: 'x' }, 'a\nb\nx'],
    [
      'a missing last line feed of a line that is replaced',
      'a\nb',
      { change: 'replace_line', match: 'b', text: 'x\ny' },
      'a\nx\ny',
    ],
    ['a missing last line feed before a deleted line', 'a\nb', { change: 'delete', line: 1 }, 'b'],
    ['a last line feed', 'a\n', { change: 'insert_after', line: 1, text: 'x' }, 'a\nx\n'],
  ])('keeps %s', (_, before, edit, after) => {
    expect(run(before, edit)).toBe(after);
  });

  it('keeps a byte-order mark before the first line, and bytes that are no utf-8', () => {
    const before = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0a, 0xff, 0xc3, 0x0a]);
    expect(run(before, { change: 'insert_before', match: 'a', at: 'whole', text: 'x' })).toBe(
      '\u00ef\u00bb\u00bfx\na\n\u00ff\u00c3\n',
    );
  });

  it('finds and writes letters as the bytes that they are', () => {
    const edit = { change: 'replace', match: toBytes('Grüße'), text: toBytes('schöne') } as const;
    expect(Buffer.from(run('viele Grüße\n', edit), 'latin1').toString()).toBe('viele schöne\n');
  });

  it.each<[string, string, Pick<Edit, 'change'> & Partial<Edit>, RegExp, readonly number[]]>([
    ['several lines', 'a\nb\na\n', { change: 'delete', match: 'a' }, /2 lines match/, [1, 3]],
    ['a text that a line has twice', 'a a\n', { change: 'replace', match: 'a', text: 'b' }, /2 times in line 1/, [1]],
    ['a line that has another text', 'a\nb\n', { change: 'delete', line: 1, match: 'b' }, /line 1 does not/, [2]],
    ['a line behind the last', 'a\n', { change: 'delete', line: 2 }, /no line 2/, []],
    ['a text that is not there', 'a\n', { change: 'delete', match: 'x' }, /no line has that text/, []],
    ['zero bytes', 'a\0\n', { change: 'delete', match: 'a' }, /not text/, []],
    ['several comments', '#a\n#a\n', { change: 'uncomment', match: 'a' }, /2 lines match/, [1, 2]],
  ])('refuses %s', (_, before, edit, message, candidates) => {
    expect(() => run(before, edit)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message), candidates }),
    );
  });
});

describe('a setting', () => {
  const sshd = { path: '/etc/ssh/sshd_config' };
  const php = '[a]\nx = 1\n; y = 2\n\n[b]\nx = 3\n';

  it.each<[string, string]>([
    [set('#Port 22\nUseDNS no\n', 'Port', '2222', sshd), '#Port 22\nPort 2222\nUseDNS no\n'],
    [set('port  22\n', 'Port', '2222', sshd), 'port  2222\n'],
    [
      set('UseDNS no\n\nMatch User x\n  Port 1\n', 'Port', '22', sshd),
      'UseDNS no\nPort 22\n\nMatch User x\n  Port 1\n',
    ],
    [set('', 'Port', '22', sshd), 'Port 22\n'],
    [set(php, 'x', '9', { section: 'b' }), php.replace('x = 3', 'x = 9')],
    [set(php, 'y', '9'), php.replace('; y = 2\n', '; y = 2\ny = 9\n')],
    [set(php, 'z', '9', { section: 'a' }), php.replace('x = 1\n', 'x = 1\nz = 9\n')],
    [set(php, 'z', '9', { section: 'c' }), `${php}\n[c]\nz = 9\n`],
    [
      set('[user]\r\n\temail = a@b\r\n', 'name', 'Sam', { section: 'user' }),
      '[user]\r\n\temail = a@b\r\n\tname = Sam\r\n',
    ],
    [set('TIMEOUT=5\n', 'TIMEOUT', '1'), 'TIMEOUT=1\n'],
    [set('LINE="quiet splash" # x\n', 'LINE', 'quiet'), 'LINE="quiet" # x\n'],
    [set("LINE='a b'\n", 'LINE', 'c d'), "LINE='c d'\n"],
    [set('A=1\n', 'LANG', 'two words'), 'A=1\nLANG="two words"\n'],
    [set('export A=1\n', 'A', '$(id)'), 'export A="\\$(id)"\n'],
    [set('A=1', 'B', '2'), 'A=1\nB=2'],
    [set('A=1\n', 'A', '1'), 'A=1\n'],
  ])('is written as its file writes it (%#)', (after, expected) => {
    expect(after).toBe(expected);
  });

  it.each<[string, () => string, RegExp]>([
    ['one of several sections', () => set(php, 'x', '9'), /2 lines match/],
    ['one that no section has', () => set(php, 'z', '9'), /give the section/],
    ['a section of a file without any', () => set('A=1\n', 'A', '1', { section: 's' }), /no sections/],
    ['a file that tells nothing of its style', () => set('# hello, you\n', 'A', '1'), /give the style/],
    ['one that is there twice', () => set('A=1\nA=2\n', 'A', '3'), /2 lines match/],
    ['a value that goes on', () => set('A="x \\\ny"\n', 'A', '3'), /goes on in the next line/],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(message);
  });
});
