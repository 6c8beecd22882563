import { cageProperties } from '../../helper/system/sandbox/sandboxes.js';
import { timings } from './machine.js';
import { median, type Measured } from './row.js';

const EXEC = ['org.llmos.Operator1', '/org/llmos/Operator1', 'org.llmos.Operator1', 'Exec', '/bin/true'];

/** one confined exec of true, authorization included, against systemd-run with the same properties */
export async function confinedExec(): Promise<Measured> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const run = ['systemd-run', '--quiet', '--wait', '--pipe', '--collect', ...propertyOptions(), '/bin/true'];
  // the cage is proved by a probe once per boot: not what is measured here
  await timings(['call', '1', ...EXEC], 'alice');
  for (let round = 0; round < 5; round += 1) {
    ours.push(...(await timings(['call', '10', ...EXEC], 'alice')));
    theirs.push(...(await timings(['time', '10', ...run])));
  }
  return {
    name: 'confined exec of /bin/true',
    unit: 'ms',
    value: median(ours) / 1000,
    reference: median(theirs) / 1000,
    budget: 1.0,
    reading: 'Exec, authorization and record included, against systemd-run --wait --pipe with the same properties',
  };
}

// the same list that the helper sends over the bus, spelled for a command line
function propertyOptions(): string[] {
  const cage = cageProperties('files', { uid: 65534, gid: 65534, home: '/nonexistent' });
  return cage.flatMap(([name, { value }]) => ['-p', `${spelling(name)}=${assignment(name, value)}`]);
}

function spelling(name: string): string {
  return name === 'CPUQuotaPerSecUSec' ? 'CPUQuota' : name;
}

function assignment(name: string, value: unknown): string {
  if (name === 'CPUQuotaPerSecUSec') return '100%';
  if (name === 'CapabilityBoundingSet' || name === 'AmbientCapabilities') return '';
  if (name === 'RestrictNamespaces') return 'yes';
  if (name === 'TemporaryFileSystem') return '/run:ro';
  if (name === 'UMask') return '0077';
  if (name === 'SystemCallErrorNumber') return 'EPERM';
  if (Array.isArray(value) && typeof value[0] === 'boolean') return filterAssignment(value);
  return Array.isArray(value) ? value.join(' ') : String(value);
}

function filterAssignment([allow, names]: readonly unknown[]): string {
  const words = Array.isArray(names) ? names.join(' ') : '';
  // systemd-run has no way to say none, which the bus has: one family costs the same filter
  if (words === '') return 'AF_UNIX';
  return allow === true ? words : `~${words}`;
}
