// each command with what it needs, loaded when it is called: a request should not wait for the doctor's books
import type { ExitCode } from './environment/exit-codes.js';
import type { Flags, HistoryFlags } from './environment/flags.js';
import type { Environment } from './environment/environment.js';

type Done = Promise<ExitCode>;

export async function runRequest(words: string, flags: Flags, world: Environment): Done {
  return (await import('./commands/request-command.js')).runRequest(words, flags, world);
}

export async function applyPlan(file: string, flags: Flags, world: Environment): Done {
  return (await import('./commands/apply-command.js')).applyPlan(file, flags, world);
}

export async function listActions(flags: Flags, world: Environment): Done {
  return (await import('./commands/actions-command.js')).listActions(flags, world);
}

export async function runDoctor(flags: Flags, world: Environment): Done {
  return (await import('./commands/doctor-command.js')).runDoctor(flags, world);
}

export async function runMcp(world: Environment): Done {
  return (await import('./commands/mcp-command.js')).runMcp(world);
}

export async function listModels(flags: Flags, world: Environment): Done {
  return (await import('./commands/model-command.js')).listModels(flags, world);
}

export async function pullNamed(name: string | undefined, system: boolean, flags: Flags, world: Environment): Done {
  return (await import('./commands/model-command.js')).pullNamed(name, system, flags, world);
}

export async function checkModel(name: string | undefined, flags: Flags, world: Environment): Done {
  return (await import('./commands/model-command.js')).checkModel(name, flags, world);
}

export async function useModel(name: string, flags: Flags, world: Environment): Done {
  return (await import('./commands/model-file-command.js')).useModel(name, flags, world);
}

export async function removeModel(name: string, flags: Flags, world: Environment): Done {
  return (await import('./commands/model-file-command.js')).removeModel(name, flags, world);
}

export async function addModel(file: string, system: boolean, flags: Flags, world: Environment): Done {
  return (await import('./commands/model-file-command.js')).addModel(file, system, flags, world);
}

export async function showHistory(own: HistoryFlags, flags: Flags, world: Environment): Done {
  return (await import('./commands/history-command.js')).showHistory(own, flags, world);
}

export async function showRecord(record: string, flags: Flags, world: Environment): Done {
  return (await import('./commands/history-command.js')).showRecord(record, flags, world);
}

export async function rotateRecords(flags: Flags, world: Environment): Done {
  return (await import('./commands/history-command.js')).rotateRecords(flags, world);
}

export async function verifyRecords(flags: Flags, world: Environment): Done {
  return (await import('./commands/history-command.js')).verifyRecords(flags, world);
}

export async function confirmChange(record: string, flags: Flags, world: Environment): Done {
  return (await import('./commands/confirm-command.js')).confirmChange(record, flags, world);
}

export async function undoRecord(record: string, force: boolean, flags: Flags, world: Environment): Done {
  return (await import('./commands/undo-command.js')).undoRecord(record, force, flags, world);
}

export async function explainLast(flags: Flags, world: Environment): Done {
  return (await import('./commands/explain-command.js')).explainLast(flags, world);
}

export async function printHook(shell: string, world: Environment): Done {
  return (await import('./commands/hook-command.js')).printHook(shell, world);
}

export async function listSessions(clear: boolean, flags: Flags, world: Environment): Done {
  return (await import('./commands/sessions-command.js')).listSessions(clear, flags, world);
}
