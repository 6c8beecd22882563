import { Command } from 'commander';
import { listActions } from './actions-command.js';
import { applyPlan } from './apply-command.js';
import type { ExitCode } from './exit-codes.js';
import { readFlags, type RawFlags } from './flags.js';
import { runRequest } from './request-command.js';
import type { World } from './world.js';

/** keeps the exit code of the one command that was chosen */
export type Runner = (command: Promise<ExitCode>) => Promise<void>;

export const COMMAND_NAMES: ReadonlySet<string> = new Set(['apply', 'model', 'actions', 'doctor', 'help']);

/** `withCommands` is false where the words are a request, whatever they are */
export function buildProgram(world: World, run: Runner, withCommands: boolean): Command {
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
    .option('-f, --file <file...>', 'give the model this file to read')
    .option('--show-prompt', 'print what the model is given')
    .option('--uncaged-agent', 'where there is no user manager: run the model without its cage')
    .version(world.env['LLMOS_VERSION_TEXT'] ?? '0.1.0', '--version')
    .showHelpAfterError('(llmsh --help says more)')
    .configureOutput({
      writeOut: text => void world.stdout.write(text),
      writeErr: text => void world.stderr.write(text),
    })
    .exitOverride();
  program.action(async (words: string[], flags: RawFlags) => {
    await run(runRequest(words.join(' '), readFlags(flags), world));
  });
  if (withCommands) addCommands(program, world, run);
  return program;
}

function addCommands(program: Command, world: World, run: Runner): void {
  const flags = (): ReturnType<typeof readFlags> => readFlags(program.opts<RawFlags>());
  program
    .command('apply')
    .description('carry out a plan file, as --plan-only --json prints it')
    .argument('<plan>', 'the file, or - for standard input')
    .action(async (file: string) => {
      await run(applyPlan(file, flags(), world));
    });
  program
    .command('actions')
    .description('what the operator of this machine can do')
    .action(async () => {
      await run(listActions(flags(), world));
    });
  for (const command of program.commands) command.exitOverride().allowExcessArguments(false);
}
