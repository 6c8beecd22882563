import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../interfaces/catalog.js';
import { plans } from '../../agent/endpoints/wire-server.js';
import { planning } from '../../agent/shell/fake-agent.js';
import { attack } from '../../attack/attack.js';
import { place } from './endpoint-place.js';
import { facts, llmsh } from './harness.js';

const REMOVE = { action: 'remove_packages', packages: ['nano'], purge: true };
const STOP = { action: 'manage_unit', unit: 'nginx.service', verb: 'stop' };
const RUIN = { action: 'exec', argv: ['rm', '-rf', '/'] };
const part = {
  loadCatalog,
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
    expect([done.code, done.members, done.agent.requests.length]).toEqual([0, [], 1]);
    expect(done.out).toMatch(/^Which unit do you mean\? Your words do not name nginx\.service/);
  });

  it('is marked as a guess where people describe what they mean, and needs a yes of its own', async () => {
    const step = { action: 'install_packages', packages: ['gcc'] };
    const done = await llmsh(['--yes', 'install', 'a', 'c', 'compiler'], { agent: planning([step]), ...part });
    expect(done.err).toMatch(/not from your words: packages/);
    expect(done.err).toMatch(/did not type: a guess/);
    expect([done.code, done.members, done.agent.requests.length]).toEqual([3, ['Preview'], 1]);
  });

  it('is marked too, and no question, where a larger model elsewhere was chosen', async () => {
    const made = await place([plans([STOP])]);
    const agent = planning([]);
    const done = await llmsh(['make it faster'], { ...part, agent, env: made.env, answers: ['y', 'n'] });
    expect([done.code, done.members]).toEqual([3, ['Preview']]);
    expect(done.err).toMatch(/not from your words: unit/);
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
