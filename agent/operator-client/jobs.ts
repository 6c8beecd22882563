import { BUS_NAME, INTERFACE_NAME } from '../../interfaces/names.js';
import type { ClientBus, BusSignal } from './bus.js';
import type { RunOptions } from './client.js';
import { followOwner } from './name-owner.js';
import { SERVICE_OBJECT } from './service-call.js';

// acknowledged in pieces of a quarter of the helper's window
const ACK_BYTES = 64 * 1024;

export type Jobs = Map<string, (signal: BusSignal) => void>;

/** subscribes to signals about running jobs; only those of the present owner of the bus name count */
export async function followJobs(bus: ClientBus): Promise<Jobs> {
  const isOwner = await followOwner(bus, BUS_NAME);
  const jobs: Jobs = new Map();
  bus.onSignal(signal => {
    // anybody can send us a signal of any name: only the present owner's count
    if (signal.interface !== INTERFACE_NAME || !isOwner(signal.sender)) return;
    const [job] = signal.body;
    if (typeof job === 'string') jobs.get(job)?.(signal);
  });
  return jobs;
}

interface JobListener {
  readonly take: (signal: BusSignal) => void;
  /** resolves when everything that was taken is on the screen */
  printed(): Promise<void>;
}

/** prints what a job says, and acknowledges it once it is printed */
export function createJobListener(bus: ClientBus, options: RunOptions): JobListener {
  let seen = 0;
  let acknowledged = 0;
  let printed = Promise.resolve();
  const print = async (stream: string, text: string): Promise<void> => {
    await options.onOutput(stream, text);
    seen += Buffer.byteLength(text);
    if (seen - acknowledged < ACK_BYTES) return;
    acknowledged = seen;
    bus.send({
      ...SERVICE_OBJECT,
      interface: INTERFACE_NAME,
      member: 'Ack',
      signature: 'su',
      body: [options.job, seen],
    });
  };
  return {
    take: ({ member, body: [, second, third] }) => {
      if (member === 'Progress' && typeof second === 'number') options.onProgress(second, String(third));
      if (member !== 'Output' || typeof second !== 'string' || typeof third !== 'string') return;
      printed = printed.then(() => print(second, third));
    },
    printed: () => printed,
  };
}
