import type { Subject, Tier } from '../call/types.js';
import { newRecordId } from '../records/record-id.js';
import { NO_SECRETS } from '../records/records.js';
import type { ServiceDependencies } from '../pipeline/dependencies.js';
import type { TakenBack } from '../checkpoint/revert.js';
import { ADMINISTRATOR } from '../call/defaults.js';

// tier without a prompt of its own: the prompt of the change announced the revert
const TAKE_BACK: Tier = {
  name: 'take-back',
  description: 'Take back a change that nobody confirmed',
  message: 'Nobody confirmed record $(record).',
  defaults: ADMINISTRATOR,
  runsAs: 'root',
};

/** puts on record what systemd took back while we were away, or beside us */
export async function recordTakenBack({ reverts, records, undo, users }: ServiceDependencies): Promise<void> {
  for (const change of await reverts.takenBack()) {
    const user = await users.find(change.uid);
    const subject = subjectOf(change, user?.name ?? String(change.uid));
    const { record: undoes } = change;
    const start = { id: newRecordId(), action: change.action, subject, params: { record: undoes }, hidden: NO_SECRETS };
    const record = records.begin({ ...start, origin: { undoes } });
    await record.asking(TAKE_BACK, { record: undoes }, `nobody confirmed, so it was taken back: ${change.summary}`);
    await record.authorized();
    await record.close(change.whole ? 'done' : 'failed');
    if (change.whole) await undo.markUndone(undoes);
  }
}

function subjectOf({ uid, loginUid }: TakenBack, userName: string): Subject {
  const nobody = { sender: '', gid: uid, home: '/', ownTiers: false, ownTiersReason: 'a timer', interactive: false };
  const origin = { session: undefined, remote: true, ...(loginUid === undefined ? {} : { loginUid }) };
  return { ...nobody, uid, userName, ...origin };
}
