import { display } from '../../../interfaces/display.js';
import { accountChecks } from './doctor-account.js';
import { busChecks } from './doctor-bus.js';
import { modelChecks } from './doctor-model.js';
import { EXIT, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import { withShell, type Shell } from '../session/shell-session.js';
import type { Environment } from '../environment/environment.js';

/** one thing that must be right; `cure` where it is not */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'broken';
  readonly detail: string;
  readonly cure?: string;
}

/** looks at everything that a request needs, changes nothing, and says what to do about each thing that is not right */
export function runDoctor(flags: Flags, environment: Environment): Promise<ExitCode> {
  return withShell(flags, environment, async shell => {
    const checks: Check[] = [];
    for (const group of [busChecks, accountChecks, modelChecks]) {
      for await (const check of group(shell)) {
        checks.push(check);
        if (!flags.json) await printCheck(check, shell);
      }
    }
    if (flags.json) await shell.screen.result(`${JSON.stringify({ version: 1, checks })}\n`);
    return checks.some(({ state }) => state === 'broken') ? EXIT.failed : EXIT.done;
  });
}

async function printCheck({ name, state, detail, cure }: Check, { screen, terminal }: Shell): Promise<void> {
  const { paint } = screen;
  const mark = { ok: paint.green('ok     '), warning: paint.yellow('warning'), broken: paint.red('broken ') }[state];
  screen.clearStatus();
  await terminal.stdout.write(
    `${mark}  ${name}: ${display(detail)}\n${cure === undefined ? '' : `         ${cure}\n`}`,
  );
}
