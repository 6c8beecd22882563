/**
 * kinds of parameters and results: facts about a value that its json type leaves open. an action declares them, the
 * catalogue carries them as `x-llmos-kind`, and both programs go by them instead of by names
 */
export const KINDS = [
  /** absolute path of the object that the action is about */
  'path',
  /** absolute path of the directory to work in */
  'directory',
  /** program and arguments, no shell */
  'argv',
  /** text for a shell that can change nothing */
  'script',
  /** name of a systemd unit; a bare name is a service */
  'unit',
  /** names of packages */
  'packages',
  /** process id */
  'process',
  /** number that people state in other units as well: half a core, two gigabytes */
  'quantity',
  /** free text that may be recorded */
  'text',
  /** text that becomes the content of a file: never recorded, shown whole before the person agrees */
  'content',
  /** text that is neither recorded nor shown */
  'secret',
  /** text that is searched for in names */
  'search',
  /** permissions in octal digits */
  'mode',
  /** how a text is encoded */
  'encoding',
  /** switch: the text is added to a file instead of replacing what it holds */
  'append',
  /** the authority that the action is to use */
  'tier',
  /** account that a program runs as */
  'user',
  /** output of a program, sent while it runs */
  'stream',
  /** exit status of a program, 0 for success */
  'exit-status',
  /** name of the signal that ended a program */
  'signal',
  /** true for a result that was cut */
  'truncated',
] as const;

export type Kind = (typeof KINDS)[number];

export const KIND_KEY = 'x-llmos-kind';

/** kinds whose values are recorded only as size and keyed digest */
export function isHiddenKind(kind: Kind | undefined): boolean {
  return kind === 'content' || kind === 'secret';
}

/** kinds that a person may write relative to a directory, or with a tilde */
export function isPathKind(kind: Kind | undefined): boolean {
  return kind === 'path' || kind === 'directory';
}
