import type { Catalog, CatalogAction } from '../../interfaces/catalog.js';
import { KIND_KEY } from '../../interfaces/kinds.js';
import type { Plan, Step } from './plan.js';

const RUN_SCRIPT = 'run_script';
const MAX_SCRIPT = 65_536;

/**
 * no action of the helper, which never runs a script on the machine: llmsh has it rehearsed, shows what it changed in the
 * copy, and has those changes made
 */
const action: CatalogAction = {
  name: RUN_SCRIPT,
  method: '',
  summary: 'run a script in a copy of the machine, and make the changes that it made there',
  since: '0.1.0',
  params: {
    type: 'object',
    properties: {
      script: {
        type: 'string',
        description: 'text that /bin/sh runs',
        minLength: 1,
        maxLength: MAX_SCRIPT,
        [KIND_KEY]: 'script',
      },
      cwd: { type: 'string', description: 'absolute path of the directory to run in', [KIND_KEY]: 'directory' },
      user: { type: 'string', description: 'as whom it runs', enum: ['caller', 'root'], [KIND_KEY]: 'user' },
      stdin: { type: 'string', description: 'what it reads from standard input', maxLength: MAX_SCRIPT },
      timeout_s: { type: 'integer', description: 'stop it after so many seconds', minimum: 1, maximum: 600 },
    },
    required: ['script'],
  },
  result: { type: 'object', properties: {}, required: [] },
  risk: { read_only: false, destructive: true, open_world: false, killable: true, undo: true },
  action_ids: [],
  tiers: [],
  examples: [],
  unlisted: true,
};

/** a step that is rehearsed, with what it says */
export interface ScriptRun {
  readonly script: string;
  readonly cwd?: string;
  /** absent where it was left open: as the caller first, as root after a question */
  readonly user?: 'caller' | 'root';
  readonly stdin?: string;
  readonly timeoutS?: number;
}

export function isScriptStep({ action: name }: Step): boolean {
  return name === RUN_SCRIPT;
}

export function scriptStep({ timeoutS, ...run }: ScriptRun): Step {
  return { action: RUN_SCRIPT, ...run, ...(timeoutS !== undefined && { timeout_s: timeoutS }) };
}

export function readScriptStep(given: Step): ScriptRun {
  const { script, cwd, user, stdin, timeout_s: timeoutS } = given;
  return {
    script: String(script),
    ...(typeof cwd === 'string' && { cwd }),
    ...((user === 'caller' || user === 'root') && { user }),
    ...(typeof stdin === 'string' && { stdin }),
    ...(typeof timeoutS === 'number' && { timeoutS }),
  };
}

/** the catalogue with the step that llmsh carries out itself */
export function withScripts(catalog: Catalog): Catalog {
  return { ...catalog, actions: [...catalog.actions, action] };
}

/** the catalogue as models plan with it in typed steps: a script is drafted, and goes its own way */
export function withoutScripts(catalog: Catalog): Catalog {
  return { ...catalog, actions: catalog.actions.filter(each => !isScriptStep({ action: each.name })) };
}

/** why a plan with a script cannot be carried out in this order; `undefined` where it can */
export function misplacedScript({ steps }: Plan): string | undefined {
  const at = steps.findIndex(isScriptStep);
  if (at < 0 || at === steps.length - 1) return undefined;
  return `step ${at + 1} is a script, whose changes are only known once it was rehearsed: let it stand alone or last, or make two plans of it`;
}
