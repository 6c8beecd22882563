// each command with what it needs, loaded when it is called: a request should not wait for the doctor's books
import type { ExitCode } from './environment/exit-codes.js';
import type { Flags, HistoryFlags } from './environment/flags.js';
import type { AddFlags } from './commands/add-model-command.js';
import type { PullFlags } from './commands/model-command.js';
import type { RehearseFlags } from './commands/rehearse-command.js';
import type { Environment } from './environment/environment.js';

type Done = Promise<ExitCode>;

export async function runRequest(words: string, flags: Flags, environment: Environment): Done {
  return (await import('./commands/request-command.js')).runRequest(words, flags, environment);
}

export async function applyPlan(file: string, flags: Flags, environment: Environment): Done {
  return (await import('./commands/apply-command.js')).applyPlan(file, flags, environment);
}

export async function rehearse(
  words: readonly string[],
  own: RehearseFlags,
  flags: Flags,
  environment: Environment,
): Done {
  return (await import('./commands/rehearse-command.js')).rehearse(words, own, flags, environment);
}

export async function listActions(flags: Flags, environment: Environment): Done {
  return (await import('./commands/actions-command.js')).listActions(flags, environment);
}

export async function runDoctor(flags: Flags, environment: Environment): Done {
  return (await import('./commands/doctor-command.js')).runDoctor(flags, environment);
}

export async function runMcp(environment: Environment): Done {
  return (await import('./commands/mcp-command.js')).runMcp(environment);
}

export async function listModels(look: boolean, flags: Flags, environment: Environment): Done {
  return (await import('./commands/model-command.js')).listModels(look, flags, environment);
}

export async function pullNamed(
  name: string | undefined,
  own: PullFlags,
  flags: Flags,
  environment: Environment,
): Done {
  return (await import('./commands/model-command.js')).pullNamed(name, own, flags, environment);
}

export async function prepareNamed(
  name: string | undefined,
  system: boolean,
  flags: Flags,
  environment: Environment,
): Done {
  return (await import('./commands/prepare-command.js')).prepareNamed(name, system, flags, environment);
}

export async function checkModel(name: string | undefined, flags: Flags, environment: Environment): Done {
  return (await import('./commands/model-command.js')).checkModel(name, flags, environment);
}

export async function useModel(name: string, flags: Flags, environment: Environment): Done {
  return (await import('./commands/model-file-command.js')).useModel(name, flags, environment);
}

export async function removeModel(name: string, flags: Flags, environment: Environment): Done {
  return (await import('./commands/model-file-command.js')).removeModel(name, flags, environment);
}

export async function addModel(file: string, own: AddFlags, flags: Flags, environment: Environment): Done {
  return (await import('./commands/add-model-command.js')).addModel(file, own, flags, environment);
}

export async function showHistory(own: HistoryFlags, flags: Flags, environment: Environment): Done {
  return (await import('./commands/history-command.js')).showHistory(own, flags, environment);
}

export async function showRecord(record: string, flags: Flags, environment: Environment): Done {
  return (await import('./commands/history-command.js')).showRecord(record, flags, environment);
}

export async function rotateRecords(flags: Flags, environment: Environment): Done {
  return (await import('./commands/history-command.js')).rotateRecords(flags, environment);
}

export async function verifyRecords(flags: Flags, environment: Environment): Done {
  return (await import('./commands/history-command.js')).verifyRecords(flags, environment);
}

export async function confirmChange(record: string, flags: Flags, environment: Environment): Done {
  return (await import('./commands/confirm-command.js')).confirmChange(record, flags, environment);
}

export async function undoRecord(record: string, force: boolean, flags: Flags, environment: Environment): Done {
  return (await import('./commands/undo-command.js')).undoRecord(record, force, flags, environment);
}

export async function explainLast(flags: Flags, environment: Environment): Done {
  return (await import('./commands/explain-command.js')).explainLast(flags, environment);
}

export async function printHook(shell: string, environment: Environment): Done {
  return (await import('./commands/hook-command.js')).printHook(shell, environment);
}

export async function listSessions(clear: boolean, flags: Flags, environment: Environment): Done {
  return (await import('./commands/sessions-command.js')).listSessions(clear, flags, environment);
}
