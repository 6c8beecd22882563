import { shellWord } from '../../../interfaces/shell-word.js';
import { lstatSync } from 'node:fs';
import { hasConsent } from '../../endpoints/consent.js';
import { isLoopback, type Endpoint } from '../../endpoints/endpoint.js';
import { EndpointError } from '../../endpoints/error.js';
import { readSecrets } from '../../endpoints/key.js';
import { ModelError } from '../../models/error.js';
import { verifyModel } from '../../models/digest.js';
import { locateModel } from '../../models/model-paths.js';
import { availableMemory } from '../../llama/memory-check.js';
import type { ModelEntry } from '../../models/table.js';
import { findPrepared } from '../model/prepared.js';
import { agentSocketPath } from '../model/agent-socket.js';
import type { Check } from './doctor-command.js';
import { ShellError } from '../environment/exit-codes.js';
import type { Shell } from '../session/shell-session.js';

/** checks what a plan needs: a caged agent and a whole model */
export async function* modelChecks(shell: Shell): AsyncGenerator<Check> {
  const { model } = shell;
  if (model.kind === 'endpoint') {
    yield await checkEndpoint(model.endpoint, shell);
    return;
  }
  // root makes no plans, and needs neither
  if (shell.terminal.uid !== 0) {
    yield await checkUserManager(shell);
    yield checkSocket(shell);
  }
  shell.screen.status('checking the model …');
  yield* checkModel(model.name, shell);
}

// sends no request: `llmsh model check` asks whether the endpoint answers
async function checkEndpoint(endpoint: Endpoint, { terminal, settings }: Shell): Promise<Check> {
  const name = 'model';
  const { name: called, url } = endpoint;
  const broken = (detail: string, cure: string): Check => ({ name, state: 'broken', detail, cure });
  if (!isLoopback(url) && !settings.remote)
    return broken(`${called} is on another machine, remote = false`, 'llmsh model use default');
  const problem = await readSecrets(endpoint, terminal).then(
    () => undefined,
    (error: unknown) => (error instanceof EndpointError ? error.message : 'its key cannot be read'),
  );
  if (problem !== undefined) return broken(problem, 'see llmsh.toml(5)');
  if (!(await hasConsent(endpoint, terminal)))
    return broken(`you have not agreed to ${url} yet`, `llmsh model use ${called}`);
  return { name, state: 'ok', detail: `${called} at ${url}; llmsh model check ${called} asks it` };
}

async function checkUserManager({ terminal }: Shell): Promise<Check> {
  const name = 'user manager';
  const args = ['--user', 'is-system-running'];
  const result = await terminal.runProgram('systemctl', args, { timeoutMs: 5000 }).catch(() => undefined);
  const state = result?.stdout.trim() ?? '';
  if (state !== '' && state !== 'offline' && state !== 'unknown') return { name, state: 'ok', detail: state };
  return {
    name,
    state: 'broken',
    detail: `none runs for ${terminal.userName}, and the model is started in a cage by it`,
    cure: `log in on a console, at a desktop or over ssh, or: sudo loginctl enable-linger ${shellWord(terminal.userName)}`,
  };
}

function checkSocket({ terminal }: Shell): Check {
  const name = "model's socket";
  const path = agentSocketPath(terminal);
  try {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (!there) return { name, state: 'ok', detail: 'not there yet; llmsh starts it (llmos-agent.socket)' };
    if (there.isSocket() && there.uid === terminal.uid) return { name, state: 'ok', detail: path };
  } catch {
    // falls through to the same words as a stranger's file
  }
  return {
    name,
    state: 'broken',
    detail: `${path} is not a socket of ${terminal.userName}`,
    cure: `remove ${shellWord(path)}`,
  };
}

async function* checkModel(modelName: string, shell: Shell): AsyncGenerator<Check> {
  const { terminal } = shell;
  const name = 'model';
  try {
    const located = await locateModel(modelName, terminal.env);
    await verifyModel(located);
    yield { name, state: 'ok', detail: `${located.entry.title}, whole, at ${located.path}` };
    yield await checkMemory(located.entry.least_memory);
    yield await checkPrepared(located.entry, shell);
  } catch (error) {
    if (!(error instanceof ModelError) && !(error instanceof ShellError)) throw error;
    yield { name, state: 'broken', detail: error.message, cure: `llmsh model pull ${modelName}` };
  }
}

async function checkPrepared(entry: ModelEntry, shell: Shell): Promise<Check> {
  const name = 'first request';
  const { for: whose, text: detail } = await findPrepared(entry, shell);
  if (whose !== 'nobody') return { name, state: 'ok', detail };
  const own = shell.terminal.uid === 0 ? '' : `llmsh model prepare ${entry.name}, or for everybody: sudo `;
  return { name, state: 'warning', detail, cure: `${own}llmsh model prepare ${entry.name} --system` };
}

async function checkMemory(least: number): Promise<Check> {
  const available = await availableMemory();
  const detail = `${megabytes(available)} free, the model needs ${megabytes(least)}`;
  if (available >= least) return { name: 'memory', state: 'ok', detail };
  return { name: 'memory', state: 'broken', detail, cure: 'close something, or use an endpoint: llmsh.toml(5)' };
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1e6)} MB`;
}
