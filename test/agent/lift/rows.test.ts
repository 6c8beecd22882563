import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lift, readRows, spell } from './rows.js';

const files = readdirSync(new URL('rows', import.meta.url)).map(name => name.replace('.txt', ''));

describe.each(files)('shell that becomes %s', name => {
  it.each(readRows(name).map(row => [row.shell, row.becomes] as const))('%s', async (shell, becomes) => {
    const parts = await lift(shell);
    expect(parts.map((part, index) => spell(part, becomes[index]))).toEqual(becomes);
  });
});

it('has more than 250 rows', () => {
  expect(files.flatMap(readRows).length).toBeGreaterThan(250);
});
