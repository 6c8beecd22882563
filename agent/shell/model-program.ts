import { InvalidArgumentError, type Command } from 'commander';
import type { AddFlags } from './commands/add-model-command.js';
import type { PullFlags } from './commands/model-command.js';
import type { Environment } from './environment/environment.js';
import type { Flags } from './environment/flags.js';
import * as commands from './lazy-commands.js';
import type { Runner } from './runner.js';

const SYSTEM = ['--system', 'for everybody on this machine, as root'] as const;

export function addModelCommands(program: Command, environment: Environment, run: Runner, flags: () => Flags): void {
  const model = program
    .command('model')
    .description('the language models of this machine; alone it also looks for servers of models that run here')
    .action(() => run(commands.listModels(true, flags(), environment)));
  model
    .command('list')
    .description('known models, and where they are')
    .action(() => run(commands.listModels(false, flags(), environment)));
  addFetching(model, environment, run, flags);
  model
    .command('use')
    .description('choose a model, and prepare it')
    .argument('<name>')
    .action((name: string) => run(commands.useModel(name, flags(), environment)));
  model
    .command('rm')
    .description("delete a model's file")
    .argument('<name>')
    .action((name: string) => run(commands.removeModel(name, flags(), environment)));
  model
    .command('check')
    .description('read a whole model and compare its digest; ask an endpoint what it can do')
    .argument('[name]')
    .action((name: string | undefined) => run(commands.checkModel(name, flags(), environment)));
  addAdding(model, environment, run, flags);
}

function addFetching(model: Command, environment: Environment, run: Runner, flags: () => Flags): void {
  model
    .command('pull')
    .description('get a model and prepare it; a cut-off download goes on')
    .argument('[name]')
    .option(...SYSTEM)
    .option('--no-prepare', 'leave the reading of the instructions to the first request')
    .action((name: string | undefined, own: PullFlags) => run(commands.pullNamed(name, own, flags(), environment)));
  model
    .command('prepare')
    .description('have a model read its instructions now, so that no first request waits for that')
    .argument('[name]')
    .option(...SYSTEM)
    .action((name: string | undefined, own: SystemFlag) =>
      run(commands.prepareNamed(name, own.system === true, flags(), environment)),
    );
}

function addAdding(model: Command, environment: Environment, run: Runner, flags: () => Flags): void {
  model
    .command('add')
    .description(
      'take a model from a file: a known one, or one of your own under a name and the digest of its publisher',
    )
    .argument('<file>')
    .option('--name <name>', 'the name of one of your own')
    .option('--sha256 <digest>', 'the digest that its publisher names; a file with another is refused')
    .option('--context <tokens>', 'tokens that fit into one request; 8192 where unsaid', parseContext)
    .option(...SYSTEM)
    .action((file: string, own: AddFlags) => run(commands.addModel(file, own, flags(), environment)));
}

function parseContext(word: string): number {
  if (/^\d{4,6}$/.test(word) && Number(word) >= 2048) return Number(word);
  throw new InvalidArgumentError('A number from 2048 to 999999.');
}

interface SystemFlag {
  readonly system?: boolean;
}
