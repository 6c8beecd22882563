import type { RunningUnit, UnitRequest, UnitStarter } from '../../../helper/system/units/unit-starter.js';
import { LocalUnits as WorkerUnits } from '../worker/local-units.js';
import { LocalUnits as ProgramUnits } from './local-units.js';

/** our worker over one socket, and ordinary programs with their output */
export class MixedUnits implements UnitStarter {
  readonly requests: UnitRequest[] = [];
  readonly #worker: WorkerUnits;
  readonly #programs = new ProgramUnits();

  constructor(worker: string) {
    this.#worker = new WorkerUnits(worker);
  }

  start(request: UnitRequest): Promise<RunningUnit> {
    this.requests.push(request);
    return request.io === 'socket' ? this.#worker.start(request) : this.#programs.start(request);
  }
}
