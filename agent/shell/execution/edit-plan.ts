import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog } from '../../../interfaces/catalog.js';
import { displayText } from '../../../interfaces/display.js';
import { checkPlan } from '../../plan/parse.js';
import { MAX_OWN_STEPS, type Plan } from '../../plan/plan.js';
import { EXIT, ShellError } from '../environment/exit-codes.js';
import type { Terminal } from '../environment/environment.js';

/** the plan in the person's own editor; it comes back whole and valid, or not at all */
export async function editPlan(plan: Plan, options: { terminal: Terminal; catalog: Catalog }): Promise<Plan> {
  const { terminal, catalog } = options;
  const directory = await mkdtemp(join(terminal.env['XDG_RUNTIME_DIR'] ?? tmpdir(), 'llmsh-'));
  const file = join(directory, 'plan.json');
  try {
    await writeFile(file, `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600 });
    await openEditor(terminal, file);
    return parseEdited(await readFile(file, 'utf8'), catalog);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function openEditor(terminal: Terminal, file: string): Promise<void> {
  const words = (terminal.env['VISUAL'] || terminal.env['EDITOR'] || 'editor').split(/\s+/).filter(Boolean);
  const [program = 'editor', ...args] = words;
  const result = await terminal.runProgram(program, [...args, file], { inherit: true }).catch(() => undefined);
  if (result?.exitCode === 0) return;
  throw new ShellError(EXIT.notConfirmed, `${displayText(program)} did not edit the plan; nothing was run; set EDITOR`);
}

function parseEdited(text: string, catalog: Catalog): Plan {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new ShellError(EXIT.notConfirmed, 'the edited plan is not json; nothing was run');
  }
  const parsed = checkPlan(raw, catalog, MAX_OWN_STEPS);
  if (parsed.ok) return parsed.plan;
  throw new ShellError(
    EXIT.notConfirmed,
    `the edited plan is not valid; nothing was run\n${displayText(parsed.problems.join('\n'))}`,
  );
}
