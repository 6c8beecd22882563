import { basename, dirname, join } from 'node:path/posix';
import { codeOf } from '../errno.js';
import { resolveLinks } from '../pinned-path.js';
import type { Actor, PlanReply, PlanRequest, RehearsalChange } from '../rehearsal/protocol.js';
import type { Wish } from '../wish/wish.js';
import { refuseAttributes } from '../rehearsal/refuse-attributes.js';
import { planCopy, planMove, targetOf } from './copy.js';
import { planDelete } from './delete.js';
import { planDirectory, planLink } from './make.js';
import { isOpened } from './opened.js';
import { planPermissions } from './permissions.js';
import type { Planned } from './tree.js';

/** says what a wish would change, with this process's own rights; nothing is changed */
export function plan({ wish, resolve, actor }: PlanRequest): PlanReply {
  const path = resolve ? resolveWay(wish.path) : wish.path;
  const asked = 'to' in wish ? (resolve ? resolveWay(wish.to) : wish.to) : '';
  try {
    const to = asked === '' ? '' : targetOf(path, asked);
    const { changes, contents = [] } = planOne({ ...wish, path, ...(to !== '' && { to }) }, actor);
    // an object that only gets another name keeps its own, and of one that is gone for good nothing is kept
    const judged = changes.filter(({ change }) => change !== 'moved' && change !== 'erased');
    refuseAttributes({ changes: judged, same: [] }, each => each);
    return { ok: true, path, to, changes, opened: to !== '' && isOpened(path, to, changes), contents };
  } catch (error) {
    // beyond this process's rights: root is asked, and looks again
    if (!['EACCES', 'EPERM'].includes(codeOf(error))) throw error;
    return { ok: true, path, to: asked, changes: null, opened: false, contents: [] };
  }
}

function planOne(wish: Wish, actor: Actor): Planned {
  switch (wish.verb) {
    case 'mkdir':
      return only(planDirectory(wish));
    case 'symlink':
      return only(planLink(wish));
    case 'chmod':
      return only(planPermissions(wish));
    case 'copy':
      return only(planCopy(wish));
    case 'move':
      return only(planMove(wish));
    case 'delete':
      return planDelete(wish, actor);
  }
}

function only(changes: readonly RehearsalChange[]): Planned {
  return { changes };
}

// the last name stands for itself, link or not; directories that are not there yet cannot be links
function resolveWay(path: string): string {
  const parent = dirname(path);
  if (parent === '/') return path;
  try {
    return join(resolveLinks(parent), basename(path));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return join(resolveWay(parent), basename(path));
    if (codeOf(error) === 'EACCES') return path;
    throw error;
  }
}
