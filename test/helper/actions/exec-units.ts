import { Readable } from 'node:stream';
import type { RunningUnit, UnitOutcome, UnitRequest, UnitStarter } from '../../../helper/system/units/unit-starter.js';

const OUTSIDE = { net: '1', mnt: '1', user: '1', ipc: '1', uts: '1' };
const INSIDE = { net: '2', mnt: '2', user: '2', ipc: '2', uts: '2' };

const HOLDS = {
  uid: 61_000,
  capEff: '0',
  capBnd: '0',
  noNewPrivs: '1',
  seccomp: '2',
  namespaces: INSIDE,
  sockets: { unix: 'EAFNOSUPPORT', inet: 'EAFNOSUPPORT' },
  run: [],
  limits: { memory: '1', tasks: '1' },
  filtered: true,
  writable: [],
  devices: [],
  inSight: [],
  owners: ['61000'],
};

/** answers probes as a machine with good cages would, and everything else as a test says */
export class ExecUnits implements UnitStarter {
  readonly requests: UnitRequest[] = [];
  report: object = HOLDS;
  stdout: Buffer[] = [Buffer.from('out')];
  stderr: Buffer[] = [];
  outcome: UnitOutcome = { result: 'success', exitStatus: 0, signal: undefined };

  async start(request: UnitRequest): Promise<RunningUnit> {
    this.requests.push(request);
    if (!request.id.startsWith('probe-')) return unit(request, this.stdout, this.stderr, this.outcome);
    const bare = request.properties.length === 1;
    const text = JSON.stringify(bare ? { ...HOLDS, namespaces: OUTSIDE } : this.report);
    return unit(request, [Buffer.from(text)], [], { result: 'success', exitStatus: 0, signal: undefined });
  }

  get probes(): number {
    return this.requests.filter(request => request.id.startsWith('probe-')).length;
  }

  /** units started, without probes */
  get runs(): UnitRequest[] {
    return this.requests.filter(request => !request.id.startsWith('probe-'));
  }
}

function unit(request: UnitRequest, out: Buffer[], err: Buffer[], outcome: UnitOutcome): RunningUnit {
  return {
    name: request.id,
    streams: { stdout: Readable.from(out), stderr: Readable.from(err) },
    finished: Promise.resolve(outcome),
    stop: async () => {},
  };
}
