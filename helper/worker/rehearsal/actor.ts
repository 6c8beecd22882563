import type { Actor } from './protocol.js';

/** file work with the rights of the person, so that the kernel refuses what it would refuse them; root's work as it is */
export function asActor<T>({ as, uid, gid, groups }: Actor, work: () => T): T {
  if (as === 'root') return work();
  if (uid === 0) throw new TypeError('the caller is root');
  process.setgroups?.([...groups]);
  process.setegid?.(gid);
  process.seteuid?.(uid);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
    process.setgroups?.([]);
  }
}
