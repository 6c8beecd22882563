import type { PackagePlan } from '../manager.js';
import { STATE_FORMAT } from './apt-output.js';

export const APT_GET = '/usr/bin/apt-get';
const APT_CACHE = '/usr/bin/apt-cache';
const DPKG_QUERY = '/usr/bin/dpkg-query';

const LOCK_TIMEOUT_S = 60;

// said on the command line, where nothing in apt.conf.d can loosen it
const FIRM: readonly string[] = [
  'APT::Get::AllowUnauthenticated=false',
  'APT::Get::Allow-Downgrades=false',
  'APT::Get::Allow-Remove-Essential=false',
  'APT::Get::Allow-Change-Held-Packages=false',
  'APT::Get::Allow-Solver-Remove-Essential=false',
  'APT::Get::Force-Yes=false',
  'APT::Get::AutomaticRemove=false',
  'APT::Install-Suggests=false',
].flatMap(option => ['-o', option]);

const FOR_REAL: readonly string[] = [
  `DPkg::Lock::Timeout=${LOCK_TIMEOUT_S}`,
  'DPkg::Options::=--force-confdef',
  'DPkg::Options::=--force-confold',
  'Dpkg::Use-Pty=0',
  'APT::Status-Fd=2',
].flatMap(option => ['-o', option]);

// apt.conf names it first, before the hooks of others; here it stands behind whatever in /etc/apt clears the list
const CHECK = '/usr/lib/llm-os/check-packages';
const CHECKED: readonly string[] = [
  `DPkg::Tools::Options::${CHECK}::Version=3`,
  `DPkg::Pre-Install-Pkgs::=${CHECK}`,
].flatMap(option => ['-o', option]);

/** `sealed` is the file with what was shown, in root's directory */
export function checkEnvironment(sealed: string): string[] {
  return [...APT_ENVIRONMENT, 'APT_CONFIG=/usr/lib/llm-os/apt.conf', `LLMOS_PACKAGES=${sealed}`];
}

export const APT_ENVIRONMENT: readonly string[] = [
  'DEBIAN_FRONTEND=noninteractive',
  'APT_LISTCHANGES_FRONTEND=none',
  'NEEDRESTART_MODE=l',
  // its words are read by a program; the list of languages translates even what the locale leaves plain
  'LC_ALL=C.UTF-8',
  'LANG=C.UTF-8',
  'LANGUAGE=',
];

/** `--` ends the options; a name after it still means more to apt than its letters, so it was checked before */
export function simulationArgv({ verb, pins }: Pick<PackagePlan, 'verb' | 'pins'>): string[] {
  return [APT_GET, '-s', '-y', '-q', ...FIRM, ...verbArgv(verb), '--', ...pins];
}

export function downloadArgv({ verb, pins }: PackagePlan): string[] {
  return [APT_GET, '-y', '-q', '--download-only', ...FIRM, ...FOR_REAL, ...verbArgv(verb), '--', ...pins];
}

/** prints, for a throw-away user, where from what is not in the cache would be fetched */
export function addressesArgv({ verb, pins }: PackagePlan): string[] {
  return [APT_GET, '-y', '-qq', '--print-uris', ...FIRM, ...verbArgv(verb), '--', ...pins];
}

/** `fetched`: all it needs lies in the cache, and nothing may come at the last moment */
export function applyArgv({ verb, pins }: PackagePlan, fetched: boolean): string[] {
  const cached = fetched ? ['--no-download'] : [];
  return [APT_GET, '-y', '-q', ...cached, ...FIRM, ...FOR_REAL, ...CHECKED, ...verbArgv(verb), '--', ...pins];
}

export function policyArgv(names: readonly string[]): string[] {
  return [APT_CACHE, 'policy', '--', ...names];
}

export function recordsArgv(pins: readonly string[]): string[] {
  return [APT_CACHE, 'show', '--no-all-versions', '--', ...pins];
}

export function statesArgv(names: readonly string[]): string[] {
  return [DPKG_QUERY, '-W', '-f', STATE_FORMAT, '--', 'dpkg', ...names.map(name => name.split(':')[0] ?? name)];
}

/** everything that is known, as `packaging/check-packages` spells it */
export function snapshotArgv(): string[] {
  const fields = ['Package', 'Architecture', 'db:Status-Status', 'Version'].map(field => `\${${field}}`);
  return [DPKG_QUERY, '-W', '-f', `${fields.join('\\t')}\\n`];
}

function verbArgv(verb: PackagePlan['verb']): string[] {
  return verb === 'install' ? ['--no-remove', verb] : [verb];
}
