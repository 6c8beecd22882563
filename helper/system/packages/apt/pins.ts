import { OperatorError } from '../../../../interfaces/errors.js';
import type { PackageState } from '../manager.js';
import type { Policy } from './apt-output.js';

// apt takes more than names for a name: only what it itself calls by exactly this name goes on, and with a version,
// which leaves a trailing plus or minus no meaning
export function pinCandidate(name: string, { candidate, versions }: Policy): string {
  if (candidate !== undefined) return `${name}=${candidate}`;
  const reason =
    versions > 0
      ? 'a pin forbids each of its versions: see /etc/apt/preferences.d and apt-cache policy'
      : 'it has no version of its own: name the package that provides it';
  throw new OperatorError('failed', `no version of ${name} can be installed: ${reason}`);
}

export interface InstalledPin {
  /** as apt calls it: with the architecture where that is not the machine's own */
  readonly name: string;
  readonly pin: string;
}

/** the one installed package that a name means, which may be of another architecture */
export function pinInstalled(asked: string, states: ReadonlyMap<string, PackageState>): InstalledPin {
  const [bare, architecture] = asked.split(':');
  const meant = Array.from(states).filter(
    ([name, state]) => name.split(':')[0] === bare && [state.architecture, undefined].includes(architecture),
  );
  const there = meant.filter(([, { status }]) => !status.endsWith('c'));
  const [found = meant[0], ...others] = there;
  if (!found) throw new OperatorError('failed', `${asked} is not installed`);
  if (others.length > 0) {
    const named = there.map(([, state]) => `${bare}:${state.architecture}`).join(' and ');
    throw new OperatorError('failed', `${asked} is installed for several architectures: name ${named}`);
  }
  const [name, state] = found;
  return { name, pin: `${architecture === undefined ? name : asked}=${state.version}` };
}
