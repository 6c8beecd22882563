import type { ForeignCheck } from '../call/types.js';
import type { PrepareContext } from '../call/context.js';
import type { Sandbox } from '../system/sandbox/sandboxes.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { checkConfinedArguments, describeForms, foreignChecks, matchingForms } from './arguments.js';
import { checkNoInterpreter, checkProgram, findAnywhere, findConfined, findRoot } from './programs.js';

export type ExecTier = 'confined' | 'caller' | 'root';

export interface ExecPlan {
  readonly tier: ExecTier;
  readonly program: string;
  /** checks of other services that the caller must pass as well */
  readonly foreign: readonly ForeignCheck[];
  readonly cage: Sandbox;
}

interface Asked {
  readonly argv: readonly string[];
  readonly user?: string | undefined;
  readonly tier?: ExecTier | undefined;
}

/** which program, in which cage, by which tier; the caller names the tier and none is ever raised silently */
export function planExec(asked: Asked, context: PrepareContext): ExecPlan {
  const tier = chooseTier(asked);
  if (tier === 'root') return planRoot(asked.argv, context);
  return tier === 'caller' ? planCaller(asked.argv, context) : planConfined(asked.argv, context);
}

function chooseTier({ user, tier }: Asked): ExecTier {
  if (user === undefined) return tier ?? 'confined';
  if (tier === undefined || tier === 'root') return 'root';
  throw new OperatorError('invalid-args', `tier: ${tier} does not go with user root`);
}

function planConfined(argv: readonly string[], { bounds, subject }: PrepareContext): ExecPlan {
  const [name = ''] = argv;
  const listed = findConfined(name, bounds);
  if (!listed) {
    const text = `${display(name)} is not among the programs that run confined: name the tier caller to run it as yourself`;
    throw new OperatorError('can-widen', text);
  }
  checkConfinedArguments(argv, listed);
  checkProgram(listed.path);
  // a caller without own tiers gets the sandbox `files`, which shows world-readable files only
  const cage = listed.cage === 'home' && !subject.ownTiers ? 'files' : listed.cage;
  return { tier: 'confined', program: listed.path, cage, foreign: [] };
}

function planCaller(argv: readonly string[], { subject }: PrepareContext): ExecPlan {
  const [name = ''] = argv;
  if (subject.uid === 0)
    throw new OperatorError('not-permitted', 'root is nobody to run as in a cage: name the tier root');
  if (!subject.ownTiers) {
    throw new OperatorError('not-permitted', `nothing is run as you: ${subject.ownTiersReason}`);
  }
  const program = findAnywhere(name);
  if (program !== '') return { tier: 'caller', program, cage: 'caller', foreign: [] };
  throw new OperatorError('failed', `there is no program ${display(name)}: give its absolute path`);
}

function planRoot(argv: readonly string[], { bounds }: PrepareContext): ExecPlan {
  const [name = ''] = argv;
  const listed = findRoot(name, bounds);
  if (!listed) {
    const text = `${display(name)} is not among the root_programs of operator.toml: an administrator lists what may run as root`;
    throw new OperatorError('not-permitted', text);
  }
  const forms = matchingForms(argv, listed);
  if (forms.length === 0) {
    throw new OperatorError(
      'not-permitted',
      `these arguments are not allowed as root; allowed: ${describeForms(name, listed)}`,
    );
  }
  checkProgram(listed.path);
  checkNoInterpreter(listed.path);
  return { tier: 'root', program: listed.path, cage: 'root', foreign: foreignChecks(argv, forms) };
}
