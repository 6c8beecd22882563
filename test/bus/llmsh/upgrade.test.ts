import { describe, expect, it } from 'vitest';
import { planning } from '../../agent/shell/fake-agent.js';
import { llmsh, OWN, WRITE } from './harness.js';

describe('an upgrade under a program that runs', () => {
  it('ends a conversation at its next request, and says why', async () => {
    let upgraded = false;
    const isReplaced = () => upgraded;
    const operator = { preview: () => OWN, call: () => ((upgraded = true), [5]) };
    const answers = ['write it', 'y', 'write it', 'y'];
    const done = await llmsh([], { agent: planning([WRITE]), operator, answers, isReplaced });
    expect([done.code, done.members]).toEqual([1, ['Preview', 'WriteFile']]);
    expect(done.err).toMatch(/llm-os was upgraded: leave and start again/);
  });

  it('runs nothing of a plan whose yes came after it', async () => {
    const operator = { preview: () => OWN, call: () => [5] };
    const part = { agent: planning([WRITE]), operator, answers: ['y'], isReplaced: () => true };
    const done = await llmsh(['write', 'it'], part);
    expect([done.code, done.members]).toEqual([1, ['Preview']]);
    expect(done.err).toMatch(/llm-os was upgraded: leave and start again/);
  });
});
