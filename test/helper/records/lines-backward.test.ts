import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { linesBackward } from '../../../helper/records/lines-backward.js';
import { attack } from '../../attack/attack.js';

const directory = mkdtempSync(join(tmpdir(), 'llmos-lines-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function read(text: string, bytes = 1e9): Promise<string[]> {
  const path = join(directory, 'lines');
  writeFileSync(path, text);
  const lines: string[] = [];
  for await (const line of linesBackward(path, { bytes })) lines.push(line);
  return lines;
}

it('gives every whole line, the last one first, wherever a piece begins', async () => {
  const lines = Array.from({ length: 3000 }, (_, at) => `${at} ${'é'.repeat((at * 37) % 700)}`);
  expect(await read(`${lines.join('\n')}\n`)).toEqual(lines.toReversed());
  expect(await read(`one\n${'x'.repeat(600_000)}\nthree\nhalf`)).toEqual(['three', 'x'.repeat(600_000), 'one']);
  expect(await read('')).toEqual([]);
});

attack(
  'a question after few records reads every file of the chain into memory',
  { without: 'without the allowance all 200,000 lines were read, for a question that may read 300 kB', tries: 1 },
  async () => {
    const lines = Array.from({ length: 200_000 }, (_, at) => `line ${at}`);
    const found = await read(`${lines.join('\n')}\n`, 300_000);
    expect(found[0]).toBe('line 199999');
    expect(found.length).toBeLessThan(60_000);
  },
);
