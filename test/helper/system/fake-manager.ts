import { connect } from 'node:net';
import { BusError, type BusCaller, type BusRequest } from '../../../helper/system/bus-caller.js';
import type { UnitProperty } from '../../../helper/system/units/unit-starter.js';

/** as much of systemd as a transient unit of ours talks to; a test moves its state by hand */
export class FakeManager implements BusCaller {
  readonly calls: BusRequest[] = [];
  state: unknown = 'activating';
  job: unknown = [0, '/'];
  result = { Result: 'success', ExecMainCode: 1, ExecMainStatus: 0 };
  refuse: BusError | undefined;
  readonly listeners = new Set<(body: unknown[]) => void>();

  async call(request: BusRequest): Promise<unknown[]> {
    this.calls.push(request);
    if (request.member === 'StartTransientUnit' && this.refuse) throw this.refuse;
    if (request.member === 'StopUnit') this.state = 'failed';
    return request.member === 'Get' ? [this.#get(String(request.body?.[1]))] : [];
  }

  async subscribe(_match: unknown, listener: (body: unknown[]) => void): Promise<() => Promise<void>> {
    this.listeners.add(listener);
    return async () => void this.listeners.delete(listener);
  }

  signal(): void {
    for (const listener of this.listeners) listener([]);
  }

  member(name: string): BusRequest[] {
    return this.calls.filter(call => call.member === name);
  }

  properties(): Map<string, unknown> {
    const body = this.member('StartTransientUnit')[0]?.body ?? [];
    return new Map((body[2] as UnitProperty[]).map(([name, { value }]) => [name, value]));
  }

  /** connects the streams like systemd does right before the program runs */
  connect(...names: string[]) {
    return names.map(name => connect({ path: String(this.properties().get(name)), allowHalfOpen: true }));
  }

  #get(name: string): unknown {
    if (this.state instanceof Error) throw this.state;
    const values: Record<string, unknown> = { ActiveState: this.state, Job: this.job, ...this.result };
    return { signature: 'v', value: values[name] };
  }
}
