import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { gate, until } from './gate.js';
import { checkAlive, startRig, type Rig } from './operator.js';
import { connectPlanner, thingsAction, type PlanClient, type Things } from './plan-client.js';
import type { Asked } from './polkitd.js';

const RUN_PLAN = 'org.llmos.operator1.run-plan';
const STEP = 'org.llmos.operator1.put-thing';

describe('a plan', () => {
  let rig: Rig;
  let client: PlanClient;
  let things: Things;

  beforeEach(async () => {
    things = thingsAction();
    rig = await startRig({ registry: [echo, things.action] });
    rig.polkitd.decide = asked => (asked.flags === 1 ? 'yes' : 'challenge');
    client = await connectPlanner(rig);
  });
  afterEach(async () => {
    await checkAlive(rig);
    client.close();
    await rig.stop();
  });

  const prompts = (): Asked[] => rig.polkitd.asked.filter(({ flags }) => flags === 1);

  it('asks once, with every step in the words of its own prompt, and each grant then asks nobody', async () => {
    const { grants } = await client.authorize(['/a', '/b b']);
    expect(prompts()).toHaveLength(1);
    expect(prompts()[0]).toMatchObject({
      actionId: RUN_PLAN,
      details: {
        count: '2',
        actions: 'put_thing put_thing',
        step1: '\n1. put /a.',
        step2: '\n2. put /b b.',
        step3: '',
        step8: '',
      },
    });
    expect(grants.every(grant => /^[0-9a-f]{32}$/.test(grant))).toBe(true);
    expect(await client.put('/a', grants[0])).toBe('done');
    expect(await client.put('/b b', grants[1])).toBe('done');
    expect(prompts()).toHaveLength(1);
    expect(things.ran).toEqual(['/a', '/b b']);
  });

  attack('a grant is used a second time', { without: 'with grants that stay good, the step ran twice' }, async () => {
    const { grants } = await client.authorize(['/a', '/b', '/c']);
    expect(await client.put('/a', grants[0])).toBe('done');
    expect(await client.put('/a', grants[0])).toBe('NotAuthorized');
    expect(await client.put('/b', grants[1]), 'what is left of it is void').toBe('NotAuthorized');
    expect(things.ran).toEqual(['/a']);
  });

  attack(
    'another connection of the same person uses a grant',
    { without: 'with the comparison of senders left out, it ran for the thief' },
    async () => {
      const { grants } = await client.authorize(['/a', '/b']);
      const thief = await connectPlanner(rig);
      expect(await thief.put('/a', grants[0])).toBe('NotAuthorized');
      expect(things.ran).toEqual([]);
      expect(await client.put('/a', grants[0])).toBe('done');
      thief.close();
    },
  );

  attack(
    'a grant is used for a parameter that differs by one byte',
    { without: 'with digest and seal left out, the other path was put' },
    async () => {
      const { grants } = await client.authorize(['/a', '/b']);
      expect(await client.put('/A', grants[0])).toBe('NotAuthorized');
      expect(await client.put('/a', grants[0])).toBe('NotAuthorized');
      expect(things.ran).toEqual([]);
    },
  );

  attack(
    'a grant is used with a parameter that was not shown',
    { without: 'with digest and seal left out, it ran with the note' },
    async () => {
      const { grants } = await client.authorize(['/a', '/b']);
      expect(await client.put('/a', grants[0], 'and more')).toBe('NotAuthorized');
      expect(things.ran).toEqual([]);
    },
  );

  attack(
    'the steps of a plan are taken in another order',
    { without: 'with the order left out, the second step ran first' },
    async () => {
      const { grants } = await client.authorize(['/a', '/b', '/c']);
      expect(await client.put('/b', grants[1])).toBe('NotAuthorized');
      expect(await client.put('/a', grants[0])).toBe('NotAuthorized');
      expect(things.ran).toEqual([]);
    },
  );

  attack(
    'what a step is about is swapped between the prompt and the run',
    { without: 'with the seal left out, it ran on the other object' },
    async () => {
      const { grants } = await client.authorize(['/a', '/b']);
      things.found.set('/a', 'another inode');
      expect(await client.put('/a', grants[0])).toBe('Failed');
      expect(await client.put('/b', grants[1])).toBe('NotAuthorized');
      expect(things.ran).toEqual([]);
    },
  );

  attack(
    'a plan is carried on after one of its steps failed',
    { without: 'with a plan that does not end, the next step ran' },
    async () => {
      const { grants } = await client.authorize(['/a', '/b']);
      things.failing.add('/a');
      expect(await client.put('/a', grants[0])).toBe('Failed');
      expect(await client.put('/b', grants[1])).toBe('NotAuthorized');
      expect(things.ran).toEqual([]);
    },
  );

  attack(
    'a plan holds a step that an administrator forbids',
    { without: 'with the NO of a step taken for a challenge, a person was asked and the plan granted' },
    async () => {
      rig.polkitd.decide = ({ actionId, details, flags }) =>
        actionId === STEP && details['path'] === '/b' ? 'no' : flags === 1 ? 'yes' : 'challenge';
      const { error, text } = await client.authorize(['/a', '/b']);
      expect(error).toBe('org.llmos.Error.NotAuthorized');
      expect(text).toContain('step 2');
      expect(prompts()).toEqual([]);
    },
  );

  attack(
    'a grant is used after a rule forbade its step',
    { without: 'with the check at its use taken for a challenge, it ran' },
    async () => {
      const { grants } = await client.authorize(['/a', '/b']);
      rig.polkitd.decide = ({ actionId }) => (actionId === STEP ? 'no' : 'yes');
      expect(await client.put('/a', grants[0])).toBe('NotAuthorized');
      expect(things.ran).toEqual([]);
    },
  );

  it('gives nothing where its prompt is dismissed', async () => {
    rig.polkitd.decide = ({ flags }) => (flags === 1 ? 'dismissed' : 'challenge');
    expect(await client.authorize(['/a', '/b'])).toMatchObject({ error: 'org.llmos.Error.NotAuthorizedDismissed' });
    expect(things.ran).toEqual([]);
  });

  it('asks nobody where the caller does not allow it', async () => {
    expect(await client.authorize(['/a', '/b'], 0)).toMatchObject({ error: 'org.llmos.Error.NotAuthorizedCanObtain' });
    expect(prompts()).toEqual([]);
  });

  it('withdraws its prompt when the caller leaves, and a late yes grants nothing', async () => {
    const answer = gate<'yes'>();
    rig.polkitd.decide = ({ flags }) => (flags === 1 ? answer.opened : 'challenge');
    const leaving = await connectPlanner(rig);
    leaving.authorize(['/a', '/b']).catch(() => {});
    await until(() => prompts().length === 1);
    leaving.close();
    await until(() => rig.polkitd.cancelled.length === 1);
    answer.open('yes');
  });
});
