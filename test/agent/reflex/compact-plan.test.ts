import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../interfaces/catalog.js';
import { fromShort, toShort } from '../../../agent/reflex/compact-plan.js';

const catalog = loadCatalog();

describe('a plan in its short form', () => {
  it.each([
    ['write_file +append todo.txt "call Eva"', { path: 'todo.txt', content: 'call Eva', append: true }],
    ['write_file a.txt ""', { path: 'a.txt', content: '' }],
    ['exec df -h', { argv: ['df', '-h'] }],
    ['exec date +%T', { argv: ['date', '+%T'] }],
    ['exec +cwd /tmp ls', { argv: ['ls'], cwd: '/tmp' }],
    ['set_pointer -natural_scroll', { natural_scroll: false }],
    ['set_pointer +speed "-20"', { speed: -20 }],
    ['list_processes +sort memory +limit 5', { sort: 'memory', limit: 5 }],
    ['remove_packages +purge a b', { packages: ['a', 'b'], purge: true }],
  ])('%s', (text, params) => {
    expect(fromShort(text, catalog)).toEqual([{ action: text.split(' ')[0], ...params }]);
    expect(toShort(fromShort(text, catalog) ?? [], catalog)).toBe(text);
  });

  it('is a line for each step, and one word for none', () => {
    const steps = fromShort('read_file a\nread_file b', catalog);
    expect(steps).toHaveLength(2);
    expect(fromShort('none', catalog)).toEqual([]);
    expect(toShort([], catalog)).toBe('none');
  });

  it.each([
    'read_file',
    'read_file a b',
    'read_file +limit many a',
    'read_file +path b a',
    'read_file +limit 1 +limit 2 a',
    'read_file -limit 1 a',
    'read_file "a',
    'format_disk /dev/sda',
    'read_file a\n',
    'read_file a\nnone',
    '',
    'set_brightness 1e3',
  ])('is nothing where it is not whole: %j', text => {
    expect(fromShort(text, catalog)).toBeUndefined();
  });

  it('says back whatever text and list of words it was given', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (content, argv) => {
        const steps = [
          { action: 'write_file', path: 'a', content },
          { action: 'exec', argv, cwd: content },
        ];
        expect(fromShort(toShort(steps, catalog), catalog)).toEqual(steps);
      }),
    );
  });
});
