import { describe, expect, it } from 'vitest';
import { explainDraft } from '../../../agent/draft/explain.js';
import { planByDraft, type DraftPlanned } from '../../../agent/draft/plan-by-draft.js';
import type { ModelClient } from '../../../agent/plan/model-client.js';
import { loadCatalog } from '../../../interfaces/catalog.js';
import { loadLifting } from '../../../interfaces/planning.js';

/** a model that gives these scores, this line and this vote on it, and whatever else it may be asked is a failure */
function playing(scores: Record<string, number>, line?: string, yes?: number): ModelClient {
  return {
    complete: async ({ choices, onEnd }) => {
      if (choices?.includes('yes') === true) {
        if (yes === undefined) throw new Error('no vote is wanted');
        onEnd?.({ read: 30, written: 1, scores: { yes, no: 1 - yes } });
        return '';
      }
      if (choices !== undefined) {
        onEnd?.({ read: 9, written: 1, scores });
        return '';
      }
      if (line === undefined) throw new Error('no draft is wanted');
      onEnd?.({ read: 50, written: 5 });
      return line;
    },
    hold: () => {},
    close: async () => {},
  };
}

async function plan(request: string, agent: ModelClient): Promise<DraftPlanned> {
  const catalog = loadCatalog();
  const lift = { catalog, lifting: loadLifting(), cwd: '/home/alice', home: '/home/alice', user: 'alice' };
  const signal = new AbortController().signal;
  return await planByDraft(request, { agent, model: 'default', catalog, lift, signal, onProgress: () => {} });
}

