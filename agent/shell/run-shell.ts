import { CommanderError } from 'commander';
import { displayText } from '../../interfaces/display.js';
import { CallError } from '../operator-client/errors.js';
import { buildProgram } from './program.js';
import type { Runner } from './runner.js';
import { EXIT, ShellError, type ExitCode } from './environment/exit-codes.js';
import { explainError } from './terminal/explain-error.js';
import { classifyError } from './execution/report.js';
import { COMMAND_NAMES, readFirstWord, suggestRequest } from './environment/first-word.js';
import type { Environment } from './environment/environment.js';

/** the whole of llmsh: words in, exit code out; throws nothing */
export async function runShell(argv: readonly string[], environment: Environment): Promise<number> {
  let exitCode: ExitCode = EXIT.done;
  const run: Runner = async command => {
    exitCode = await command;
  };
  const reading = readFirstWord(argv, COMMAND_NAMES);
  const wantsHelp = argv.some(word => word === '--help' || word === '-h');
  const program = buildProgram(environment, run, reading.kind === 'command' || wantsHelp);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return await endUsage(error, argv, environment, reading.kind === 'command');
    return await endError(error, environment);
  }
}

// commander has said what is wrong; where the words may have been meant as a request, how to say that
async function endUsage(
  error: CommanderError,
  argv: readonly string[],
  environment: Environment,
  command: boolean,
): Promise<number> {
  if (error.exitCode === 0) return EXIT.done;
  const words = argv.some(word => word.startsWith('-')) ? [] : argv;
  if (command && words.length > 0) await environment.terminal.stderr.write(`did you mean: ${suggestRequest(words)}\n`);
  return EXIT.usage;
}

async function endError(error: unknown, environment: Environment): Promise<number> {
  if (environment.terminal.stderr.isTTY === true) await environment.terminal.stderr.write('\r\u001B[K');
  if (error instanceof ShellError) {
    if (error.message !== '') await environment.terminal.stderr.write(`llmsh: ${displayText(error.message)}\n`);
    return error.exitCode;
  }
  if (error instanceof CallError) {
    await environment.terminal.stderr.write(`llmsh: ${explainError(error)}\n`);
    return classifyError(error.code).exitCode;
  }
  if (environment.terminal.isReplaced()) {
    await environment.terminal.stderr.write('llmsh: llm-os was upgraded: start again\n');
    return EXIT.failed;
  }
  const said = error instanceof Error ? error.message : String(error);
  await environment.terminal.stderr.write(`llmsh: ${displayText(said)}\n`);
  return EXIT.failed;
}
