import { expect, vi } from 'vitest';
import { exec } from '../../../helper/actions/programs/exec.js';
import { attack } from '../../attack/attack.js';
import { contextOf } from '../actions/call-action.js';
import { NO_UNITS } from '../actions/no-units.js';

const formatted = vi.hoisted(() => vi.fn<(text: string) => void>());
vi.mock(import('../../../interfaces/display.js'), async original => {
  const { display, ...rest } = await original();
  const watched: typeof display = text => {
    formatted(text);
    return display(text);
  };
  return { ...rest, display: watched };
});

attack(
  'arguments of megabytes are formatted before they are found too long to show',
  { without: 'without the look at the length all 2.4 MB of them were formatted', tries: 1 },
  async () => {
    const argv = ['ls', ...Array<string>(40).fill('é'.repeat(30_000))];
    await expect(exec.prepare({ argv }, contextOf(NO_UNITS))).rejects.toThrow('too long');
    const characters = formatted.mock.calls.reduce((sum, [text]) => sum + text.length, 0);
    expect(characters).toBeLessThan(4096);
  },
);
