import { askedTo } from '../../call/prompt-texts.js';
import type { Tier } from '../../call/types.js';
import type { PathFacts } from '../../files/replies.js';
import { ADMINISTRATOR } from '../../call/defaults.js';
import { isCodePlace, type CodePlaces } from '../../config/places.js';

const OWN_YES = { any: 'yes', inactive: 'yes', active: 'yes' } as const;
const OWN_ASK = { any: 'auth_self', inactive: 'auth_self', active: 'auth_self' } as const;
const FACTS = '$(display_change), $(size) bytes, mode $(display_mode), sha256 $(digest)';

export const WRITE_TIERS: readonly Tier[] = [
  {
    name: 'create-own-file',
    description: 'Create a file in a place of your own',
    ...askedTo(`create your file $(display_path): ${FACTS}.`),
    defaults: OWN_YES,
    runsAs: 'caller',
    destructive: false,
  },
  {
    name: 'create-own-startup-file',
    description: 'Create a file of your own that may be run without being asked for',
    ...askedTo(`create $(display_path), which is executable or may be run when you log in: ${FACTS}.`),
    defaults: OWN_ASK,
    runsAs: 'caller',
    destructive: false,
  },
  {
    name: 'overwrite-own-file',
    description: 'Overwrite a file of your own',
    ...askedTo(`overwrite your file $(display_path): ${FACTS}.`),
    defaults: OWN_ASK,
    runsAs: 'caller',
  },
  {
    name: 'create-file',
    description: 'Create a file as root',
    ...askedTo(`create the file $(display_path) as root: ${FACTS}.`),
    defaults: ADMINISTRATOR,
    runsAs: 'root',
    destructive: false,
  },
  {
    name: 'overwrite-file',
    description: 'Overwrite a protected file',
    ...askedTo(`write $(display_path) as root: ${FACTS}.`),
    defaults: ADMINISTRATOR,
    runsAs: 'root',
  },
  {
    name: 'write-code-file',
    description: 'Write a file that the system runs',
    ...askedTo(
      `write $(display_path) as root. The system runs code from there, so this gives full control of the machine: ${FACTS}.`,
    ),
    defaults: ADMINISTRATOR,
    runsAs: 'root',
    alone: true,
  },
];

export interface WriteCase {
  readonly path: string;
  readonly mode: number | undefined;
  readonly uid: number;
  readonly places: CodePlaces;
  /** facts that the caller may see; `undefined` where it sees none */
  readonly seen: PathFacts | undefined;
}

export type WriteTier =
  | 'create-own-file'
  | 'create-own-startup-file'
  | 'overwrite-own-file'
  | 'create-file'
  | 'overwrite-file'
  | 'write-code-file';

/** how much authority a write takes, decided by nothing but what the caller could see for itself */
export function decideWriteTier({ path, mode, uid, places, seen }: WriteCase): WriteTier {
  if (isCodePlace(path, places) || seen?.code === true) return 'write-code-file';
  // the same words whether something is there or not
  if (!seen) return 'overwrite-file';
  if (seen.kind === 'missing') return seen.parentWritable ? newOwnFile(path, mode) : 'create-file';
  return seen.parentWritable && seen.uid === uid ? 'overwrite-own-file' : 'overwrite-file';
}

export function isOwn(tier: WriteTier): boolean {
  return tier === 'create-own-file' || tier === 'create-own-startup-file' || tier === 'overwrite-own-file';
}

// shells, desktops and schedulers run what lies under a dot-name of the home; what is executable says so itself
function newOwnFile(path: string, mode: number | undefined): WriteTier {
  const hidden = path.split('/').some(name => name.startsWith('.'));
  const executable = ((mode ?? 0) & 0o111) !== 0;
  return hidden || executable ? 'create-own-startup-file' : 'create-own-file';
}
