import { randomBytes } from 'node:crypto';
import { display } from '../../../interfaces/display.js';
import type { Preview } from '../../../interfaces/preview.js';
import type { RecordsClient } from '../../operator-client/records-client.js';
import { toCallError, type CallError } from '../../operator-client/errors.js';
import { confirmPlan } from '../execution/confirm.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import { explainError } from '../terminal/explain-error.js';
import type { Flags } from '../environment/flags.js';
import { asking } from '../execution/asking.js';
import { withArchive } from './history-command.js';
import { classifyError, type StepReport } from '../execution/report.js';
import { renderFactLines } from '../execution/render.js';
import type { Shell } from '../session/shell-session.js';
import { withJson } from '../execution/report.js';
import type { Environment } from '../environment/environment.js';

/** takes a call back, shown and confirmed like any step; without a record the last one that can be */
export function undoRecord(record: string, force: boolean, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withArchive(flags, environment, (archive, shell) =>
    withJson(shell, async reports => {
      const facts = await preview(archive, record, force, shell);
      await showUndo(facts, shell);
      if (flags.dryRun) return EXIT.done;
      const answer = flags.yes ? 'yes' : await confirmPlan(environment.terminal, false, shell.signal, 'Take it back?');
      if (answer !== 'yes') {
        await shell.screen.note(
          answer === 'nobody' ? 'Not confirmed: no terminal to ask on; --yes confirms.' : 'Nothing was undone.',
        );
        return answer === 'interrupted' ? EXIT.interrupted : EXIT.notConfirmed;
      }
      reports.push(await takeBack(archive, facts.record ?? record, force, { shell, facts }));
      return EXIT.done;
    }),
  );
}

// previews one's own change without a password, and another person's only with permission to see it
async function preview(archive: RecordsClient, record: string, force: boolean, shell: Shell): Promise<Preview> {
  try {
    return await archive.previewUndo(record, force, false);
  } catch (error) {
    const problem: CallError = toCallError(error);
    if (problem.code === 'can-obtain') return await asking(shell, true, () => archive.previewUndo(record, force, true));
    throw new ShellError(classifyError(problem.code).exitCode, explainError(problem));
  }
}

async function showUndo(facts: Preview, { screen }: Shell): Promise<void> {
  const what = facts.summary ?? facts.message ?? '';
  await screen.note(screen.paint.bold(`  undo ${display(facts.record ?? '')}: ${display(what)}`));
  const password = facts.authorization === 'challenge' ? 'asks for a password' : 'no password';
  await screen.note([`     ${password}`, ...renderFactLines(facts)].join('\n'));
}

interface Taken {
  readonly shell: Shell;
  readonly facts: Preview;
}

async function takeBack(
  archive: RecordsClient,
  record: string,
  force: boolean,
  { shell, facts }: Taken,
): Promise<StepReport> {
  const { screen, signal } = shell;
  const job = `llmsh-${randomBytes(8).toString('hex')}`;
  const cancel = (): void => void archive.cancel(job).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  const prompts = facts.authorization === 'challenge';
  const done = await asking(shell, prompts, () => archive.undo(record, { force, job }), facts.action_id).finally(() =>
    signal.removeEventListener('abort', cancel),
  );
  const again = done.record === '' ? '' : `; llmsh undo ${display(done.record)} takes that back`;
  await screen.note(`undo: ${screen.paint.green('done')} (${display(done.result)}${again})`);
  return {
    action: 'undo',
    status: 'done',
    record: done.record === '' ? null : done.record,
    exit_status: null,
    error: null,
  };
}
