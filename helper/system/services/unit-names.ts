import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { matchesGlob } from '../../glob.js';

/** kinds of units that may be named */
const UNIT_SUFFIXES = ['.service', '.socket', '.timer', '.path'] as const;
const MAX_LENGTH = 255;
const OTHER_SUFFIXES = ['.target', '.mount', '.automount', '.swap', '.slice', '.scope', '.device', '.snapshot'];

/** the full name of a unit to change; a bare name is a service */
export function completeUnitName(text: string): string {
  const other = OTHER_SUFFIXES.find(suffix => text.endsWith(suffix));
  if (other !== undefined) throw refuse(text, `only ${UNIT_SUFFIXES.join(', ')} can be managed here`);
  return completeAnyUnitName(text);
}

/** the same for a unit of any kind, to look at */
export function completeAnyUnitName(text: string): string {
  if (!/^[A-Za-z0-9:_.@\\-]+$/.test(text)) {
    throw refuse(text, 'a unit name holds letters, digits and :_.@-\\, and no slash');
  }
  const name = hasSuffix(text) ? text : `${text}.service`;
  if (name.startsWith('.') || name.startsWith('@')) throw refuse(text, 'expected a name before the suffix');
  if (/@\.[a-z]+$/.test(name)) throw refuse(text, 'it is a template: name one of its instances, such as getty@tty1');
  if (name.length > MAX_LENGTH) throw refuse(text.slice(0, MAX_LENGTH), `longer than ${MAX_LENGTH} characters`);
  return name;
}

/** no unit of the system has this name */
export class MissingUnit extends OperatorError {
  readonly unit: string;

  constructor(unit: string) {
    super('failed', `there is no unit ${display(unit)} on this machine: check how it is spelled`);
    this.unit = unit;
  }
}

function hasSuffix(text: string): boolean {
  return [...UNIT_SUFFIXES, ...OTHER_SUFFIXES].some(suffix => text.endsWith(suffix));
}

function refuse(text: string, reason: string): OperatorError {
  return new OperatorError('invalid-args', `unit ${display(text)}: ${reason}`);
}

/** true where one of the administrator's patterns covers the name; `*` stands for anything */
export function isProtectedUnit(patterns: readonly string[], name: string): boolean {
  return patterns.some(pattern => matchesGlob(pattern, name));
}
