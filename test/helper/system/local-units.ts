import { spawn } from 'node:child_process';
import type { RunningUnit, UnitOutcome, UnitRequest, UnitStarter } from '../../../helper/system/units/unit-starter.js';

/** runs the program right here instead of in a unit: for mechanisms that ask ordinary programs about files */
export class LocalUnits implements UnitStarter {
  readonly requests: UnitRequest[] = [];

  async start(request: UnitRequest): Promise<RunningUnit> {
    this.requests.push(request);
    const child = spawn(request.program, request.argv.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    const finished = new Promise<UnitOutcome>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', code => {
        const exitStatus = code ?? -1;
        resolve({ result: exitStatus === 0 ? 'success' : 'exit-code', exitStatus, signal: undefined });
      });
    });
    finished.catch(() => {});
    return {
      name: `llmos-op-${request.id}.service`,
      streams: { stdout: child.stdout, stderr: child.stderr },
      finished,
      stop: async () => void child.kill(),
    };
  }
}
