import { expect, it } from 'vitest';
import { createReadingNote } from '../../../agent/server/reading-note.js';

it('tells at each tenth how far the reading is and how long the rest takes', () => {
  let now = 0;
  const notes: string[] = [];
  const onRead = createReadingNote(
    200,
    text => notes.push(text),
    () => now,
  );
  for (const read of [10, 20, 25, 100, 200]) {
    now = read < 20 ? 0 : read < 25 ? 20_000 : read * 100;
    onRead(read);
  }
  expect(notes).toEqual([
    'reading 200 tokens of instructions, once',
    'reading 200 tokens of instructions, once: 10 %, about 3 minutes left',
    'reading 200 tokens of instructions, once: 50 %, about 10 s left',
  ]);
});
