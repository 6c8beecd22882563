import type { PackageStatus } from '../manager.js';

// second letter of `db:Status-Abbrev`, and the word of `db:Status-Status`
const STATUSES: readonly (readonly [letter: string, status: PackageStatus])[] = [
  ['n', 'not-installed'],
  ['c', 'config-files'],
  ['H', 'half-installed'],
  ['U', 'unpacked'],
  ['F', 'half-configured'],
  ['W', 'triggers-awaited'],
  ['t', 'triggers-pending'],
  ['i', 'installed'],
];

/** `iF ` → `half-configured` */
export function parseAbbreviation(text: string): PackageStatus {
  return STATUSES.find(([letter]) => letter === text.charAt(1))?.[1] ?? 'unknown';
}

/** true for `ii` and `hi`: installed, wanted or held, and without an error flag */
export function isComplete(text: string): boolean {
  return text.trimEnd() === 'ii' || text.trimEnd() === 'hi';
}

/** dpkg's words are the ones of the interface; any other is `unknown` */
export function parseWord(text: string): PackageStatus {
  return STATUSES.find(([, status]) => status === text)?.[1] ?? 'unknown';
}