describe('planByDraft', () => {
  it('lifts an order into typed steps', async () => {
    const { kind, plan: made } = await plan('restart nginx', playing({ do: 0.95 }, 'systemctl restart nginx', 0.9));
    expect(kind).toBe('plan');
    expect(made.steps).toEqual([expect.objectContaining({ action: 'manage_unit', verb: 'restart' })]);
  });

  it('changes nothing where the model, seeing the line, doubts that it is wanted now', async () => {
    const made = await plan('start nginx if it is down', playing({ do: 0.9 }, 'systemctl start nginx', 0.2));
    expect(made.kind).toBe('ask');
    expect(made.plan.steps).toEqual([]);
    expect(made.plan.say).toContain('systemctl start nginx');
  });

  it('changes nothing for an agent that gives no vote', async () => {
    const silent = playing({ do: 0.95 }, 'systemctl restart nginx', 1);
    const agent: ModelClient = {
      ...silent,
      complete: async request => (request.choices?.includes('yes') === true ? '' : await silent.complete(request)),
    };
    expect((await plan('restart nginx', agent)).kind).toBe('ask');
  });

  it.each([
    ['systemctl is-active nginx || systemctl start nginx', 'a change that hangs on a look'],
    ['if ! systemctl is-active -q nginx; then systemctl start nginx; fi', 'a branch'],
    ['while pgrep apt; do sleep 1; done; reboot', 'a wait before it'],
    ['pgrep nginx > /dev/null && systemctl stop nginx', 'a search before it'],
    ["echo 'systemctl restart nginx' | at 04:00", 'another time'],
    ['sleep 600; systemctl restart nginx', 'a time that passes before it'],
    ['sleep 600; rm a.txt', 'a time that passes before a file goes'],
  ])('never makes %s an unconditional change: %s', async line => {
    const made = await plan('restart, start or stop nginx and a.txt at 04:00', playing({ do: 0.99 }, line));
    expect(made.kind).toBe('offer');
    expect(made.plan.steps).toEqual([]);
  });

  it.each(['test -e a.txt && rm a.txt', '[ -e a.txt ] && rm a.txt'])(
    'has a condition that files decide rehearsed as it stands: %s',
    async line => {
      const made = await plan('delete a.txt', playing({ do: 0.99 }, line, 0.9));
      expect(made.plan.steps).toEqual([{ action: 'run_script', script: line, cwd: '/home/alice' }]);
    },
  );

  it('has nothing rehearsed that the vote does not want', async () => {
    const made = await plan('pack docs', playing({ do: 0.95 }, 'tar -czf docs.tar.gz docs', 0.1));
    expect([made.kind, made.plan.steps]).toEqual(['ask', []]);
  });

  it('marks the files of a script that nobody named, and no other', async () => {
    const { plan: made, trace } = await plan(
      'pack docs into a.tar',
      playing({ do: 0.95 }, 'tar -cf a.tar docs && gzip -k a.tar && mv a.tar.gz /srv/out/b.tgz', 0.9),
    );
    expect(made.steps).toHaveLength(1);
    expect(trace.guesses.map(({ value }) => value)).toEqual(['a.tar.gz', '/srv/out/b.tgz']);
  });

  it('looks without a vote', async () => {
    const made = await plan('is nginx well?', playing({ look: 0.9, do: 0.1 }, 'systemctl status nginx'));
    expect(made.kind).toBe('plan');
  });

  it('drafts nothing for what is no order for now', async () => {
    const { kind, plan: made } = await plan("don't restart nginx", playing({ do: 0.3, not: 0.7 }));
    expect(kind).toBe('words');
    expect(made.steps).toEqual([]);
    expect(made.say).not.toBe('');
  });

  it('changes nothing for a question, whatever was drafted', async () => {
    const made = await plan('is nginx well?', playing({ look: 0.9, do: 0.1 }, 'systemctl restart nginx'));
    expect(made.kind).toBe('ask');
    expect(made.plan.steps).toEqual([]);
    expect(made.plan.say).toContain('systemctl restart nginx');
  });

  it('asks about a target that the request does not name', async () => {
    const made = await plan('stop the service', playing({ do: 0.95 }, 'systemctl stop cups'));
    expect(made.kind).toBe('ask');
    expect(made.plan.say).toContain('cups');
  });

  it('offers what no action covers as a line to copy, and never a part of it', async () => {
    const made = await plan('restart nginx and frobnicate x', playing({ do: 0.95 }, 'frob x; systemctl restart nginx'));
    expect(made.kind).toBe('offer');
    expect(made.plan.steps).toEqual([]);
    expect(made.plan.say).toContain('frob x; systemctl restart nginx');
  });

  it('offers what is no shell as text', async () => {
    expect((await plan('x', playing({ do: 0.95 }, 'echo "unclosed'))).kind).toBe('offer');
  });

  it('explains every stage', async () => {
    const made = await plan('restart nginx', playing({ do: 0.95, not: 0.05 }, 'systemctl restart nginx', 0.9));
    const text = explainDraft(made);
    for (const part of [
      'intent: do',
      'example: ',
      'draft: systemctl restart nginx',
      'manage_unit',
      'draft 50 read, 5 written',
      'wanted as it stands 0.90',
      'vote 30 read, 1 written',
    ])
      expect(text).toContain(part);
  });
});

describe('what a draft names', () => {
  it('is no guess where the person named the program whose processes end', async () => {
    const catalog = loadCatalog();
    const processes = () => [4242];
    const lift = { catalog, lifting: loadLifting(), cwd: '/', home: '/home/alice', user: 'alice', processes };
    const options = { model: 'default', catalog, lift, signal: new AbortController().signal, onProgress: () => {} };
    const agent = playing({ do: 0.95 }, 'pkill firefox', 0.9);
    expect((await planByDraft('close every firefox', { agent, ...options })).kind).toBe('plan');
    expect((await planByDraft('close the browser', { agent, ...options })).kind).toBe('ask');
  });

  it('is asked about where it leaves out a name or a number of the person', async () => {
    const made = await plan('restart nginx on web2', playing({ do: 0.95 }, 'systemctl restart nginx'));
    expect(made.kind).toBe('ask');
    expect(made.plan.say).toContain('web2');
    const limit = playing({ do: 0.95 }, 'systemctl set-property nginx MemoryMax=512M', 0.9);
    expect((await plan('limit nginx to 512 MB', limit)).kind).toBe('plan');
  });

  it('is words where it only prints a sentence', async () => {
    const made = await plan('order a battery', playing({ do: 0.95 }, "echo 'I cannot order one.'"));
    expect(made.kind).toBe('words');
  });
});
