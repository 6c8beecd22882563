import { display } from '../../../interfaces/display.js';
import type { CallError } from '../../operator-client/errors.js';
import type { Rehearsal, RehearsalsClient } from '../../operator-client/rehearsals.js';
import type { Step } from '../../plan/plan.js';
import { readScriptStep, type ScriptRun } from '../../plan/run-script.js';
import { EXIT, type ExitCode } from '../environment/exit-codes.js';
import { refuseReplaced } from '../environment/replaced.js';
import type { ChangeView } from '../terminal/change-set.js';
import { summaryOf } from '../terminal/change-words.js';
import { explainError } from '../terminal/explain-error.js';
import { rehearsalToJson, showEnd, showRehearsal } from '../terminal/rehearsal-text.js';
import { quoteText } from '../terminal/screen.js';
import { tryAsking } from './asking.js';
import { viewOf } from './change-view.js';
import { confirmPlan } from './confirm.js';
import { asPerson, rehearseScript, withRehearsals } from './rehearse.js';
import { classifyError, skipped, type Outcome, type StepReport } from './report.js';
import type { SessionOptions } from './session-options.js';

const INDENT = '     ';
const NOT_PERMITTED =
  /permission denied|operation not permitted|must be (?:run as )?root|are you root|superuser|cannot lock/i;

/** a script of a plan, and what became of it */
class ScriptStep {
  readonly #client: RehearsalsClient;
  readonly #step: Step;
  readonly #number: number;
  readonly #options: SessionOptions;
  #view: ChangeView | undefined;

  constructor(client: RehearsalsClient, step: Step, index: number, options: SessionOptions) {
    this.#client = client;
    this.#step = step;
    this.#number = index + 1;
    this.#options = options;
  }

