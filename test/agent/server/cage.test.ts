import { describe, expect, it } from 'vitest';
import { checkCage, missingFromCage } from '../../../agent/server/cage.js';
import { availableMemory } from '../../../agent/llama/memory-check.js';

describe('checkCage', () => {
  it('finds that a plain process has no cage', async () => {
    const missing = missingFromCage(await checkCage());
    expect(missing).toContain('no unix sockets');
    expect(missing).toContain('no internet sockets');
    expect(missing).toContain('no netlink sockets');
  });
});

describe('availableMemory', () => {
  it('is a plausible number of bytes', async () => {
    const bytes = await availableMemory();
    expect(bytes).toBeGreaterThan(1e6);
    expect(bytes).toBeLessThan(1e14);
  });
});
