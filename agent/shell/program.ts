import { Argument, Command, InvalidArgumentError } from 'commander';
import * as commands from './lazy-commands.js';
import { addModelCommands } from './model-program.js';
import type { Runner } from './runner.js';
import { readFlags, type Flags, type HistoryFlags, type RawFlags } from './environment/flags.js';
import { VERSION } from '../../interfaces/version.js';
import type { RehearseFlags } from './commands/rehearse-command.js';
import type { Environment } from './environment/environment.js';
import { RECORD_ID } from '../../interfaces/record-id.js';

/** `withCommands` is false where the words are a request, whatever they are */
export function buildProgram(environment: Environment, run: Runner, withCommands: boolean): Command {
  const program = new Command('llmsh')
    .description('say what you want done on this machine; see the plan, say yes, and it is done')
    .argument('[words...]', 'the request; without one llmsh asks for requests until you leave')
    .option('-n, --dry-run', 'plan and preview, run nothing')
    .option('--plan-only', 'print the plan and stop; the operator is not asked')
    .option('--json', 'one json object on standard output')
    .option('-y, --yes', "answer llmsh's own question with yes; polkit still asks")
    .option('--ask', 'ask also before steps that only look')
    .option('--plain', 'no redrawn lines and no colour')
    .option('-m, --model <name>', 'the model to use (see: llmsh model list)')
    .option('-f, --file <file>', 'give the model this file to read; may be said again', collect)
    .option('-l, --look', 'look first: the plan gets the results of its first steps')
    .option('-t, --talk', 'talk without acting, with the larger model where one is configured')
    .option('-c, --continue', 'go on with the last session')
    .option('--show-prompt', 'print what the model is given')
    .option('--explain-plan', 'print how the plan came about: intent, examples, draft, and what became of it')
    .option('--uncaged-agent', 'where there is no user manager: run the model without its cage')
    .version(VERSION, '--version')
    .showHelpAfterError('(llmsh --help says more)')
    .configureOutput({
      writeOut: text => void environment.terminal.stdout.write(text),
      writeErr: text => void environment.terminal.stderr.write(text),
    })
    .exitOverride();
  program.action(async (words: string[], flags: RawFlags) => {
    await run(commands.runRequest(words.join(' '), readFlags(flags), environment));
  });
  if (withCommands) addCommands(program, environment, run);
  return program;
}

function addCommands(program: Command, environment: Environment, run: Runner): void {
  const flags = (): Flags => readFlags(program.opts<RawFlags>());
  program
    .command('apply')
    .description('carry out a plan file, as --plan-only --json prints it')
    .argument('<plan>', 'the file, or - for standard input')
    .action((file: string) => run(commands.applyPlan(file, flags(), environment)));
  addRehearse(program, environment, run, flags);
  program
    .command('actions')
    .description('what the operator of this machine can do')
    .action(() => run(commands.listActions(flags(), environment)));
  program
    .command('doctor')
    .description('check everything that a request needs, and say what to do where something is missing')
    .action(() => run(commands.runDoctor(flags(), environment)));
  program
    .command('mcp')
    .description('serve the actions to other programs over the model context protocol')
    .action(() => run(commands.runMcp(environment)));
  addTalkCommands(program, environment, run, flags);
  addRecordCommands(program, environment, run, flags);
  addModelCommands(program, environment, run, flags);
  closeAll(program.commands);
}

function addRehearse(program: Command, environment: Environment, run: Runner, flags: () => Flags): void {
  program
    .command('rehearse')
    .description('run a command in a copy of the machine, show what it would change, and ask')
    .argument('<words...>', 'a file with a script, or -- and a command with its arguments')
    .option('--root', 'as root, which asks for a password first')
    .action((words: string[], own: RehearseFlags) => run(commands.rehearse(words, own, flags(), environment)));
}

function addTalkCommands(program: Command, environment: Environment, run: Runner, flags: () => Flags): void {
  program
    .command('explain')
    .description('why the last command failed, and what to try; it needs the hook, or its output on standard input')
    .action(() => run(commands.explainLast(flags(), environment)));
  program
    .command('hook')
    .description('print what lets explain know the last command, for the start-up file of your shell')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action((shell: string) => run(commands.printHook(shell, environment)));
  program
    .command('sessions')
    .description('what was asked before, the latest first')
    .option('--clear', 'forget them all')
    .action((own: { clear?: boolean }) => run(commands.listSessions(own.clear === true, flags(), environment)));
}

function addRecordCommands(program: Command, environment: Environment, run: Runner, flags: () => Flags): void {
  program
    .command('history')
    .description('what was done and refused, the latest first')
    .option('--all', "everybody's, as an administrator")
    .option('--limit <n>', 'so many of them', parseCount)
    .option('--since <time>', 'from then on: 2026-01-31 or 2026-01-31T12:00:00Z')
    .action((own: HistoryFlags) => run(commands.showHistory(own, flags(), environment)));
  program
    .command('show')
    .description('all that is on record about one call')
    .argument('<record>', 'its id in the history', parseRecord)
    .action((record: string) => run(commands.showRecord(record, flags(), environment)));
  program
    .command('undo')
    .description('take a call back; without a record your last one')
    .argument('[record]', 'its id in the history', parseRecord)
    .option('--force', 'whatever has changed since')
    .action((record: string | undefined, own: { force?: boolean }) =>
      run(commands.undoRecord(record ?? '', own.force === true, flags(), environment)),
    );
  program
    .command('confirm')
    .description('keep a change that would be taken back by itself; without a record all of yours')
    .argument('[record]', 'its id in the history', parseRecord)
    .action((record: string | undefined) => run(commands.confirmChange(record ?? '', flags(), environment)));
  const audit = program.command('audit').description('the chain of records');
  audit
    .command('verify')
    .description('walk it, and name the first broken link')
    .action(() => run(commands.verifyRecords(flags(), environment)));
  audit
    .command('rotate')
    .description('put its file aside and go on in a fresh one, as an administrator')
    .action(() => run(commands.rotateRecords(flags(), environment)));
}

// other words than an id were meant as a request
function parseRecord(word: string): string {
  if (RECORD_ID.test(word)) return word;
  throw new InvalidArgumentError('A record is written as llmsh history shows it.');
}

function collect(word: string, before: readonly string[] = []): string[] {
  return [...before, word];
}

function parseCount(word: string): number {
  if (/^[1-9]\d{0,2}$/.test(word)) return Number(word);
  throw new InvalidArgumentError('A number from 1 to 999.');
}

// a word too many means that a request was meant
function closeAll(commands: readonly Command[]): void {
  for (const command of commands) {
    command.exitOverride().allowExcessArguments(false);
    closeAll(command.commands);
  }
}
