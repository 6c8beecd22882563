import { Readable } from 'node:stream';
import type { RunningUnit, UnitRequest, UnitStarter } from '../../../helper/system/units/unit-starter.js';

export interface FakeAnswer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitStatus?: number;
  readonly result?: string;
}

/** units that answer at once with what the test says; keeps every request */
export class FakeUnits implements UnitStarter {
  readonly requests: UnitRequest[] = [];
  readonly #answer: (request: UnitRequest) => FakeAnswer;

  constructor(answer: (request: UnitRequest) => FakeAnswer) {
    this.#answer = answer;
  }

  async start(request: UnitRequest): Promise<RunningUnit> {
    this.requests.push(request);
    const { stdout = '', stderr = '', exitStatus = 0, result } = this.#answer(request);
    return {
      name: `llmos-op-${request.id}.service`,
      streams: { stdout: Readable.from([Buffer.from(stdout)]), stderr: Readable.from([Buffer.from(stderr)]) },
      finished: Promise.resolve({
        result: result ?? (exitStatus === 0 ? 'success' : 'exit-code'),
        exitStatus,
        signal: undefined,
      }),
      stop: async () => {},
    };
  }

  /** property of the request with this number */
  property(index: number, name: string): unknown {
    return this.requests[index]?.properties.find(([key]) => key === name)?.[1].value;
  }
}
