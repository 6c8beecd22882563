import type { PackageState } from '../manager.js';
import { isComplete, parseAbbreviation } from './dpkg-status.js';

export interface Policy {
  readonly installed: string | undefined;
  readonly candidate: string | undefined;
  /** how many versions there are, whether or not one may be installed */
  readonly versions: number;
}

/** `apt-cache policy`: one paragraph for each package, under the package's own name */
export function parsePolicy(text: string): Map<string, Policy> {
  const found = new Map<string, Policy>();
  const paragraph = /^(\S+):\n {2}Installed: (.+)\n {2}Candidate: (.+)\n((?: .*\n)*)/gm;
  for (const [, name = '', installed = '', candidate = '', table = ''] of `${text}\n`.matchAll(paragraph)) {
    const versions = Array.from(table.matchAll(/^ (?:\*\*\*|   ) \S/gm)).length;
    found.set(name, { installed: versionOrNone(installed), candidate: versionOrNone(candidate), versions });
  }
  return found;
}

function versionOrNone(text: string): string | undefined {
  return text === '(none)' ? undefined : text;
}

export interface SimulatedStep {
  readonly verb: 'install' | 'remove';
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly architecture: string;
}

const STEP = /^(Inst|Remv|Purg) (\S+)(?: \[([^\]\s]+)\])?(?: \((\S+)[^)]*?(?: \[([^\]\s]+)\])?\))?/;

/** `apt-get -s`: what would be unpacked and what would go; a line of ours that makes no sense is an error */
export function parseSimulation(text: string): SimulatedStep[] {
  return text
    .split('\n')
    .filter(line => /^(Inst|Remv|Purg) /.test(line))
    .map(parseStep);
}

function parseStep(line: string): SimulatedStep {
  const [, word, name, from, to, architecture = ''] = STEP.exec(line) ?? [];
  const install = word === 'Inst';
  if (name === undefined || (install ? to : from) === undefined) {
    throw new Error(`unexpected line of a simulation: ${line}`);
  }
  return { verb: install ? 'install' : 'remove', name, from, to: install ? to : undefined, architecture };
}

/** `apt-get -s`: what the packages recommend and this does not bring, where the administrator turned that off */
export function parseLeftOut(text: string): string[] {
  const block = /^Recommended packages:\n((?: .*\n)*)/m.exec(text)?.[1] ?? '';
  return block.split(/\s+/).filter(word => word !== '' && word !== '|');
}

export interface Sizes {
  readonly downloadBytes: number;
  readonly unpackedBytes: number;
}

/** `apt-cache show`: sizes by `name:architecture=version` */
export function parseRecords(text: string): Map<string, Sizes> {
  const found = new Map<string, Sizes>();
  for (const record of text.split(/\n\n+/)) {
    const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(record)?.[1] ?? '';
    if (field('Package') === '') continue;
    found.set(`${field('Package')}:${field('Architecture')}=${field('Version')}`, {
      downloadBytes: Number.parseInt(field('Size'), 10) || 0,
      unpackedBytes: (Number.parseInt(field('Installed-Size'), 10) || 0) * 1024,
    });
  }
  return found;
}

export const STATE_FORMAT =
  '${Package}\\t${Architecture}\\t${db:Status-Abbrev}\\t${Version}\\t${Essential}\\t${Protected}\\t${Installed-Size}\\n';

/** `dpkg-query` in the format above, which was asked about dpkg itself too: it tells the machine's own architecture */
export function parseStates(text: string): Map<string, PackageState> {
  const rows = text
    .split('\n')
    .map(line => line.split('\t'))
    .filter(row => row.length === 7);
  const native = rows.find(row => row[0] === 'dpkg')?.[1];
  const found = new Map<string, PackageState>();
  for (const [name = '', architecture = '', status = '', version = '', essential, guarded, kilobytes = ''] of rows) {
    // known by name only, or removed without a trace
    if (status.startsWith('un') || version === '') continue;
    found.set(architecture === native || architecture === 'all' ? name : `${name}:${architecture}`, {
      version,
      architecture,
      complete: isComplete(status),
      status: parseAbbreviation(status),
      essential: essential === 'yes' || guarded === 'yes',
      unpackedBytes: (Number.parseInt(kilobytes, 10) || 0) * 1024,
    });
  }
  return found;
}
