import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../../agent/shell/terminal/progress.js';

function heard(interactive: boolean, json = false): { said: string[]; tell: (percent: number, text: string) => void } {
  const said: string[] = [];
  return { said, tell: createProgress({ interactive, status: text => void said.push(text) }, json) };
}

describe('progress of a step', () => {
  it('is a bar on a terminal', () => {
    const { said, tell } = heard(true);
    for (const percent of [0, 50, 100, 250]) tell(percent, 'unpacking');
    expect(said.slice(0, 3)).toEqual([
      '[------------------------]   0% unpacking',
      '[############------------]  50% unpacking',
      '[########################] 100% unpacking',
    ]);
    expect(said[3]).toContain('[########################] ');
  });

  it('is a line at each tenth elsewhere, so that a log is not filled', () => {
    const { said, tell } = heard(false);
    for (let percent = 0; percent <= 100; percent += 1) tell(percent, `at ${percent}`);
    expect(said).toHaveLength(11);
    expect(said[1]).toBe('10% at 10');
  });

  it('is not told to who asked for json', () => {
    for (const interactive of [true, false]) {
      const { said, tell } = heard(interactive, true);
      tell(50, 'unpacking');
      expect(said).toEqual([]);
    }
  });
});
