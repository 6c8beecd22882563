import type { Server } from 'node:http';
import { parseArgs } from 'node:util';
import { cacheDirectory } from '../models/directories.js';
import { sharedStates } from '../states/shared-states.js';
import { checkCage, missingFromCage } from './cage.js';
import { IdleTimer } from './idle.js';
import { log } from '../llama/log.js';
import { createAgentServer, type Completer } from './server.js';

const SYSTEMD_SOCKET = 3;
const GRACE_MS = 10_000;
const USAGE = 'usage: llmos-agent [--socket PATH] [--uncaged-agent]';

const refuse = (): Promise<never> => Promise.reject(new Error('no engine'));
const NO_ENGINE: Completer = { complete: refuse, count: refuse };

interface Options {
  readonly socket: string | undefined;
  readonly uncaged: boolean;
}

async function main(): Promise<void> {
  const { socket, uncaged } = readOptions();
  const missing = missingFromCage(await checkCage());
  const caged = missing.length === 0;
  if (!caged) log(uncaged ? 'running without a cage' : 'no model is loaded', { missing: missing.join(', ') });
  const idle = new IdleTimer(caged || uncaged ? idleMs() : 5_000, () => leave(server, 'idle'));
  const server = createAgentServer({
    completer: caged || uncaged ? startEngine() : NO_ENGINE,
    missing,
    uncaged: uncaged && !caged,
    onIdle: isIdle => {
      idle.set(isIdle);
      if (isIdle && !server.listening) server.closeIdleConnections();
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leave(server, signal));
  server.listen(socket === undefined ? { fd: SYSTEMD_SOCKET } : { path: socket });
  idle.set(true);
}

// the library takes half a second to import: connections are accepted meanwhile
function startEngine(): Completer {
  const engine = import('./engine.js').then(({ Engine }) => new Engine(cacheDirectory(), sharedStates()));
  // reported by the request that needs it
  engine.catch(() => undefined);
  return {
    complete: async (request, hooks) => (await engine).complete(request, hooks),
    count: async request => (await engine).count(request),
  };
}

// new connections wait in the socket, which systemd keeps, and start the next agent; those at hand are served
function leave(server: Server, reason: string): void {
  if (!server.listening) return;
  log('leaving', { reason });
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  if (reason !== 'idle') setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: { socket: { type: 'string' }, 'uncaged-agent': { type: 'boolean', default: false } },
  });
  const activated = process.env['LISTEN_PID'] === String(process.pid) && process.env['LISTEN_FDS'] === '1';
  if (!activated && values.socket === undefined) throw new Error(`no socket was handed over\n${USAGE}`);
  return { socket: activated ? undefined : values.socket, uncaged: values['uncaged-agent'] };
}

function idleMs(): number {
  const seconds = Number(process.env['LLMOS_AGENT_IDLE_S'] ?? 300);
  return (Number.isFinite(seconds) && seconds > 0 ? seconds : 300) * 1000;
}

main().catch((error: unknown) => {
  process.stderr.write(`llmos-agent: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
