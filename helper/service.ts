import { randomUUID } from 'node:crypto';
import type { Action, SealedCall, Subject } from './action.js';
import type { Bounds } from './config.js';
import type { Bus } from './bus-connection.js';
import type { IncomingCall } from './bus-object.js';
import { decodeCall, type Face } from './faces.js';
import type { Journal } from './journal.js';
import { CallLimits, PromptQueue } from './limits.js';
import { LiveCall, LiveCalls } from './live-call.js';
import { OutputWindow } from './output-window.js';
import { authorize } from './polkit.js';
import type { OpenRecord, Records } from './records/records.js';
import { readCredentials, resolveSubject } from './subject.js';
import type { UnitStarter } from './system/unit-starter.js';
import type { UserDatabase } from './user-database.js';
import { INTERFACE_NAME, OBJECT_PATH } from '../interfaces/names.js';
import { encodeBody } from '../interfaces/signature.js';
import { MESSAGE } from './bus.js';

export interface World {
  readonly bus: Bus;
  readonly users: UserDatabase;
  readonly units: UnitStarter;
  readonly records: Records;
  readonly journal: Journal;
  /** read again when its files changed; throws where they cannot be trusted */
  bounds(): Bounds;
}

/** what one pipeline shares between calls */
export class Service {
  readonly world: World;
  readonly calls = new LiveCalls();
  readonly limits = new CallLimits();
  readonly prompts = new PromptQueue();

  constructor(world: World) {
    this.world = world;
  }

  // the order is a security property:
  //   decode → subject, limits → prepare → record → foreign checks, polkit → record → run → record → reply
  // - a call that cannot run asks nobody; what is asked or run is on record first, and without a record nothing runs
  // - `run` takes the authorization that `authorize` made for exactly this sealed call, and takes it once
  // - whatever throws before `run` has changed nothing; whatever happens, the call is released and its record closed
  async handle(face: Face, incoming: IncomingCall): Promise<readonly unknown[]> {
    const { params, job } = decodeCall(face, incoming.body);
    const live = new LiveCall(incoming.sender, job, this.#window(incoming.sender, job));
    // known before the first wait, so that a caller who leaves the bus is never missed
    this.calls.add(live);
    let leave = () => {};
    try {
      const credentials = await readCredentials(this.world.bus, incoming.sender);
      const bounds = this.world.bounds();
      leave = this.limits.enter(credentials.uid, bounds);
      const subject = await resolveSubject(this.world.bus, this.world.users, credentials, incoming.interactive);
      const { result, record } = await this.#perform(face.action, params, { live, subject, bounds });
      return encodeBody(face.result, result, { record: { signature: 's', value: record } });
    } finally {
      this.calls.remove(live);
      leave();
    }
  }

  async #perform(action: Action, params: unknown, turn: Turn): Promise<Performed> {
    const { live, subject, bounds } = turn;
    const { bus, units } = this.world;
    const id = `${Date.now().toString(36)}-${randomUUID().slice(0, 8)}`;
    const record = this.world.records.begin({ id, action: action.name, subject, params });
    const context = { subject, bounds, units, bus, signal: live.signal };
    let sealed: SealedCall | undefined;
    try {
      sealed = await action.prepare(params, context);
      const result = await this.#authorizeAndRun(action, sealed, record, turn);
      await record.close('done');
      return { result, record: id };
    } catch (error) {
      await record.fail(error);
      throw error;
    } finally {
      await sealed?.release();
    }
  }

  async #authorizeAndRun(action: Action, sealed: SealedCall, record: OpenRecord, turn: Turn) {
    const { live, subject, bounds } = turn;
    const { bus, units } = this.world;
    const { tier, details, foreign } = sealed;
    await record.asking(tier, details);
    const { prompts } = this;
    const { promptTimeoutMs } = bounds;
    const common = { bus, prompts, subject, tier, details, foreign, promptTimeoutMs, signal: live.signal };
    const authorization = await authorize({ ...common, cancellationId: record.id });
    await record.authorized();
    live.signal.throwIfAborted();
    return await sealed.run(authorization, {
      subject,
      bounds,
      units,
      bus,
      signal: live.signal,
      record: record.id,
      output: (stream, text) => live.window.write(stream, text),
      progress: (percent, text) => this.#signal(live, 'Progress', 'sus', [live.job, percent, text]),
      commit: () => live.commit(),
    });
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

interface Turn {
  readonly live: LiveCall;
  readonly subject: Subject;
  readonly bounds: Bounds;
}

interface Performed {
  readonly result: Readonly<Record<string, unknown>>;
  readonly record: string;
}
