import type { Details } from '../call/types.js';
import type { Facts } from './replies.js';

const OBJECT = ['path', 'kind', 'dev', 'ino', 'parentDev', 'parentIno'] as const;
const CONTENT = ['size', 'mode', 'uid', 'gid', 'nlink', 'mtimeNs', 'ctimeNs', 'sha256'] as const;

/** the object that a yes is about, whatever is written to it meanwhile */
export function pinObject(facts: Facts | undefined): Details {
  return pick(facts, OBJECT);
}

/** the object with what is in it */
export function pinContent(facts: Facts | undefined): Details {
  return pick(facts, [...OBJECT, ...CONTENT]);
}

function pick(facts: Facts | undefined, keys: readonly (keyof Facts)[]): Details {
  return Object.fromEntries(facts ? keys.map(key => [key, String(facts[key])]) : []);
}
