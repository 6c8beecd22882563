import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ActionPreview } from '../../../interfaces/preview.js';
import { defineAction, type Action } from '../../action/action.js';
import { secret, withKind } from '../../action/parameters.js';
import type { Details } from '../../call/types.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { display } from '../../../interfaces/display.js';
import { refuseUndecoded } from '../../call/undecoded.js';
import { callerOf } from '../../exec/caller-of.js';
import { captureOutput } from '../../exec/capture.js';
import { adviceFor, signalName } from '../../exec/outcome.js';
import { planExec, type ExecPlan } from '../../exec/choose-tier.js';
import { checkArgvLength, displayArgv } from '../../exec/quote.js';
import { EXEC_TIERS } from './exec.tiers.js';
import { launchIn } from '../../exec/launcher.js';
import { directoryOf, workingDirectory } from '../../exec/directory.js';
import { cageProperties } from '../../system/sandbox/sandboxes.js';
import { VerifiedSandboxes } from '../../system/sandbox/probe.js';

const params = z.strictObject({
  argv: withKind('argv', z.array(z.string().max(65_536)).min(1).max(256)).describe(
    'the program and its arguments, no shell',
  ),
  cwd: withKind('directory', z.string().max(4096)).optional().describe('absolute path of the directory to run in'),
  stdin: secret(1_048_576).optional().describe('text for its standard input'),
  user: withKind('user', z.enum(['root']))
    .optional()
    .describe('root to run a listed program as root'),
  timeout_s: z.int().min(1).max(86_400).optional().describe('stop it after so many seconds'),
  tier: withKind('tier', z.enum(['confined', 'caller', 'root']))
    .optional()
    .describe('confined unless given; caller runs it as yourself'),
});

const result = z.strictObject({
  exit_status: withKind('exit-status', z.int32()).describe('exit status, -1 where a signal ended it'),
  stdout: withKind('stream', z.string()).describe('its standard output'),
  stderr: withKind('stream', z.string()).describe('its standard error'),
  signal: withKind('signal', z.string()).optional().describe('the signal that ended it'),
  truncated: withKind('truncated', z.boolean()).optional().describe('true where output was cut'),
  advice: z.string().max(8192).optional().describe('what to do next, where something is left to do'),
});

type Params = z.infer<typeof params>;
type Result = z.infer<typeof result>;

export const exec = buildExec(new VerifiedSandboxes({ directory: '/run/llmos-operator/probes' }));

/** the action, with the place where it keeps what was proved of its cages */
export function buildExec(proofs: VerifiedSandboxes): Action {
  return defineAction({
    name: 'exec',
    since: '0.1.0',
    summary: 'run a program, confined unless asked otherwise',
    headline: 'run {argv}',
    params,
    result,
    tiers: EXEC_TIERS,
    risk: { readOnly: false, destructive: true, openWorld: false, killable: true, undo: false },
    prepare: async (given, context) => {
      checkArgvLength(given.argv);
      for (const argument of given.argv) refuseUndecoded('argv', argument);
      const plan = planExec(given, context);
      const timeoutS = checkLimits(given, context);
      const directory = directoryOf(given.cwd, plan, context);
      // before anybody is asked: what can't be caged does not run, whoever agrees
      if (plan.cage !== 'root') await proofs.prove(plan.cage, callerOf(context), context);
      const details = describe(given, plan, directory);
      return {
        tier: TIER_NAMES[plan.tier],
        details,
        foreign: plan.foreign,
        preview: { ...PREVIEW_NOTES, ...pick(details), summary: `run ${details['display_argv'] ?? ''}` },
        run: running => run(given, { plan, timeoutS, directory }, running),
        release: async () => {},
      };
    },
  });
}

const TIER_NAMES = { confined: 'exec-confined', caller: 'exec-as-caller', root: 'exec-as-root' } as const;
const PREVIEW_NOTES = {
  undo: 'no: what a program changes is not kept',
  visibility: 'the arguments can be seen by everybody on this machine while it runs',
};

function checkLimits({ timeout_s: asked, stdin = '' }: Params, { bounds }: PrepareContext): number {
  const { timeoutS, maxTimeoutS, maxStdinBytes } = bounds.exec;
  if (asked !== undefined && asked > maxTimeoutS) {
    throw new OperatorError('not-permitted', `timeout_s: ${asked}, and operator.toml allows ${maxTimeoutS}`);
  }
  if (Buffer.byteLength(stdin) > maxStdinBytes) {
    throw new OperatorError('not-permitted', `stdin: longer than the ${maxStdinBytes} bytes that operator.toml allows`);
  }
  return asked ?? timeoutS;
}

function describe({ argv, stdin }: Params, { program, cage, tier }: ExecPlan, directory: string): Details {
  const input = stdin === undefined ? '' : createHash('sha256').update(stdin).digest('hex');
  return {
    argv: JSON.stringify(argv),
    display_argv: displayArgv(argv),
    program,
    display_program: display(program),
    cwd: directory,
    display_cwd: display(directory),
    stdin: input,
    display_stdin: input === '' ? 'no input' : `input of sha256 ${input}`,
    cage,
    tier,
  };
}

function pick({ program = '', cwd = '', cage = '', tier = '' }: Details): ActionPreview {
  return { program, cwd, cage, tier };
}

interface Run {
  readonly plan: ExecPlan;
  readonly timeoutS: number;
  readonly directory: string;
}

async function run({ argv, stdin }: Params, { plan, timeoutS, directory }: Run, context: RunContext): Promise<Result> {
  const properties = cageProperties(plan.cage, callerOf(context));
  const unit = await context.units.start({
    id: `exec-${context.record}`,
    // everybody can read a unit's description
    description: `llm-os ${TIER_NAMES[plan.tier]}`,
    ...launchIn(properties, { program: plan.program, argv }),
    properties: [...properties, workingDirectory(directory, plan)],
    io: 'streams',
    ...(stdin !== undefined && { stdin }),
    timeoutMs: timeoutS * 1000,
    signal: context.signal,
  });
  const { outcome, stdout, stderr } = await captureOutput(unit, timeoutS, context);
  const advice = plan.tier === 'confined' && outcome.exitStatus !== 0 ? adviceFor(argv, stderr.text) : '';
  return {
    exit_status: outcome.exitStatus,
    stdout: stdout.text,
    stderr: stderr.text,
    ...(outcome.signal !== undefined && { signal: signalName(outcome.signal) }),
    truncated: stdout.truncated || stderr.truncated,
    ...(advice !== '' && { advice }),
  };
}
