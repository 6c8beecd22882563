import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { refuseUndecoded } from '../call/undecoded.js';
import type { Bounds } from '../config/config.js';
import { isWithin } from '../worker/path-patterns.js';
import { MAX_SHOWN } from '../../interfaces/display-limits.js';

const MAX_PATH_BYTES = 1024;
// control, bidirectional and invisible characters have no place in a name that a person approves
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;

/** refuses what is no path of ours to touch, by its spelling alone */
export function checkPath(path: string, bounds: Bounds): void {
  if (!path.startsWith('/')) throw refuseArgs('path: must be absolute, such as /home/NAME/file.txt');
  const names = path.split('/').slice(1);
  if (names.some(name => name === '' || name === '.' || name === '..')) {
    throw refuseArgs('path: must be in normal form, without empty parts, . or .., and without a slash at the end');
  }
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw refuseArgs(`path: longer than ${MAX_PATH_BYTES} bytes`);
  refuseUndecoded('path', path);
  if (UNSEEN.test(path)) throw refuseArgs('path: holds control, invisible or direction characters');
  if (isWithin(path, bounds.paths.denied)) throw refuseDenied(path);
}

export function refuseDenied(path: string): OperatorError {
  const rule =
    'it is among the denied paths (operator.toml, or a place of the service itself), and what is denied stays so';
  return new OperatorError('not-permitted', `${display(path)} is not touched: ${rule}`);
}

/** returns the display form of a path; rejects one that does not fit, since a prompt never truncates */
export function displayWhole(path: string): string {
  const shown = displayName(path);
  if (shown.length <= MAX_SHOWN) return shown;
  const text = `the path takes ${shown.length} characters to show and a prompt has room for ${MAX_SHOWN}: use a shorter one`;
  throw new OperatorError('not-permitted', text);
}

/** a name within a sentence: in quotes where it has spaces, so that no part of it is taken for the sentence's own words */
export function displayName(name: string): string {
  const shown = display(name);
  return /[ ']/.test(shown) ? `'${shown.replaceAll("'", '\\x27')}'` : shown;
}

function refuseArgs(text: string): OperatorError {
  return new OperatorError('invalid-args', text);
}
