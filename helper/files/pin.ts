import type { Details } from '../call/types.js';
import type { PathFacts } from './replies.js';

const OBJECT = ['path', 'kind', 'dev', 'ino', 'parentDev', 'parentIno'] as const;
const CONTENT = ['size', 'mode', 'uid', 'gid', 'nlink', 'mtimeNs', 'ctimeNs', 'sha256'] as const;

/** the object that a yes is about, whatever is written to it meanwhile */
export function pinObject(facts: PathFacts | undefined): Details {
  return pick(facts, OBJECT);
}

/** the object with what is in it */
export function pinContent(facts: PathFacts | undefined): Details {
  return pick(facts, [...OBJECT, ...CONTENT]);
}

function pick(facts: PathFacts | undefined, keys: readonly (keyof PathFacts)[]): Details {
  return Object.fromEntries(facts ? keys.map(key => [key, String(facts[key])]) : []);
}
