import * as z from 'zod';
import { defineAction, type Action } from '../../action/action.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { withKind } from '../../action/parameters.js';
import { askedTo } from '../../call/prompt-texts.js';
import { display } from '../../../interfaces/display.js';
import { callerOf } from '../../exec/caller-of.js';
import { captureOutput } from '../../exec/capture.js';
import { directoryOf, workingDirectory } from '../../exec/directory.js';
import { NO_HANDS, readingShell } from '../../exec/reading-shell.js';
import { cageProperties, type Sandbox } from '../../system/sandbox/sandboxes.js';
import { VerifiedSandboxes } from '../../system/sandbox/probe.js';

const params = z.strictObject({
  script: withKind('script', z.string().min(1).max(16_384)).describe(
    'text for /bin/sh: pipes, globs and loops work, nothing can be changed',
  ),
  cwd: withKind('directory', z.string().max(4096)).optional().describe('absolute path of the directory to look from'),
});

const result = z.strictObject({
  exit_status: withKind('exit-status', z.int32()).describe('exit status, -1 where a signal ended it'),
  stdout: withKind('stream', z.string()).describe('its standard output'),
  stderr: withKind('stream', z.string()).describe('its standard error'),
  truncated: withKind('truncated', z.boolean()).optional().describe('true where output was cut'),
});

type Params = z.infer<typeof params>;
type Result = z.infer<typeof result>;

export const look = buildLook(new VerifiedSandboxes({ directory: '/run/llmos-operator/probes' }));

/** the action, with the place where it keeps what was proved of its cage */
export function buildLook(proofs: VerifiedSandboxes): Action {
  return defineAction({
    name: 'look',
    since: '0.1.0',
    summary: 'run shell text with your eyes and no hands, in a cage that can change nothing',
    headline: 'look: {script}',
    params,
    result,
    tiers: [
      {
        name: 'look',
        description: 'Run shell text that can only read',
        ...askedTo('look with $(display_script), in a cage that can change nothing.'),
        defaults: { any: 'yes', inactive: 'yes', active: 'yes' },
        runsAs: 'caller',
        readOnly: true,
        maxShown: { display_script: 400 },
      },
    ],
    risk: { readOnly: true, destructive: false, openWorld: false, killable: true, undo: false },
    prepare: async (given, context) => {
      const cage = cageFor(context);
      const directory = directoryOf(given.cwd, { cage }, context);
      // no list of programs stands before it, so the cage has to hold
      await proofs.prove(cage, callerOf(context), context);
      const shown = shownOf(given.script);
      return {
        tier: 'look',
        details: { script: given.script, display_script: shown, cwd: directory, display_cwd: display(directory), cage },
        preview: { summary: `look: ${shown}`, cwd: directory, cage },
        run: running => run(given, { cage, directory }, running),
        release: async () => {},
      };
    },
  });
}

// the cage is what holds, so a long text is cut in the prompt instead of refused
function shownOf(script: string): string {
  const shown = display(script);
  return shown.length <= 300 ? shown : `${shown.slice(0, 300)} ... (${script.length} characters)`;
}

// a caller that may run nothing as itself sees what everybody may see
function cageFor({ subject }: PrepareContext): Sandbox {
  return subject.ownTiers && subject.uid !== 0 ? 'look' : 'system';
}

interface Place {
  readonly cage: Sandbox;
  readonly directory: string;
}

async function run({ script }: Params, { cage, directory }: Place, context: RunContext): Promise<Result> {
  const { timeoutS } = context.bounds.exec;
  const unit = await context.units.start({
    id: `look-${context.record}`,
    // everybody can read a unit's description
    description: 'llm-os look',
    ...readingShell(script),
    properties: [...cageProperties(cage, callerOf(context)), ...NO_HANDS, workingDirectory(directory, { cage })],
    io: 'streams',
    timeoutMs: timeoutS * 1000,
    signal: context.signal,
  });
  const { outcome, stdout, stderr } = await captureOutput(unit, timeoutS, context);
  return {
    exit_status: outcome.exitStatus,
    stdout: stdout.text,
    stderr: stderr.text,
    truncated: stdout.truncated || stderr.truncated,
  };
}
