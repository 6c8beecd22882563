import type { IncomingCall } from '../bus/exported-object.js';
import { loginOpened } from '../subject/login-opened.js';
import { authorize } from '../polkit/polkit.js';
import { manageRecords } from './authorize-manage-records.js';
import { NO_SECRETS } from '../records/records.js';
import { newRecordId } from '../records/record-id.js';
import type { Service, CallContext } from '../pipeline/service.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { variant, type Dict } from '../../interfaces/signature.js';
import { CONFIRM_CHANGE } from './confirm-tier.js';
import type { PendingChange } from '../checkpoint/revert.js';

/** keeps changes that would be taken back by themselves: only who could log in after them shows that they lock nobody out */
export async function answerConfirm(service: Service, incoming: IncomingCall): Promise<readonly unknown[]> {
  const [asked, options] = incoming.body;
  const unknown = Object.keys(Object(options))[0];
  if (unknown !== undefined) throw new OperatorError('invalid-args', 'options: there is none yet');
  return await service.enter(incoming, undefined, async turn => {
    const chosen = await choose(service, turn, String(asked));
    const opened = await openedLogin(service, incoming.sender);
    const fit = chosen.filter(
      change => change.changed !== undefined && opened !== undefined && opened > change.changed,
    );
    if (fit.length === 0) throw refusal(chosen, opened, service.world.reverts.now());
    const kept: Dict[] = [];
    for (const change of fit) {
      if (await keep(service, turn, change)) kept.push(describe(change));
    }
    if (kept.length > 0) return [kept];
    throw new OperatorError('failed', 'it was taken back a moment ago: llmsh history says so');
  });
}

// one's own, in whichever session and also by sudo; other people's for who may manage their records
async function choose(service: Service, turn: CallContext, record: string): Promise<readonly PendingChange[]> {
  const pending = await service.world.reverts.pending();
  const { uid } = turn.subject;
  if (record === '') {
    const own = pending.filter(change => change.uid === uid || change.loginUid === uid || uid === 0);
    if (own.length > 0) return own;
    throw new OperatorError('failed', 'nothing of yours waits for a confirmation: it was confirmed, or taken back');
  }
  const change = pending.find(one => one.record === record);
  if (!change) {
    const name = display(record.slice(0, 40));
    throw new OperatorError('failed', `record ${name} waits for no confirmation: it was confirmed, or taken back`);
  }
  if (change.uid !== uid && change.loginUid !== uid) await manageRecords(service, turn, `confirm record ${record}`);
  return [change];
}

async function openedLogin(service: Service, sender: string): Promise<bigint | undefined> {
  const { bus } = service.world;
  const caller = await service.callers.find(bus, sender);
  const opened = caller.process && (await loginOpened(bus, caller.process.pid));
  return (await caller.isStillThere()) ? opened : undefined;
}

function refusal(changes: readonly PendingChange[], opened: bigint | undefined, now: bigint): OperatorError {
  const records = changes.map(({ record }) => record).join(', ');
  return new OperatorError('not-permitted', `${records}: ${whyNot(changes, opened)}${secondsLeft(changes, now)}`);
}

function whyNot(changes: readonly PendingChange[], opened: bigint | undefined): string {
  const anew = 'log in anew and run llmsh confirm there, outside tmux and screen';
  if (opened === undefined) {
    return `this terminal belongs to no login that is open, as in a tmux that outlived its login: ${anew}`;
  }
  return changes.every(({ changed }) => changed === undefined)
    ? 'the change is not made yet, or its end is not known'
    : `this login is older than the change, so it shows nothing: ${anew}`;
}

function secondsLeft(changes: readonly PendingChange[], now: bigint): string {
  const due = changes.map(change => change.due ?? now).filter(at => at > now);
  if (due.length === 0) return '';
  const first = due.reduce((a, b) => (a < b ? a : b));
  return `; taken back in ${Number((first - now) / 1_000_000n)} s`;
}

async function keep(service: Service, turn: CallContext, change: PendingChange): Promise<boolean> {
  const id = newRecordId();
  const { record } = change;
  const params = { record };
  const open = service.world.records.begin({
    id,
    action: 'confirm-change',
    subject: turn.subject,
    params,
    hidden: NO_SECRETS,
  });
  const details = Object.freeze({ record, display_record: display(record) });
  try {
    await open.asking(CONFIRM_CHANGE, details, `keep what record ${record} changed: ${change.summary}`);
    await authorize({ ...service.polkitRequest(turn, id), tier: CONFIRM_CHANGE, details, foreign: [] });
    await open.authorized();
    const kept = await service.world.reverts.confirm(record);
    await open.close(kept ? 'done' : 'failed');
    return kept;
  } catch (error) {
    await open.fail(error);
    throw error;
  }
}

function describe({ record, summary }: PendingChange): Dict {
  return { record: variant(record), summary: variant(summary) };
}
