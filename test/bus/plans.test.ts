import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { echo } from '../../helper/actions/echo.js';
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
        step1: '\n1. put /a',
        step2: '\n2. put /b b',
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

  it('cannot be replayed', async () => {
    const { grants } = await client.authorize(['/a', '/b', '/c']);
    expect(await client.put('/a', grants[0])).toBe('done');
    expect(await client.put('/a', grants[0])).toBe('NotAuthorized');
    expect(await client.put('/b', grants[1]), 'what is left of it is void').toBe('NotAuthorized');
    expect(things.ran).toEqual(['/a']);
  });

  it('is of no use to another connection of the same person, and stays good for its own', async () => {
    const { grants } = await client.authorize(['/a', '/b']);
    const thief = await connectPlanner(rig);
    expect(await thief.put('/a', grants[0])).toBe('NotAuthorized');
    expect(things.ran).toEqual([]);
    expect(await client.put('/a', grants[0])).toBe('done');
    thief.close();
  });

  it('covers no parameter that differs by one byte, and is void after the attempt', async () => {
    const { grants } = await client.authorize(['/a', '/b']);
    expect(await client.put('/A', grants[0])).toBe('NotAuthorized');
    expect(await client.put('/a', grants[0])).toBe('NotAuthorized');
    expect(things.ran).toEqual([]);
  });

  it('covers no optional parameter that was not shown', async () => {
    const { grants } = await client.authorize(['/a', '/b']);
    expect(await client.put('/a', grants[0], 'and more')).toBe('NotAuthorized');
    expect(things.ran).toEqual([]);
  });

  it('runs in no other order', async () => {
    const { grants } = await client.authorize(['/a', '/b', '/c']);
    expect(await client.put('/b', grants[1])).toBe('NotAuthorized');
    expect(await client.put('/a', grants[0])).toBe('NotAuthorized');
    expect(things.ran).toEqual([]);
  });

  it('runs nothing on what was swapped between the prompt and the run', async () => {
    const { grants } = await client.authorize(['/a', '/b']);
    things.found.set('/a', 'another inode');
    expect(await client.put('/a', grants[0])).toBe('Failed');
    expect(await client.put('/b', grants[1])).toBe('NotAuthorized');
    expect(things.ran).toEqual([]);
  });

  it('ends with the first step that fails', async () => {
    const { grants } = await client.authorize(['/a', '/b']);
    things.failing.add('/a');
    expect(await client.put('/a', grants[0])).toBe('Failed');
    expect(await client.put('/b', grants[1])).toBe('NotAuthorized');
    expect(things.ran).toEqual([]);
  });

  it('is refused for one step that an administrator forbids, before anybody is asked', async () => {
    rig.polkitd.decide = ({ actionId, details, flags }) =>
      actionId === STEP && details['path'] === '/b' ? 'no' : flags === 1 ? 'yes' : 'challenge';
    const { error, text } = await client.authorize(['/a', '/b']);
    expect(error).toBe('org.llmos.Error.NotAuthorized');
    expect(text).toContain('step 2');
    expect(prompts()).toEqual([]);
  });

  it('does not outlive an administrator who changes their mind', async () => {
    const { grants } = await client.authorize(['/a', '/b']);
    rig.polkitd.decide = ({ actionId }) => (actionId === STEP ? 'no' : 'yes');
    expect(await client.put('/a', grants[0])).toBe('NotAuthorized');
    expect(things.ran).toEqual([]);
  });

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
