import type { Action, PreparedCall } from '../action/action.js';
import type { AuthorizationPath } from '../plans/authorization-path.js';
import type { Details } from '../call/types.js';
import type { IncomingCall } from '../bus/exported-object.js';
import { fillMessage } from '../call/details.js';
import { parseJob } from '../action/binding.js';
import { stepText } from '../plans/plan-prompt.js';
import { authorize, authorizeWithCover, checkNonInteractive, type AuthorizationRequest } from '../polkit/polkit.js';
import { tagPreview } from './tag-preview.js';
import { manageRecords } from './authorize-manage-records.js';
import type { Service, CallContext } from '../pipeline/service.js';
import { isPassedOn } from '../subject/subject.js';
import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import { toActionId } from '../../interfaces/names.js';
import { variant, type Dict } from '../../interfaces/signature.js';
import { INVERSES } from '../undo/undo-actions.js';
import type { UndoEntry } from '../undo/undo-store.js';
import { FORCE_UNDO } from '../undo/undo-tiers.js';

/** takes calls back, each by a call of its own through the whole pipeline */
export class Undo {
  readonly #service: Service;
  readonly #actions: ReadonlyMap<string, Action>;
  readonly #busy = new Set<string>();

  constructor(service: Service, actions: readonly Action[]) {
    this.#service = service;
    this.#actions = new Map([...actions, ...INVERSES].map(action => [action.name, action]));
  }

  async run(incoming: IncomingCall): Promise<readonly unknown[]> {
    const [asked, options] = incoming.body;
    const { force, job } = parseOptions(options);
    return await this.#service.enter(incoming, job, async turn => {
      const entry = await this.#find(asked, turn);
      const { record } = entry;
      if (this.#busy.has(record)) throw failed(`record ${record} is being taken back already`);
      this.#busy.add(record);
      try {
        return await this.#takeBack(entry, force, turn);
      } finally {
        this.#busy.delete(record);
      }
    });
  }

  /**
   * effects and tier of an undo, without running it or prompting; other users' records only for callers who may see
   * them
   */
  async preview(parameters: Readonly<Record<string, unknown>>, turn: CallContext): Promise<Dict> {
    const force = parameters['force'] === true;
    const entry = await this.#find(parameters['record'], turn);
    refuseState(entry, force);
    const action = this.#actionOf(entry);
    const context = this.#service.previewContext(turn, action, { record: entry.record });
    const sealed = await action.prepare(paramsOf(entry, force, turn), context);
    try {
      const shown = force ? coverOf(entry, sealed) : sealed;
      if (!force) refuseChanged(entry, sealed);
      const question = { ...this.#service.polkitRequest(turn, ''), tier: shown.tier, details: shown.details };
      const authorization = await checkNonInteractive(question);
      const message = fillMessage(shown.tier.message, shown.details);
      return tagPreview({
        ...sealed.preview,
        record: entry.record,
        action_id: toActionId(shown.tier.name),
        authorization,
        message,
      });
    } finally {
      await sealed.release();
    }
  }

  async #takeBack(entry: UndoEntry, force: boolean, turn: CallContext): Promise<readonly unknown[]> {
    refuseState(entry, force);
    const passage: AuthorizationPath = {
      origin: { undoes: entry.record },
      authorize: async request => {
        if (force) return await authorizeWithCover(request, coverOf(entry, request));
        refuseChanged(entry, request);
        return await authorize(request);
      },
    };
    const action = this.#actionOf(entry);
    const { record, summary } = await this.#service.perform(action, paramsOf(entry, force, turn), turn, passage);
    await this.#service.world.undo.markUndone(entry.record);
    return [`taken back: ${summary}`, { record: variant(record) }];
  }

  // whether there is such a record of somebody else is theirs to know as well
  async #find(asked: unknown, turn: CallContext): Promise<UndoEntry> {
    const { undo, records } = this.#service.world;
    const { uid } = turn.subject;
    const record = typeof asked === 'string' && asked !== '' ? asked : await undo.latest(uid);
    if (record === undefined) throw failed('there is nothing of yours that can be taken back');
    const entry = await undo.find(record);
    const own = entry ? entry.uid === uid : (await records.list({ uid, record, limit: 1, since: 0 })).length > 0;
    if (!own || isPassedOn(uid))
      await manageRecords(this.#service, turn, `take back record ${display(record.slice(0, 40))}`);
    if (entry) return entry;
    throw failed(
      `record ${display(record.slice(0, 40))} cannot be taken back: there is none, it changed nothing, or what it needs was not kept`,
    );
  }

  #actionOf({ inverse }: UndoEntry): Action {
    const action = this.#actions.get(inverse.action);
    if (!action) throw failed(`${display(inverse.action)} is no action of this version: take it back by hand`);
    return action;
  }
}

function paramsOf(
  { record, uid, inverse }: UndoEntry,
  force: boolean,
  { subject }: CallContext,
): Readonly<Record<string, unknown>> {
  const { action, params, bytes } = inverse;
  if (!INVERSES.some(({ name }) => name === action)) return params;
  // content shown to the caller of the undone call is not shown to another uid
  const shown = params['shown'] === true && uid === subject.uid;
  const content = bytes === undefined ? {} : { content: bytes.toString('base64') };
  return { ...params, ...content, shown, undoes: record, force };
}

function refuseState({ record, state }: UndoEntry, force: boolean): void {
  if (state === 'done') throw failed(`record ${record} was taken back already`);
  if (state === 'ready' || force) return;
  throw failed(
    `record ${record} did not end well, and what it changed is not known: with force it is taken back all the same`,
  );
}

// rejects an undo unless the machine is still in the state that the undone call left
function refuseChanged(
  { inverse, record }: UndoEntry,
  { details, pinned }: Pick<PreparedCall, 'details' | 'pinned'>,
): void {
  const found: Details = { ...details, ...pinned };
  const other = Object.entries(inverse.expect).find(([key, value]) => found[key] !== value);
  if (!other) return;
  const [key, value] = other;
  const words = `${display(key)} is ${display(found[key] ?? 'gone')}, and record ${record} left ${display(value)}`;
  throw failed(`it has changed since: ${words}; nothing was done; with force it is taken back all the same`);
}

function coverOf({ record }: UndoEntry, call: Pick<AuthorizationRequest, 'tier' | 'details'>) {
  const details = Object.freeze({ record, display_record: record, step1: stepText(call), inner: call.tier.name });
  return { tier: FORCE_UNDO, details };
}

function parseOptions(options: unknown): { readonly force: boolean; readonly job: string | undefined } {
  const given: Dict = Object(options);
  const unknown = Object.keys(given).find(key => key !== 'force' && key !== 'job');
  if (unknown !== undefined) {
    throw new OperatorError(
      'invalid-args',
      `options: there is no ${JSON.stringify(unknown.slice(0, 40))}, only force, job`,
    );
  }
  const force = given['force']?.value ?? false;
  if (typeof force !== 'boolean') throw new OperatorError('invalid-args', 'force: expected true or false');
  return { force, job: parseJob(given['job']) };
}

function failed(text: string): OperatorError {
  return new OperatorError('failed', text);
}
