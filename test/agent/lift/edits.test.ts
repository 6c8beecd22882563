import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyEdit } from '../../../helper/file-edits/apply-edit.js';
import { EditRefused, type Edit } from '../../../helper/file-edits/edit.js';
import { scriptWord } from '../../../interfaces/shell-word.js';
import { lift } from './rows.js';

const text = fc.stringMatching(/^[ab.#]{1,3}$/);
const script = fc.oneof(
  fc
    .record({
      a: text,
      b: text,
      from: fc.constantFrom('', '^'),
      to: fc.constantFrom('', '$'),
      g: fc.constantFrom('', 'g'),
    })
    .map(({ a, b, from, to, g }) => `s/${from}${a}${to}/${b}/${g}`),
  fc
    .record({ a: text, from: fc.constantFrom('', '^'), to: fc.constantFrom('', '$') })
    .map(({ a, from, to }) => `/${from}${a}${to}/d`),
  fc.record({ a: text, b: text, how: fc.constantFrom('a', 'i', 'c') }).map(({ a, b, how }) => `/${a}/${how} ${b}`),
  fc
    .record({ line: fc.integer({ min: 1, max: 4 }), how: fc.constantFrom('d', 's/a/b/', 'a x', 'i x') })
    .map(({ line, how }) => `${line}${how}`),
);
const content = fc
  .array(fc.stringMatching(/^[ab.#]{0,4}$/), { minLength: 1, maxLength: 4 })
  .map(lines => `${lines.join('\n')}\n`);

async function lifted(shell: string): Promise<Edit> {
  const [part] = await lift(`sed -i ${scriptWord(shell)} f`);
  if (part?.kind !== 'step') throw new Error(`${shell} does not lift`);
  const {
    operation,
    match = '',
    position = 'anywhere',
    line_number: line = 0,
    text: fresh = '',
    every = false,
  } = part.step;
  const edit: object = { change: operation, match, at: position, line, text: fresh, all: every };
  return { path: '/srv/f', setting: '', section: '', style: undefined, ...edit } as Edit;
}

function edited(before: string, edit: Edit): string | undefined {
  try {
    return applyEdit(Buffer.from(before), edit).content.toString();
  } catch (error) {
    if (error instanceof EditRefused) return undefined;
    throw error;
  }
}

it('does what sed does, or nothing: a dot of the pattern means itself', async () => {
  await fc.assert(
    fc.asyncProperty(script, content, async (shell, before) => {
      const after = edited(before, await lifted(shell));
      // the pattern as it is meant
      const literal = shell.replaceAll(/(?<=^\/.*)\.(?=.*\/[daic])|(?<=^\d?s\/[^/]*)\./g, String.raw`\.`);
      const said = spawnSync('sed', [literal], { input: before, encoding: 'utf8' });
      if (after !== undefined) expect(after).toBe(said.stdout);
    }),
    { numRuns: 300 },
  );
});
