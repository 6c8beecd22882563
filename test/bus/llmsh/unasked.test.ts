import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../interfaces/catalog.js';
import { answering, planning } from '../../agent/shell/fake-agent.js';
import { attack } from '../../attack/attack.js';
import { facts, llmsh } from './harness.js';

const REMOVE = { action: 'remove_packages', packages: ['nano'], purge: true };
const STOP = { action: 'manage_unit', unit: 'nginx.service', verb: 'stop' };
const RUIN = { action: 'exec', argv: ['rm', '-rf', '/'] };
const part = {
  catalog: loadCatalog,
  operator: { preview: () => facts('remove-packages', 'challenge') },
  answers: ['n'],
};

describe('what nobody asked for', () => {
  it('is left out before anything is shown, and said to be', async () => {
    const done = await llmsh(['uninstall', 'nano'], { agent: planning([REMOVE]), ...part });
    expect(done.err).toMatch(/remove_packages: purge left out, since nothing in your words asks for it\./);
    expect(JSON.stringify(done.calls[0]?.body)).not.toContain('purge');
    const asked = await llmsh(['purge', 'nano'], { agent: planning([REMOVE]), ...part });
    expect(JSON.stringify(asked.calls[0]?.body)).toContain('purge');
  });

  it('is a question where the request names nothing', async () => {
    const done = await llmsh(['--yes', 'make it faster'], { agent: planning([STOP]), ...part });
    expect([done.code, done.members, done.agent.requests.length]).toEqual([0, [], 2]);
    expect(done.out).toMatch(/^Which unit do you mean\? Your words do not name nginx\.service/);
  });

  it('is a question too where the second answer is no plan', async () => {
    const agent = [planning([STOP]), answering('nonsense')];
    const done = await llmsh(['--yes', 'make it faster'], { agent, ...part });
    expect([done.code, done.members]).toEqual([0, []]);
  });

  it('is mended by the model where it can', async () => {
    const agent = [planning([STOP]), planning([{ ...STOP, unit: 'cups.service' }])];
    const done = await llmsh(['stop', 'cups'], { agent, ...part });
    expect(JSON.stringify(done.calls[0]?.body)).toContain('cups.service');
  });

  it('is told as a guess where people describe what they mean', async () => {
    const step = { action: 'install_packages', packages: ['gcc'] };
    const done = await llmsh(['install', 'a', 'c', 'compiler'], { agent: planning([step]), ...part });
    expect(done.err).toMatch(/install_packages: gcc is a guess, your words do not name it\./);
    expect([done.code, done.agent.requests.length]).toEqual([3, 1]);
  });

  attack(
    'is not proposed at all where it would take the whole machine away',
    {
      without: 'checkAgainst() without ruinousStep(): with --yes, rm -rf / was previewed and called',
      tries: 2,
    },
    async () => {
      for (const request of ['rm -rf /', 'clean up']) {
        const done = await llmsh(['--yes', request], { agent: planning([RUIN]), ...part });
        expect([done.code, done.members, done.agent.requests.length]).toEqual([0, [], 1]);
        expect(done.out).toMatch(/^I will not plan that: rm -rf \//);
      }
    },
  );
});
