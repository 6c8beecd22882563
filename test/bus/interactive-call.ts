import { BUS_NAME, INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import type { Tagged } from '../../interfaces/signature.js';
import type { Rig } from './operator.js';
import { connectRaw } from './raw-client.js';

export interface Outcome {
  readonly result: readonly unknown[] | undefined;
  readonly error: string;
}

/** a call that allows interactive authorization, on a connection of its own */
export async function startAllowing(
  rig: Rig,
  member: string,
  argument: string,
  options: Record<string, Tagged> = {},
): Promise<{ outcome: Promise<Outcome>; leave: () => void }> {
  const raw = await connectRaw(rig.on);
  const address = { destination: BUS_NAME, path: OBJECT_PATH, interface: INTERFACE_NAME };
  const body = [argument, options];
  const { bytes, serial } = raw.encode({ type: 1, flags: 4, ...address, member, signature: 'sa{sv}', body });
  raw.write(bytes);
  const outcome = raw.answer(serial, 10_000).then(answer => ({
    result: answer?.type === 2 ? answer.body : undefined,
    error: answer?.errorName ?? '',
  }));
  return { outcome, leave: () => raw.close() };
}

export async function callAllowing(
  rig: Rig,
  member: string,
  argument: string,
  options: Record<string, Tagged> = {},
): Promise<Outcome> {
  const { outcome, leave } = await startAllowing(rig, member, argument, options);
  const settled = await outcome;
  leave();
  return settled;
}
