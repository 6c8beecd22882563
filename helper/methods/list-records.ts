import type { IncomingCall } from '../bus/exported-object.js';
import type { Service } from '../pipeline/service.js';
import type { UndoState } from '../undo/undo-store.js';
import { isPassedOn } from '../subject/subject.js';
import { KeyedSerialQueue } from '../serial-queue.js';
import { redactSecrets } from '../../interfaces/redact.js';
import { toToolName } from '../../interfaces/names.js';
import { variant, type Dict, type Tagged } from '../../interfaces/signature.js';
import type { HistoryRow } from '../records/history.js';
import { recordTakenBack } from './record-reverts.js';
import { manageRecords } from './authorize-manage-records.js';
import { parseListOptions } from '../records/query.js';

const MAX_CHARACTERS = 700_000;
const UNDO: Readonly<Record<UndoState, string>> = { open: 'force', ready: 'yes', done: 'done' };

const reading = new KeyedSerialQueue();
const ONE_FOR_ALL = 0;

/** a caller's own records; everybody's to who may manage them */
export async function answerListRecords(service: Service, incoming: IncomingCall): Promise<readonly unknown[]> {
  const { all, ...query } = parseListOptions(incoming.body[0]);
  return await service.enter(incoming, undefined, async turn => {
    if (all || isPassedOn(turn.subject.uid)) await manageRecords(service, turn, "see everybody's records");
    const { records, undo } = service.world;
    await recordTakenBack(service.world);
    return await reading.run(ONE_FOR_ALL, async () => {
      const rows = await records.list({ ...query, uid: all ? undefined : turn.subject.uid });
      const states = await undo.states();
      // the answers of many that were read together would be written one after the other, and nothing else meanwhile
      await new Promise(resolve => setImmediate(resolve));
      return [fit(rows.map(row => toDict(row, states.get(row.record), query.record !== undefined)))];
    });
  });
}

/** walks the chain, and says where it is broken first; as it holds everybody's records, not to everybody */
export async function answerVerifyRecords(service: Service, incoming: IncomingCall): Promise<readonly unknown[]> {
  const given: unknown = Object(Object(incoming.body[0])['hashes'])['value'];
  const hashes = Array.isArray(given) ? given.map(String) : [];
  return await service.enter(incoming, undefined, async turn => {
    await manageRecords(service, turn, 'verify the chain of records', true);
    const { intact, facts } = await service.world.records.verify(hashes);
    return [intact, facts];
  });
}

/** puts the file of the chain aside, so that full shares are whole again; the chain goes on from where it was */
export async function answerRotateRecords(service: Service, incoming: IncomingCall): Promise<readonly unknown[]> {
  return await service.enter(incoming, undefined, async turn => {
    await manageRecords(service, turn, 'put the chain of records aside and go on in a fresh file');
    return [await service.world.records.rotate(), {}];
  });
}

function toDict(
  { record, time, action, uid, outcome, facts }: HistoryRow,
  state: UndoState | undefined,
  whole: boolean,
) {
  const tier = textOf(facts['action_id']).split('.').at(-1) ?? '';
  const dict: Record<string, Tagged> = {
    record: variant(record),
    time: variant(time),
    action: variant(toToolName(action)),
    uid: { signature: 'u', value: uid },
    user: variant(textOf(facts['user'])),
    tier: variant(tier),
    outcome: variant(outcome),
    undo: variant(state === undefined ? 'no' : UNDO[state]),
    summary: variant(redactSecrets(textOf(facts['summary']))),
  };
  for (const key of ['plan', 'undoes']) if (facts[key] !== undefined) dict[key] = variant(textOf(facts[key]));
  if (!whole) return dict;
  for (const key of ['params', 'details']) dict[key] = variant(redactSecrets(JSON.stringify(facts[key] ?? {})));
  return dict;
}

// a reply has an end: what is older is asked for again
function fit(rows: readonly Dict[]): Dict[] {
  let characters = 0;
  const end = rows.findIndex(row => {
    for (const { value } of Object.values(row)) characters += 40 + String(value).length;
    return characters > MAX_CHARACTERS;
  });
  return rows.slice(0, end < 0 ? rows.length : end);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
