import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { displayText } from '../../../interfaces/display.js';
import { checkPlan } from '../../plan/parse.js';
import { MAX_OWN_STEPS, type Plan } from '../../plan/plan.js';
import { resolvePlan } from '../../plan/resolve.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import type { StepReport } from '../execution/report.js';
import { runPlan } from '../execution/run-plan.js';
import { withShell, type Shell } from '../session/shell-session.js';
import { withJson } from '../execution/report.js';
import { createTaint } from '../environment/taint.js';
import type { Environment, Terminal } from '../environment/environment.js';

const MAX_PLAN = 4 * 1024 * 1024;

/** a plan from a file: the person names it, so it is theirs; all questions stay */
export function applyPlan(file: string, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withShell(flags, environment, shell => withJson(shell, reports => settleFile(file, shell, reports)));
}

async function settleFile(file: string, shell: Shell, reports: StepReport[]): Promise<ExitCode> {
  const { terminal, host, screen, flags, settings } = shell;
  const plan = readPlan(await readText(file, terminal), shell);
  if (host.uid === 0) await screen.note('You are root: polkit lets root pass, so nobody is asked for a password.');
  if (plan.steps.length === 0) await screen.note('The plan has no steps; nothing to do.');
  const { json, yes, dryRun } = flags;
  const taint = createTaint();
  const options = { ...shell, json, yes, dryRun, ask: settings.ask, taint };
  const outcome = await runPlan(resolvePlan(plan, host, shell.catalog), options);
  reports.push(...outcome.reports);
  return outcome.exitCode;
}

async function readText(file: string, { stdin, cwd }: Terminal): Promise<string> {
  try {
    return file === '-' ? await readStream(stdin) : await readFile(resolve(cwd, file), 'utf8');
  } catch {
    throw new ShellError(EXIT.usage, `${displayText(file)} cannot be read; name a plan file that you may read`);
  }
}

async function readStream(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += typeof chunk === 'string' ? chunk : chunk.toString('utf8');
    if (text.length > MAX_PLAN) throw new ShellError(EXIT.usage, 'the plan is too long');
  }
  return text;
}

function readPlan(text: string, { catalog }: Shell): Plan {
  const parsed = parseText(text, catalog);
  if (parsed.ok) return parsed.plan;
  throw new ShellError(EXIT.noPlan, `this is not a plan; nothing was run\n${displayText(parsed.problems.join('\n'))}`);
}

function parseText(text: string, catalog: Shell['catalog']): ReturnType<typeof checkPlan> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { ok: false, problems: ['it is not one whole json object'] };
  }
  return checkPlan(raw, catalog, MAX_OWN_STEPS);
}
