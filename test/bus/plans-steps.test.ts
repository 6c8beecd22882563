import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attack } from '../attack/attack.js';
import { echo } from '../../helper/actions/programs/echo.js';
import { startRig, type Rig } from './operator.js';
import { connectPlanner, thingsAction, type PlanClient, type Things } from './plan-client.js';
import type { Asked } from './polkitd.js';

const RUN_PLAN = 'org.llmos.operator1.run-plan';

describe('a plan whose steps ask differently', () => {
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
    client.close();
    await rig.stop();
  });

  const prompts = (): Asked[] => rig.polkitd.asked.filter(({ flags }) => flags === 1);
  const yesTo = (path: string) => (asked: Asked) =>
    asked.flags === 1 || asked.details['path'] === path ? 'yes' : 'challenge';

  it('asks nobody where polkit allows every step, and its grants are good only as long as it does', async () => {
    rig.polkitd.decide = () => 'yes';
    const { grants } = await client.authorize(['/a', '/b']);
    expect(await client.put('/a', grants[0])).toBe('done');
    rig.polkitd.decide = ({ flags }) => (flags === 1 ? 'yes' : 'challenge');
    expect(await client.put('/b', grants[1])).toBe('NotAuthorized');
    expect(things.ran).toEqual(['/a']);
  });

  attack(
    'a rule that allows plans is used to skip what their steps ask',
    { without: 'with a yes to the plan taken for one to its steps, grants came without a prompt' },
    async () => {
      rig.polkitd.decide = ({ actionId, flags }) => (actionId === RUN_PLAN || flags === 1 ? 'yes' : 'challenge');
      expect((await client.authorize(['/a', '/b'])).grants).toEqual(['', '']);
      expect(prompts()).toEqual([]);
    },
  );

  it('falls back to one prompt for each step where plans are turned off', async () => {
    rig.polkitd.decide = ({ actionId, flags }) => (actionId === RUN_PLAN ? 'no' : flags === 1 ? 'yes' : 'challenge');
    const { grants } = await client.authorize(['/a', '/b']);
    expect(grants).toEqual(['', '']);
    expect(await client.put('/a', grants[0])).toBe('done');
    expect(prompts()).toHaveLength(1);
  });

  it('never covers what gives everything away, which still keeps its place in the order', async () => {
    const { grants } = await client.authorize(['/a', '/all', '/b']);
    expect(prompts()[0]?.details['step2']).toBe('\n2. put_thing: asked for on its own.');
    expect(grants[1]).toBe('');
    expect(await client.put('/a', grants[0])).toBe('done');
    expect(await client.put('/all')).toBe('done');
    expect(prompts()).toHaveLength(2);
    expect(await client.put('/b', grants[2])).toBe('done');
  });

  attack(
    'a step that asks by itself is left out of a plan',
    { without: 'with the order left out, the step after it ran' },
    async () => {
      const { grants } = await client.authorize(['/a', '/all', '/b']);
      expect(await client.put('/a', grants[0])).toBe('done');
      expect(await client.put('/b', grants[2])).toBe('NotAuthorized');
      expect(things.ran).toEqual(['/a']);
    },
  );

  it('lets who may say yes for themselves do so, without an administrator', async () => {
    expect((await client.authorize(['/own/a', '/own/b'])).grants).toEqual(['', '']);
    expect(prompts()).toEqual([]);
  });

  it('grants a step that polkit allows beside one that asks alone', async () => {
    rig.polkitd.decide = yesTo('/a');
    const { grants } = await client.authorize(['/a', '/b']);
    expect(grants[0]).not.toBe('');
    expect(grants[1]).toBe('');
  });

  it('leaves alone what depends on an earlier step, or cannot be known yet', async () => {
    things.found.set('/new', 'missing');
    const { grants } = await client.authorize(['/a', '/a/b', '/new', '/c']);
    expect(grants.map(grant => grant !== '')).toEqual([true, false, false, true]);
  });

  it('refuses a first step that cannot be prepared', async () => {
    things.found.set('/new', 'missing');
    expect(await client.authorize(['/new', '/b'])).toMatchObject({ error: 'org.llmos.Error.Failed' });
  });

  attack(
    'a plan is longer than a screen, so that nobody sees its end',
    { without: 'without the bounds on steps and characters, all of it was granted' },
    async () => {
      const nine = Array.from({ length: 9 }, (_, index) => `/${index}`);
      expect((await client.authorize(nine)).text).toContain('authorize steps 1 to 8 as one plan');
      const long = Array.from({ length: 7 }, (_, index) => `/${index}${'x'.repeat(140)}`);
      const { error, text } = await client.authorize(long);
      expect(error).toBe('org.llmos.Error.NotPermitted');
      expect(text).toContain('authorize steps 1 to 5 as one plan');
      expect(prompts()).toEqual([]);
    },
  );

  it('shows no control characters, whatever a step holds', async () => {
    await client.authorize(['/a\n2. put /etc', '/\u202eb']);
    expect(prompts()[0]?.details['step1']).toBe('\n1. put /a\\x0a2. put /etc.');
    expect(prompts()[0]?.details['step2']).toBe('\n2. put /\\u{202e}b.');
  });
});

describe('a plan that waits to be carried out', () => {
  const allow = ({ flags }: Asked) => (flags === 1 ? 'yes' : 'challenge');

  it('keeps the operator awake, and lets it go with the last step', async () => {
    const things = thingsAction();
    const rig = await startRig({ registry: [echo, things.action], idleMs: 150 });
    rig.polkitd.decide = allow;
    const client = await connectPlanner(rig);
    const { grants } = await client.authorize(['/a', '/b']);
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(await client.put('/a', grants[0])).toBe('done');
    expect(await client.put('/b', grants[1])).toBe('done');
    expect(await rig.ended).toBeUndefined();
    client.close();
    await rig.stop();
  });

  it('is over when its caller leaves the bus', async () => {
    const things = thingsAction();
    const rig = await startRig({ registry: [echo, things.action], idleMs: 150 });
    rig.polkitd.decide = allow;
    const client = await connectPlanner(rig);
    await client.authorize(['/a', '/b']);
    client.close();
    expect(await rig.ended).toBeUndefined();
    await rig.stop();
  });
});
