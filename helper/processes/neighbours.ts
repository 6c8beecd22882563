import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { shellWord } from '../../interfaces/shell-word.js';
import type { PrepareContext } from '../call/context.js';
import { inspection } from '../files/inspect-path.js';
import { openWorker } from '../files/worker-session.js';
import { MissingUnit } from '../system/services/unit-names.js';
import { askProcesses, mayRunAsCaller } from './ask.js';

// systemd's order; units of a session that were made by hand come first
const USER_PLACES = ['/etc/systemd/user', '/run/systemd/user', '/usr/local/lib/systemd/user', '/usr/lib/systemd/user'];
const TOLD = 3;

/** for a unit that the system does not have: tells of one of the caller's own manager, or of processes of that name */
export async function explainMissing(error: unknown, verb: string, context: PrepareContext): Promise<never> {
  if (!(error instanceof MissingUnit)) throw error;
  const { unit } = error;
  if (await isOfOwnManager(unit, context).catch(() => false)) {
    const way = `systemctl --user ${verb} ${shellWord(unit)}`;
    throw new OperatorError('failed', `${display(unit)} is a unit of your own user manager, not of the system: ${way}`);
  }
  const running = await describeProcesses(unit, context).catch(() => '');
  throw running === '' ? error : new OperatorError('failed', `${error.message}; ${running}`);
}

// only a look by name: a worker as the caller may say what the caller wants, who is told this
async function isOfOwnManager(unit: string, context: PrepareContext): Promise<boolean> {
  if (!mayRunAsCaller(context)) return false;
  const { home, uid } = context.subject;
  const own = [`${home}/.config/systemd/user`, `${home}/.local/share/systemd/user`];
  const transient = ['transient', 'generator', 'generator.late'].map(name => `/run/user/${uid}/systemd/${name}`);
  const session = await openWorker(context, 'caller');
  try {
    for (const place of [...own, ...transient, ...USER_PLACES]) {
      const request = { ...inspection(`${place}/${unit}`, context), resolve: true, digest: false, flags: false };
      const facts = await session.inspect(request).catch(() => undefined);
      if (facts?.kind === 'file') return true;
    }
    return false;
  } finally {
    await session.end();
  }
}

async function describeProcesses(unit: string, context: PrepareContext): Promise<string> {
  const name = unit.slice(0, unit.lastIndexOf('.'));
  const reply = await askProcesses(context, 'viewer', { op: 'list', match: name, sort: 'pid', limit: TOLD });
  if (reply.op !== 'list' || reply.total === 0) return '';
  const found = reply.processes.map(
    row =>
      `${row.pid} (${display(row.name)}) of ${display(row.user)} in ${display(row.unit === '' ? 'no unit' : row.unit)}`,
  );
  const more = reply.total > found.length ? `, and ${reply.total - found.length} more` : '';
  return `but of that name there ${reply.total === 1 ? 'is a process' : 'are processes'}: ${found.join(', ')}${more}`;
}
