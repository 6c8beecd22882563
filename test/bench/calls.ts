import { residentOf } from './floor.js';
import { stopUnits, timings } from './machine.js';
import { median, quietest, type Measured } from './row.js';

const OPERATOR = ['org.llmos.Operator1', '/org/llmos/Operator1'];
const REFERENCE = ['org.llmos.Reference1', '/org/llmos/Reference1', 'org.llmos.Reference1', 'Echo', 'hello'];
const HOSTNAMED = ['org.freedesktop.hostname1', '/org/freedesktop/hostname1'];
const PING = ['org.freedesktop.DBus.Peer', 'Ping'];

/** both services stopped, then one call each: what waking them costs a caller */
export async function firstReply(): Promise<Measured> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < 11; round += 1) {
    await stopUnits('llmos-operator.service', 'systemd-hostnamed.service');
    ours.push(...(await timings(['call', '1', ...OPERATOR, ...PING])));
    theirs.push(...(await timings(['call', '1', ...HOSTNAMED, ...PING])));
  }
  return {
    name: 'first reply of a dormant helper',
    unit: 'ms',
    value: median(ours) / 1000,
    reference: median(theirs) / 1000,
    budget: 1.0,
    reading: 'Ping of llmos-operator against Ping of systemd-hostnamed, activation included, median of 11 in turn',
  };
}

/** echo with its polkit check against a c service that asks polkit the same */
export async function trivialCall(): Promise<Measured> {
  const ours: number[][] = [];
  const theirs: number[][] = [];
  for (let round = 0; round < 10; round += 1) {
    ours.push(await timings(['call', '50', ...OPERATOR, 'org.llmos.Operator1', 'Echo', 'hello'], 'alice'));
    theirs.push(await timings(['call', '50', ...REFERENCE], 'alice'));
  }
  return {
    name: 'trivial call, p50',
    unit: 'ms',
    value: quietest(ours) / 1000,
    reference: quietest(theirs) / 1000,
    budget: 1.5,
    reading:
      'Echo, polkit and record included, against a c sd-bus Echo that asks polkit the same question, quietest of 10 rounds',
  };
}

/** the helper's memory while it is awake, against the design's fifty megabytes */
export async function memoryAwake(): Promise<Measured> {
  await stopUnits('llmos-operator.service');
  await timings(['call', '50', ...OPERATOR, 'org.llmos.Operator1', 'Echo', 'hello'], 'alice');
  const kilobytes = await residentOf('llmos-operator.service');
  return {
    name: 'helper awake, resident',
    unit: 'MB',
    value: kilobytes / 1000,
    reference: 50,
    budget: 1.0,
    reading: 'VmRSS after 50 calls against 50 MB',
  };
}
