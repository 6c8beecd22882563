import { BOUNDS } from '../actions/call-action.js';
import { WorkerSession } from '../../../helper/files/worker-session.js';
import type { UnitProperty } from '../../../helper/system/units/unit-starter.js';
import type { LocalUnits } from './local-units.js';

const TIMEOUT_MS = 30_000;

/** the shipped worker, spoken to like the helper does, without what the helper decides */
export async function openSession(units: LocalUnits, properties: readonly UnitProperty[] = []): Promise<WorkerSession> {
  const unit = await units.start({
    id: `test-${units.requests.length}`,
    description: '',
    program: '',
    argv: [],
    properties,
    io: 'socket',
    timeoutMs: TIMEOUT_MS,
    signal: new AbortController().signal,
  });
  const { socket } = unit.streams;
  if (!socket) throw new Error('the worker did not connect');
  return new WorkerSession(unit, socket, 'root', TIMEOUT_MS);
}

export const inspecting = (path: string) => ({
  path,
  resolve: false,
  denied: [],
  code: [],
  data: [],
  digest: false,
  flags: false,
  maxBytes: BOUNDS.files.maxObjectBytes,
});
