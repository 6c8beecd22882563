import { setTimeout as sleep } from 'node:timers/promises';
import type { BusCaller } from '../bus-caller.js';
import { callManager, managerCall } from '../units/systemd-call.js';
import { readUnit } from './unit-facts.js';
import { booleanProperty, uint64Property, stringProperty } from '../units/unit-property.js';
import type { UnitProperty } from '../units/unit-starter.js';

/** starts a script of ours after a while, with nobody but systemd */
export interface RevertTimer {
  /** resolves once systemd counts */
  start(id: string, seconds: number): Promise<void>;
  stop(id: string): Promise<void>;
}

const SCRIPT = '/usr/lib/llm-os/revert';
const LONGEST_USEC = 600_000_000;
const ACCURACY_USEC = 100_000;
const TRIES = 50;
const PAUSE_MS = 20;

export class SystemdRevertTimer implements RevertTimer {
  readonly #bus: BusCaller;

  constructor(bus: BusCaller) {
    this.#bus = bus;
  }

  async start(id: string, seconds: number): Promise<void> {
    const { timer, service } = namesOf(id);
    const body = [timer, 'fail', timerProperties(seconds), [[service, serviceProperties(id)]]];
    await callManager(this.#bus, 'StartTransientUnit', 'ssa(sv)a(sa(sv))', body);
    for (let tries = 0; tries < TRIES; tries += 1) {
      if ((await readUnit(this.#bus, timer))?.activeState === 'active') return;
      await sleep(PAUSE_MS);
    }
    throw new Error('systemd did not start its timer');
  }

  async stop(id: string): Promise<void> {
    await this.#bus.call(managerCall('StopUnit', 'ss', [namesOf(id).timer, 'replace']));
  }
}

function namesOf(id: string): { readonly timer: string; readonly service: string } {
  return { timer: `llmos-revert-${id}.timer`, service: `llmos-revert-${id}.service` };
}

function timerProperties(seconds: number): UnitProperty[] {
  return [
    stringProperty('Description', 'takes back a change of llm-os that nobody confirms'),
    ['TimersMonotonic', { signature: 'a(st)', value: [['OnActiveSec', BigInt(seconds) * 1_000_000n]] }],
    uint64Property('AccuracyUSec', ACCURACY_USEC),
    booleanProperty('RemainAfterElapse', false),
  ];
}

// independent of the operator's own units, which may be killed, upgraded or removed meanwhile
function serviceProperties(id: string): UnitProperty[] {
  return [
    stringProperty('Description', 'takes back a change of llm-os that nobody confirmed'),
    stringProperty('Type', 'oneshot'),
    // the plain form: systemd 252 writes `ExecStartEx` to the unit's file, does not know it when it reads it again at a
    // `daemon-reload`, and would then have nothing to start
    ['ExecStart', { signature: 'a(sasb)', value: [[SCRIPT, [SCRIPT, id], false]] }],
    uint64Property('TimeoutStartUSec', LONGEST_USEC),
    stringProperty('SyslogIdentifier', 'llmos-revert'),
    stringProperty('CollectMode', 'inactive-or-failed'),
  ];
}