  /** rehearsed first, shown, and only its changes are made, after a yes: the script never runs on the machine */
  async run(): Promise<Outcome> {
    const run = readScriptStep(this.#step);
    await this.#showScript(run);
    const { user } = run;
    const first = await this.#rehearse(run, user === 'root');
    if ('reports' in first) return first;
    const mayBeRoot = user === undefined && first.exitStatus !== 0 && NOT_PERMITTED.test(first.stderr);
    if (!mayBeRoot) return await this.#settle(first, user === 'root');
    await showEnd(first, this.#options.screen);
    await this.#drop(first);
    await this.#options.screen.note('You may not do that yourself; root may.');
    const answer = await this.#confirm('Rehearse it as root, which takes a password?');
    if (answer !== 'yes')
      return await this.#end(first, 'failed', `exit status ${first.exitStatus} as yourself`, answer);
    const second = await this.#rehearse(run, true);
    return 'reports' in second ? second : await this.#settle(second, true);
  }

  async #showScript({ script, cwd = this.#options.host.home, user }: ScriptRun): Promise<void> {
    const { screen, taint } = this.#options;
    const who = user === 'root' ? 'root' : 'yourself';
    const lines = [
      screen.paint.bold(
        `  ${this.#number}. script, first rehearsed in a copy of the machine as ${who} in ${display(cwd)}`,
      ),
      quoteText(script, `${INDENT}| `),
    ];
    const foreign = taint.foreignParameters(this.#step);
    if (foreign.length > 0)
      lines.push(screen.paint.yellow(`${INDENT}not from your words: ${foreign.map(display).join(', ')}`));
    if (taint.reasons.length > 0)
      lines.push(screen.paint.yellow(`Planned with text that you did not type: ${taint.reasons.join(', ')}.`));
    await screen.note(lines.join('\n'));
  }

  async #rehearse(run: ScriptRun, root: boolean): Promise<Rehearsal | Outcome> {
    const { cwd = this.#options.host.home, stdin, timeoutS } = run;
    const script = root ? asPerson(run.script, this.#options.host) : run.script;
    const answered = await rehearseScript(this.#client, { script, cwd, root, stdin, timeoutS }, this.#options);
    return answered.kind === 'answered' ? answered.value : await this.#refused(answered.error);
  }

  async #settle(rehearsal: Rehearsal, root: boolean): Promise<Outcome> {
    const { screen, dryRun, terminal } = this.#options;
    const { exitStatus, changes } = rehearsal;
    if (exitStatus !== 0 || changes.length === 0) {
      await showEnd(rehearsal, screen);
      const why = exitStatus === 0 ? 'it changes nothing' : `it ended with ${exitStatus} in the rehearsal`;
      await this.#drop(rehearsal);
      return await this.#end(rehearsal, 'failed', `${why}; nothing was done`);
    }
    this.#view = await viewOf(rehearsal, root, this.#options.host);
    await showRehearsal(rehearsal, this.#view, screen, 'output');
    const answer = dryRun ? 'no' : await this.#confirm('Make these changes?');
    if (answer !== 'yes') {
      await this.#drop(rehearsal);
      return await this.#end(rehearsal, 'skipped', undefined, answer);
    }
    refuseReplaced(terminal);
    return await this.#apply(rehearsal);
  }

  async #apply(rehearsal: Rehearsal): Promise<Outcome> {
    const { screen } = this.#options;
    const applied = await tryAsking(this.#options, true, () => this.#client.apply(rehearsal));
    if (applied.kind === 'error') {
      await this.#drop(rehearsal);
      return await this.#refused(applied.error, rehearsal);
    }
    const record = applied.value;
    const undo = record === '' ? '' : `; llmsh undo ${display(record)} takes it back`;
    await screen.note(`step ${this.#number}: ${screen.paint.green('done')}${undo}`);
    const report = await this.#report('done', null, rehearsal, record);
    return { reports: [report], results: [this.#result(summaryOf(rehearsal.changes))], exitCode: EXIT.done };
  }

  async #confirm(question: string) {
    const { yes, taint, terminal, signal, screen } = this.#options;
    const tainted = taint.reasons.length > 0;
    if (yes && !tainted) return 'yes';
    const answer = await confirmPlan(terminal, false, signal, question);
    const why = tainted
      ? 'steps planned with text that you did not type need your own yes'
      : '--yes confirms without one';
    if (answer === 'nobody') await screen.note(`Not confirmed: there is no terminal to ask on; ${why}.`);
    return answer;
  }

  async #end(
    rehearsal: Rehearsal,
    status: 'failed' | 'skipped',
    why: string | undefined,
    answer = '',
  ): Promise<Outcome> {
    const { screen, dryRun } = this.#options;
    const { paint } = screen;
    if (why !== undefined) await screen.note(`step ${this.#number}: ${paint.red('failed')}: ${why}`);
    else if (!dryRun) await screen.note('Nothing was changed.');
    const results = why === undefined ? [] : [this.#result(`failed: ${why}`, why)];
    return {
      reports: [await this.#report(status, why ?? null, rehearsal)],
      results,
      exitCode: exitOf(answer, status, dryRun),
    };
  }

  async #refused(error: CallError, rehearsal?: Rehearsal): Promise<Outcome> {
    const { screen } = this.#options;
    const { status, exitCode } = classifyError(error.code);
    const text = explainError(error);
    await screen.note(`step ${this.#number}: ${screen.paint.red(status)}: ${text}`);
    return {
      reports: [await this.#report(status, text, rehearsal)],
      results: [this.#result(`failed: ${text}`, text)],
      exitCode,
    };
  }

  async #report(
    status: StepReport['status'],
    error: string | null,
    rehearsal?: Rehearsal,
    record?: string,
  ): Promise<StepReport> {
    return {
      ...skipped(this.#step.action),
      status,
      error,
      record: record === undefined || record === '' ? null : record,
      exit_status: rehearsal?.exitStatus ?? null,
      ...(rehearsal && { rehearsal: await rehearsalToJson(rehearsal, this.#view, record) }),
    };
  }

  // no more than its summary: a script as root may have read what the person may not
  #result(text: string, failed?: string): Outcome['results'][number] {
    return { source: this.#step.action, text, guarded: true, ...(failed !== undefined && { failed }) };
  }

  #drop({ id }: Rehearsal): Promise<void> {
    return this.#client.drop(id).catch(() => {});
  }
}

export async function runScript(step: Step, index: number, options: SessionOptions): Promise<Outcome> {
  const outcome = await withRehearsals(options.host, client => new ScriptStep(client, step, index, options).run());
  return options.signal.aborted ? { ...outcome, exitCode: EXIT.interrupted } : outcome;
}

function exitOf(answer: string, status: 'failed' | 'skipped', dryRun: boolean): ExitCode {
  if (answer === 'interrupted') return EXIT.interrupted;
  if (answer === 'no' || answer === 'nobody') return dryRun ? EXIT.done : EXIT.notConfirmed;
  return status === 'failed' ? EXIT.failed : EXIT.done;
}
