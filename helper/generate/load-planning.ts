import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { completePlanning, type ActionPlanning, type Planning } from '../../interfaces/planning.js';
import type { LiftingInput } from '../../interfaces/lifting.js';
import { toToolName } from '../../interfaces/names.js';
import type { Action } from '../action/action.js';

const ACTIONS = new URL('../actions/', import.meta.url);
const SUFFIX = /\.plan\.(?:ts|js)$/;

/** reads the planning file beside each action; throws where an action has none, or a file belongs to no action */
export async function loadPlanning(registry: readonly Action[]): Promise<Planning> {
  const files = new Map(
    readdirSync(ACTIONS, { recursive: true, encoding: 'utf8' })
      .filter(file => SUFFIX.test(file))
      .map(file => [basename(file).replace(SUFFIX, ''), file]),
  );
  const actions: Planning['actions'] = {};
  for (const { name } of registry) {
    const file = files.get(name);
    if (file === undefined) throw new Error(`${name} has no planning file: add ${name}.plan.ts beside it`);
    files.delete(name);
    const module: { planning: ActionPlanning; lifting?: LiftingInput } = await import(new URL(file, ACTIONS).href);
    actions[toToolName(name)] = completePlanning(module.planning, toToolName(name), module.lifting);
  }
  if (files.size > 0) throw new Error(`no action is called ${[...files.keys()].join(', ')}: rename the planning file`);
  return { version: 1, actions };
}
