import {
  cpuNumber,
  memoryText,
  tasksNumber,
  type LimitChange,
  type UnitLimits,
} from '../system/services/unit-limits.js';
import type { Inverse } from '../call/inverse.js';

/** the limits that a yes was given for */
export function pinLimits({ cpu, memory, tasks }: UnitLimits): Inverse['expect'] {
  return { now_cpu: String(cpu), now_memory: String(memory), now_tasks: String(tasks) };
}

/** only what was changed goes back; `set` is what holds after it, where that is known already */
export function limitsInverse(
  unit: string,
  change: LimitChange,
  before: UnitLimits,
  set: UnitLimits | undefined,
): Inverse {
  const params = {
    unit,
    ...(change.cpu !== undefined && { cpu_percent: cpuNumber(before.cpu) }),
    ...(change.memory !== undefined && { memory_max: memoryText(before.memory) }),
    ...(change.tasks !== undefined && { tasks_max: tasksNumber(before.tasks) }),
  };
  return { action: 'set-unit-limits', params, expect: set ? pinLimits(set) : {} };
}
