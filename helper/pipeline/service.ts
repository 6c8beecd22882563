import type { Action, PreparedCall } from '../action/action.js';
import type { AuthorizationPath } from '../plans/authorization-path.js';
import type { PrepareContext } from '../call/context.js';
import type { Subject } from '../call/types.js';
import type { Bounds } from '../config/config.js';
import type { IncomingCall } from '../bus/exported-object.js';
import { decodeCall, type MethodBinding } from '../action/binding.js';
import { armRevertFor } from '../checkpoint/arm-revert.js';
import { CallerCache } from '../subject/caller-cache.js';
import { CallLimits, PromptQueue } from '../call/limits.js';
import { ActiveCall, ActiveCalls } from './active-calls.js';
import { OutputWindow } from './output-window.js';
import { authorize } from '../polkit/polkit.js';
import { Plans } from '../plans/plans.js';
import { recheck } from './recheck.js';
import { noteRootUnits } from './noted-units.js';
import { newRecordId } from '../records/record-id.js';
import type { OpenRecord } from '../records/records.js';
import { resolveSubject } from '../subject/subject.js';
import type { Inverse } from '../call/inverse.js';
import { INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { encodeBody, variant } from '../../interfaces/signature.js';
import { MESSAGE } from '../bus/wire.js';
import type { ServiceDependencies } from './dependencies.js';

/** the pipeline and its state that calls share */
export class Service {
  readonly world: ServiceDependencies;
  readonly calls = new ActiveCalls();
  readonly callers = new CallerCache();
  readonly limits = new CallLimits();
  readonly prompts = new PromptQueue();
  readonly plans = new Plans();

  constructor(world: ServiceDependencies) {
    this.world = world;
  }

  // the order is a security property:
  //   head, limits → decode → subject → prepare → record → foreign checks, polkit → record → run → record → reply
  // - a call that cannot run asks nobody; what is asked or run is on record first, and without a record nothing runs
  // - `run` takes the authorization that `authorize` made for exactly this sealed call, and takes it once
  // - whatever throws before `run` has changed nothing; whatever happens, the call is released and its record closed
  async handle(face: MethodBinding, incoming: IncomingCall): Promise<readonly unknown[]> {
    const { params, job, grant } = decodeCall(face, incoming.body);
    const { result, record } = await this.enter(incoming, job, async turn => {
      const step = this.plans.matchStep({ sender: incoming.sender, grant, action: face.action.name, params });
      if (!step) return await this.perform(face.action, params, turn);
      const { action } = face;
      return await step.run(
        passage => this.perform(action, params, turn, passage),
        outcome => action.succeeded(outcome),
      );
    });
    return encodeBody(face.result, result, { record: variant(record) });
  }

  /** one call that the gate let in, its caller known, from the first to the last moment */
  async enter<T>(incoming: IncomingCall, job: string | undefined, work: (turn: CallContext) => Promise<T>): Promise<T> {
    const live = new ActiveCall(incoming.sender, job, this.#window(incoming.sender, job));
    // known before the first wait, so that a caller who leaves the bus is never missed
    this.calls.add(live);
    try {
      const caller = await this.callers.find(this.world.bus, incoming.sender);
      const bounds = this.world.bounds();
      const subject = await resolveSubject(this.world, caller, incoming.interactive);
      return await work({ live, subject, bounds });
    } catch (error) {
      throw live.causeOf(error);
    } finally {
      this.calls.remove(live);
    }
  }

  /** facts and means of an action's preparation; units of root are on record before they start */
  prepareContext({ live, subject, bounds }: CallContext, record: OpenRecord): PrepareContext {
    const { bus } = this.world;
    const units = noteRootUnits(this.world.units, () => record.looking());
    const groups = async () => (await this.world.users.find(subject.uid))?.groups ?? new Set<number>();
    return { subject, bounds, units, bus, signal: live.signal, groups };
  }

  /** the same, for a call that is only described */
  previewContext(turn: CallContext, { name, hidden }: Action, params: unknown): PrepareContext {
    const start = { id: newRecordId(), action: name, subject: turn.subject, params, hidden };
    return this.prepareContext(turn, this.world.records.begin(start));
  }

  async perform(
    action: Action,
    params: unknown,
    turn: CallContext,
    passage: AuthorizationPath = {},
  ): Promise<CallResult> {
    const id = newRecordId();
    const { name, hidden, risk } = action;
    const start = { id, action: name, subject: turn.subject, params, hidden, changes: !risk.readOnly };
    const record = this.world.records.begin({ ...start, ...(passage.origin && { origin: passage.origin }) });
    let sealed: PreparedCall | undefined;
    try {
      sealed = await action.prepare(params, this.prepareContext(turn, record));
      const first = sealed;
      const again = () => recheck(first, () => action.prepare(params, this.prepareContext(turn, record)));
      const result = await this.#authorizeAndRun(sealed, record, turn, { ...passage, recheck: again });
      await this.#keepUndo(id);
      await record.close('done');
      return { result, record: id, summary: sealed.preview['summary'] ?? action.summary };
    } catch (error) {
      await record.fail(turn.live.causeOf(error));
      throw error;
    } finally {
      await sealed?.release();
    }
  }

  async #authorizeAndRun(sealed: PreparedCall, record: OpenRecord, turn: CallContext, passage: AuthorizationPath) {
    const { live } = turn;
    await record.asking(sealed.tier, sealed.details, sealed.preview['summary'] ?? '');
    const request = { ...this.polkitRequest(turn, record.id), ...sealed, recheck: passage.recheck };
    const authorization = await (passage.authorize ?? authorize)(request);
    await record.authorized();
    live.signal.throwIfAborted();
    return await sealed.run(authorization, {
      ...this.prepareContext(turn, record),
      units: this.world.units,
      record: record.id,
      output: (stream, text) => live.window.write(stream, text),
      progress: (percent, text) => this.#signal(live, 'Progress', 'sus', [live.job, percent, text]),
      commit: () => live.commit(),
      saveUndo: this.#undoKeeper(record.id, turn, passage),
      dropUndo: () => this.world.undo.drop(record.id),
      undoable: async () => new Set((await this.world.undo.states()).keys()),
      guard: armRevertFor(this.world, { record: record.id, subject: turn.subject, sealed }),
    });
  }

  // before the first change a failure stops the call; after it, it only costs what would still be checked
  #undoKeeper(
    record: string,
    { subject, bounds }: CallContext,
    { origin }: AuthorizationPath,
  ): (inverse: Inverse) => Promise<void> {
    const common = { record, uid: subject.uid, undoes: origin?.undoes, bounds: bounds.undo };
    let saved = false;
    return async inverse => {
      const saving = this.world.undo.save({ ...common, inverse });
      if (saved) return await saving.catch(() => this.#warn(record));
      await saving;
      saved = true;
    };
  }

  // it is done whatever becomes of this: an inverse that stays open is taken only by force
  async #keepUndo(id: string): Promise<void> {
    await this.world.undo.finish(id).catch(() => this.#warn(id));
  }

  #warn(record: string): void {
    this.world.journal.write('warning', `record ${record} can be taken back only by force`);
  }

  /** fields common to all polkit requests of a call */
  polkitRequest({ live, subject, bounds }: CallContext, cancellationId: string) {
    const { promptTimeoutMs } = bounds;
    return {
      bus: this.world.bus,
      prompts: this.prompts,
      subject,
      promptTimeoutMs,
      cancellationId,
      signal: live.signal,
    };
  }

  #window(sender: string, job: string | undefined): OutputWindow {
    if (job === undefined) return new OutputWindow(undefined);
    return new OutputWindow((stream, data) => this.#signal({ sender, job }, 'Output', 'sss', [job, stream, data]));
  }

  // unicast, and only to who asked for it
  #signal(to: { sender: string; job: string | undefined }, member: string, signature: string, body: unknown[]): void {
    if (to.job === undefined) return;
    const address = { destination: to.sender, path: OBJECT_PATH, interface: INTERFACE_NAME };
    this.world.bus.send({ type: MESSAGE.signal, ...address, member, signature, body });
  }

  cancel(sender: string, job: string): boolean {
    return this.calls.find(sender, job)?.cancel('the caller cancelled it') ?? false;
  }
}

export interface CallContext {
  readonly live: ActiveCall;
  readonly subject: Subject;
  readonly bounds: Bounds;
}

type CallResult = Readonly<{ result: Readonly<Record<string, unknown>>; record: string; summary: string }>;
