import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { RunningUnit, UnitOutcome, UnitRequest, UnitStarter } from '../../../helper/system/units/unit-starter.js';

// connects like systemd does, with blocking descriptors, before the program runs
const CONNECT = `use Socket;
  socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die; connect($s, sockaddr_un(shift)) or die;
  open(STDIN, "+<&", $s) or die; open(STDOUT, ">&", $s) or die; exec @ARGV or die`;

/** stands in for systemd: the worker really runs, as whoever the unit's properties say, only without its cage */
export class LocalUnits implements UnitStarter {
  readonly #worker: string;
  readonly #enter: readonly string[];
  readonly #directory = mkdtempSync(join(tmpdir(), 'units-'));
  readonly requests: UnitRequest[] = [];

  /** `enter` is what a command is put behind to run in another namespace */
  constructor(worker: string, enter: readonly string[] = []) {
    this.#worker = worker;
    this.#enter = enter;
  }

  async start(request: UnitRequest): Promise<RunningUnit> {
    this.requests.push(request);
    const path = join(this.#directory, `${request.id}.io`);
    const server = createServer({ allowHalfOpen: true });
    server.listen(path);
    await once(server, 'listening');
    const worker = [...this.#enter, ...asUser(request), process.execPath, '--jitless', this.#worker];
    const command = ['perl', '-e', CONNECT, path, ...worker];
    const [program = '', ...argv] = command;
    const child = spawn(program, argv, { stdio: 'ignore', cwd: '/' });
    const [socket] = await once(server, 'connection');
    server.close();
    return {
      name: request.id,
      streams: { socket },
      finished: outcomeOf(child),
      stop: async () => {
        child.kill('SIGKILL');
        await outcomeOf(child);
      },
    };
  }
}

export function userOf(request: UnitRequest): number {
  const user = request.properties.find(([name]) => name === 'User');
  return user ? Number(user[1].value) : 0;
}

function asUser(request: UnitRequest): string[] {
  const uid = userOf(request);
  return uid === 0 ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
}

async function outcomeOf(child: ChildProcess): Promise<UnitOutcome> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { result: 'success', exitStatus: child.exitCode ?? -1, signal: undefined };
}
