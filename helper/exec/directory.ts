import type { PrepareContext } from '../call/context.js';
import { stringProperty } from '../system/units/unit-property.js';
import type { UnitProperty } from '../system/units/unit-starter.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { ExecPlan } from './choose-tier.js';

/** working directory: the home in sandboxes that show the caller's files, else `/` */
export function directoryOf(
  asked: string | undefined,
  { cage }: Pick<ExecPlan, 'cage'>,
  { subject }: PrepareContext,
): string {
  if (asked === undefined) return cage === 'home' || cage === 'look' || cage === 'caller' ? subject.home : '/';
  const names = asked.split('/').slice(1);
  const bad = names.some(name => name === '.' || name === '..' || /\p{Cc}/u.test(name));
  if (asked.startsWith('/') && !bad) return asked.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1');
  throw new OperatorError('invalid-args', 'cwd: must be an absolute path without . or ..');
}

/** a home that is not there must not keep `df` from answering; a directory that matters must be there */
export function workingDirectory(directory: string, { cage }: Pick<ExecPlan, 'cage'>): UnitProperty {
  const needed = cage === 'caller' || cage === 'root';
  return stringProperty('WorkingDirectory', needed ? directory : `-${directory}`);
}
