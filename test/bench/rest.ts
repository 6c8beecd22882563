import { inMachine, timings } from './machine.js';
import type { Measured } from './row.js';

/** processes of ours once the idle time is over; the design wants none */
export async function helperAtRest(): Promise<Measured> {
  await timings(['call', '1', 'org.llmos.Operator1', '/org/llmos/Operator1', 'org.freedesktop.DBus.Peer', 'Ping']);
  const idleSeconds = 30;
  await sleep((idleSeconds + 5) * 1000);
  return { ...atRest('helper at rest'), value: await countProcesses('/usr/lib/llm-os/.*(helper|snapshot)') };
}

/** no plan was asked for: nothing of the agent runs */
export async function agentAtRest(): Promise<Measured> {
  await inMachine(['loginctl', 'list-sessions', '--no-legend'], 'alice');
  return { ...atRest('agent at rest'), value: await countProcesses('/usr/lib/llm-os/.*agent') };
}

function atRest(name: string): Omit<Measured, 'value'> {
  return { name, unit: 'processes', reference: 0, budget: 0, reading: 'processes of ours in the machine' };
}

async function countProcesses(pattern: string): Promise<number> {
  const all = await inMachine(['ps', '-eo', 'args']);
  return all.split('\n').filter(line => new RegExp(pattern).test(line)).length;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
