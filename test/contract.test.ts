import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Action } from '../helper/action/action.js';
import { keysOf } from '../helper/call/details.js';
import { buildContract } from '../helper/action/binding.js';
import { loadPlanning } from '../helper/generate/load-planning.js';
import { listGenerated } from '../helper/generate/outputs.js';
import { REGISTRY } from '../helper/actions/registry.js';
import { SERVICE_TIERS } from '../helper/methods/service-tiers.js';
import type { ObjectSchema } from '../interfaces/contract.js';
import { bodySignature } from '../interfaces/signature.js';
import { toToolName } from '../interfaces/names.js';
import { stepResult } from '../agent/shell/execution/step-result.js';
import { INVERSES } from '../helper/undo/undo-actions.js';
import { redactParams } from '../helper/records/record-key.js';
import { kindsOf } from '../helper/action/parameters.js';
import { joinCatalog } from '../interfaces/catalog.js';
import { isHiddenKind } from '../interfaces/kinds.js';
import { isBounded } from './bounded-fields.js';
import { namesOutside, unusedExceptions } from './house/action-names.js';
import { VERSION } from '../interfaces/version.js';

const catalog = buildContract(REGISTRY);
const planning = await loadPlanning(REGISTRY);
const files = readdirSync('helper/actions', { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts') && !/\.(plan|tiers)\.ts$/.test(file) && basename(file) !== 'registry.ts')
  .map(file => basename(file));
const each = REGISTRY.map(action => [action.name, action] as const);
const tiers = [...REGISTRY.flatMap(action => action.tiers), ...SERVICE_TIERS];

function schemasOf(action: Action): { params: ObjectSchema; result: ObjectSchema } {
  const entry = catalog.actions[REGISTRY.indexOf(action)];
  if (!entry) throw new Error(`${action.name} is not in the catalogue`);
  return entry;
}

describe('the registry', () => {
  it('holds every file of helper/actions, each under its own name', () => {
    expect(REGISTRY.map(action => `${action.name}.ts`).toSorted()).toEqual(files.toSorted());
  });

  it('has rules of lifting for the action that they stand beside, each under its own name', () => {
    const liftings = Object.entries(planning.actions).flatMap(([tool, { lifting }]) =>
      lifting ? [{ tool, lifting }] : [],
    );
    expect(liftings.length).toBeGreaterThan(0);
    expect(liftings.filter(({ tool, lifting }) => lifting.action !== tool)).toEqual([]);
    const ids = liftings.flatMap(({ lifting }) => lifting.forms.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names each action and each tier once', () => {
    expect(new Set(REGISTRY.map(action => action.name)).size).toBe(REGISTRY.length);
    expect(new Set(tiers.map(tier => tier.name)).size).toBe(tiers.length);
  });

  it.each(tiers.map(tier => [tier.name, tier] as const))('%s never keeps an authorization', (_, tier) => {
    expect(Object.values(tier.defaults).filter(value => !/^(no|yes|auth_self|auth_admin)$/.test(value))).toEqual([]);
  });

  it.each(tiers.map(tier => [tier.name, tier] as const))('%s speaks to a person in sentences', (_, tier) => {
    expect(tier.message).toMatch(/^\p{Lu}.*[.?:] ?(\$\([a-z_0-9]+\))*$/su);
    expect(tier.description).toMatch(/^\p{Lu}.*[^.]$/u);
    for (const key of keysOf(tier.message)) expect(key).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  it.each(tiers.map(tier => [tier.name, tier] as const))(
    '%s shows in a list of steps what its own prompt shows',
    (_, tier) => {
      const { step = tier.message } = tier;
      expect(keysOf(step)).toEqual(keysOf(tier.message));
      expect(step).toMatch(/[.?:] ?(\$\([a-z_0-9]+\))*$/u);
    },
  );

  const translated = tiers.flatMap(({ name, message, german }) => (german ? [[name, message, german] as const] : []));
  it.each(translated)('%s says as much to who speaks german', (_, message, german) => {
    expect(keysOf(german.message).toSorted()).toEqual(keysOf(message).toSorted());
    expect(german.message).toMatch(/^\p{Lu}.*[.?:] ?(\$\([a-z_0-9]+\))*$/su);
    expect(german.description).toMatch(/^\p{Lu}.*[^.]$/u);
  });
});

describe.each(each)('%s', (_, action) => {
  const { params, result } = schemasOf(action);

  it('has only parameters that are bounded and described', () => {
    const fields = Object.entries(params.properties);
    expect(fields.filter(([, field]) => !isBounded(field)).map(([name]) => name)).toEqual([]);
    expect(fields.filter(([, field]) => field.description === '').map(([name]) => name)).toEqual([]);
  });

  it('maps to d-bus both ways', () => {
    expect(bodySignature(params)).toMatch(/a\{sv\}$/);
    expect(bodySignature(result)).toMatch(/a\{sv\}$/);
  });

  it('takes no parameter that it does not know', () => {
    expect(
      action.params.safeParse({ surely_unknown: 1 }).error?.issues.some(({ code }) => code === 'unrecognized_keys'),
    ).toBe(true);
  });

  it('uses no name that the bus keeps for itself', () => {
    const reserved = ['job', 'grant', 'record'];
    const names = [...Object.keys(params.properties), ...Object.keys(result.properties)];
    expect(names.filter(name => reserved.includes(name))).toEqual([]);
  });

  it('asks an administrator wherever it destroys or reaches out, unless it runs as the caller or in a cage', () => {
    const free = action.tiers.filter(tier => Object.values(tier.defaults).includes('yes'));
    if (action.risk.destructive || action.risk.openWorld) {
      expect(free.filter(tier => tier.runsAs === 'root').map(tier => tier.name)).toEqual([]);
    }
  });

  it('gives examples that it would accept itself', () => {
    const tool = toToolName(action.name);
    const { examples, hints = [] } = planning.actions[tool] ?? { examples: [] };
    const own = [...examples, ...hints].flatMap(({ steps }) => steps).filter(step => step.action === tool);
    for (const { action: _name, ...values } of own) expect(z.safeParse(action.params, values).error).toBeUndefined();
  });
});

describe('what is generated', () => {
  it.each(listGenerated(REGISTRY, planning).map(generated => [generated.path, generated] as const))(
    '%s is current',
    (path, generated) => {
      const present = readFileSync(path, 'utf8');
      expect(generated.render(present) ?? present, 'run npm run gen').toBe(present);
    },
  );

  it('carries the version of the package', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8')).version).toBe(VERSION);
  });
});

describe('facts of an action', () => {
  const all = [...REGISTRY, ...INVERSES];
  const keyed = { digest: () => '', hide: () => 'hidden' };

  it.each(all.map(action => [action.name, action] as const))('%s says the kind of each free text', (_, action) => {
    const { properties } = z.toJSONSchema(action.params, { io: 'input' });
    const free = Object.entries(properties ?? {}).filter(
      ([, field]) => typeof field === 'object' && field.type === 'string' && !field.enum && !field.pattern,
    );
    const kinds = kindsOf(action.params);
    // the id of a record, which `Undo` sets itself
    expect(free.map(([name]) => name).filter(name => !kinds.has(name) && name !== 'undoes')).toEqual([]);
    const telling = Object.keys(action.params.shape).filter(name => /passw|secret|token|key$|content|stdin/.test(name));
    expect(telling.filter(name => !isHiddenKind(kinds.get(name)))).toEqual([]);
  });

  it.each(all.map(action => [action.name, action] as const))('%s leaves no secret in a record', (_, action) => {
    for (const [name, kind] of kindsOf(action.params)) {
      const recorded = JSON.stringify(redactParams({ [name]: 'hunter2' }, { keyed, hidden: action.hidden }));
      expect(recorded.includes('hunter2'), name).toBe(!(kind === 'secret' || kind === 'content'));
    }
  });

  it.each(each)('%s discloses where an administrator is asked to look, or a program runs as root', (_, action) => {
    const streams = [...kindsOf(action.result).values()].includes('stream');
    const looking = action.tiers.filter(
      tier => tier.runsAs === 'root' && (streams || (action.risk.readOnly && tier.defaults.any !== 'yes')),
    );
    expect(looking.filter(tier => tier.discloses !== true).map(tier => tier.name)).toEqual([]);
  });

  it.each(catalog.actions.flatMap(({ name, tiers: facts }) => facts.map(tier => [tier.id, name, tier] as const)))(
    '%s guards what it discloses, even where a rule lets it pass unasked',
    (id, action, tier) => {
      const reviewed = {
        step: { action },
        facts: { action_id: id, authorization: 'yes' },
        problem: undefined,
        tier: undefined,
      };
      const { guarded } = stepResult(reviewed, { record: '', values: {} }, joinCatalog(catalog, planning));
      expect(guarded).toBe(tier.discloses);
    },
  );

  it('stand in the action: no other source names an action, a tier or a parameter', () => {
    expect(namesOutside()).toEqual({});
    expect(unusedExceptions()).toEqual([]);
  });
});
