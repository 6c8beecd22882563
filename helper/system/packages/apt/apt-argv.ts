import type { PackagePlan } from '../manager.js';
import { STATE_FORMAT } from './apt-output.js';

export const APT_GET = '/usr/bin/apt-get';
export const APT_CACHE = '/usr/bin/apt-cache';
export const DPKG_QUERY = '/usr/bin/dpkg-query';

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
  'APT::Install-Recommends=false',
  'APT::Install-Suggests=false',
].flatMap(option => ['-o', option]);

const FOR_REAL: readonly string[] = [
  `DPkg::Lock::Timeout=${LOCK_TIMEOUT_S}`,
  'DPkg::Options::=--force-confdef',
  'DPkg::Options::=--force-confold',
  'Dpkg::Use-Pty=0',
  'APT::Status-Fd=2',
].flatMap(option => ['-o', option]);

export const APT_ENVIRONMENT: readonly string[] = [
  'DEBIAN_FRONTEND=noninteractive',
  'APT_LISTCHANGES_FRONTEND=none',
  'NEEDRESTART_MODE=l',
  // its words are read by a program
  'LC_ALL=C.UTF-8',
];

/** `--` ends the options; a name after it still means more to apt than its letters, so it was checked before */
export function simulationArgv({ verb, pins }: Pick<PackagePlan, 'verb' | 'pins'>): string[] {
  return [APT_GET, '-s', '-y', '-qq', ...FIRM, ...verbArgv(verb), '--', ...pins];
}

export function downloadArgv({ verb, pins }: PackagePlan): string[] {
  return [APT_GET, '-y', '-q', '--download-only', ...FIRM, ...FOR_REAL, ...verbArgv(verb), '--', ...pins];
}

export function applyArgv({ verb, pins }: PackagePlan): string[] {
  return [APT_GET, '-y', '-q', ...FIRM, ...FOR_REAL, ...verbArgv(verb), '--', ...pins];
}

export function policyArgv(names: readonly string[]): string[] {
  return [APT_CACHE, 'policy', '--', ...names];
}

export function recordsArgv(pins: readonly string[]): string[] {
  return [APT_CACHE, 'show', '--no-all-versions', '--', ...pins];
}

export function statesArgv(names: readonly string[]): string[] {
  return [DPKG_QUERY, '-W', '-f', STATE_FORMAT, '--', 'dpkg', ...names];
}

function verbArgv(verb: PackagePlan['verb']): string[] {
  return verb === 'install' ? ['--no-remove', verb] : [verb];
}
