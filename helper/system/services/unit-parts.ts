import type { BusCaller } from '../bus-caller.js';
import type { JobOutcome } from './job-result.js';
import { isRunning, readUnit, type UnitFacts } from './unit-facts.js';

const MOST_READ = 64;
const MOST_TOLD = 32;
const MOST_LOOKS = 20;

/** services that a unit consists of or pulls in, such as the servers behind an umbrella; itself it may be without a process */
export async function readParts(bus: BusCaller, unit: UnitFacts): Promise<UnitFacts[]> {
  const names = unit.links.parts.filter(name => name.endsWith('.service') && name !== unit.id).slice(0, MOST_READ);
  const parts = await Promise.all(names.map(name => readUnit(bus, name)));
  return parts.flatMap(part => (part?.loadState === 'loaded' ? [part] : []));
}

/** all parts of a unit without a process, the failed ones of another; the failed ones come first */
export function describeParts(parts: readonly UnitFacts[], hasProcess: boolean): string[] {
  const failed = parts.filter(part => part.activeState === 'failed');
  const others = hasProcess ? [] : parts.filter(part => part.activeState !== 'failed');
  return [...failed, ...others].slice(0, MOST_TOLD).map(part => `${part.id}: ${part.activeState} (${part.subState})`);
}

/** a unit that went well may be nothing but the umbrella of one that did not; empty where all its parts hold */
export async function adviceForParts(bus: BusCaller, { after, result }: JobOutcome, pollMs: number): Promise<string> {
  if (!after || result !== 'done') return '';
  const parts = await settledParts(bus, after, pollMs);
  const [failed, ...more] = parts.filter(part => part.activeState === 'failed').map(part => part.id);
  if (failed === undefined) return '';
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `its part ${failed}${others} failed: unit_status of ${failed} with lines shows its last messages`;
}

/** parts after a job, once none of them is on its way any more: their own jobs may end after that of the unit */
async function settledParts(bus: BusCaller, unit: UnitFacts, pollMs: number): Promise<UnitFacts[]> {
  let parts = await readParts(bus, unit);
  for (let look = 0; look < MOST_LOOKS && parts.length > 0; look += 1) {
    const moving = parts.some(part => part.job !== '/' || isMoving(part));
    await new Promise(resolve => setTimeout(resolve, pollMs));
    parts = await readParts(bus, unit);
    if (!moving) break;
  }
  return parts;
}

function isMoving(part: UnitFacts): boolean {
  return isRunning(part) && part.activeState.endsWith('ing');
}
