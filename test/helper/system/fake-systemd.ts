import { BusError, type BusCaller, type BusRequest, type SignalMatch } from '../../../helper/system/bus-caller.js';
import { unitPath } from '../../../helper/system/units/unit-name.js';

export type FakeUnit = Record<string, unknown> & { Id: string };

const LISTS = 'Requires BindsTo Wants Conflicts ConflictedBy RequiredBy BoundBy ConsistsOf'
  .concat(' PropagatesStopTo PropagatesReloadTo TriggeredBy')
  .split(' ');

/** a system manager in memory: enough of it to decide about units, and a list of all that was asked of it */
export class FakeSystemd implements BusCaller {
  readonly calls: string[] = [];
  readonly bodies: (readonly unknown[])[] = [];
  /** effect of a job, by member; runs before the job leaves the queue */
  onJob: (member: string, unit: FakeUnit) => void = () => {};
  /** the word that `JobRemoved` carries; `undefined` sends no signal at all */
  word: string | undefined = 'done';
  answers: Record<string, unknown[]> = {};
  #units = new Map<string, FakeUnit>();
  #listeners: ((body: unknown[]) => void)[] = [];
  #jobs = 0;

  add(id: string, properties: Record<string, unknown> = {}): FakeUnit {
    const unit: FakeUnit = {
      Id: id,
      Names: [id],
      LoadState: 'loaded',
      ActiveState: 'inactive',
      SubState: 'dead',
      UnitFileState: 'disabled',
      InvocationID: Buffer.alloc(16),
      CanStart: true,
      CanStop: true,
      CanReload: true,
      ConditionResult: true,
      AssertResult: true,
      Result: 'success',
      Job: [0, '/'],
      ...Object.fromEntries(LISTS.map(name => [name, []])),
      ...properties,
    };
    this.#units.set(id, unit);
    return unit;
  }

  /** changes asked for, without the looking around */
  get changes(): string[] {
    return this.calls.filter(call => !/^(LoadUnit|GetAll|Subscribe|GetUnitFileLinks|RefUnit|UnrefUnit)/.test(call));
  }

  async call(request: BusRequest): Promise<unknown[]> {
    const first = firstWord(request.body ?? []);
    this.calls.push(`${request.member} ${first}`.trim());
    this.bodies.push(request.body ?? []);
    const prepared = this.answers[request.member];
    if (prepared) return prepared;
    switch (request.member) {
      case 'LoadUnit':
        return [unitPath(this.#resolve(first).Id)];
      case 'GetAll':
        return [this.#properties(request.path)];
      case 'StartUnit':
      case 'StopUnit':
      case 'RestartUnit':
      case 'ReloadUnit':
        return [this.#enqueue(request.member, first)];
      case 'GetUnitFileLinks':
        return [[]];
      default:
        return [];
    }
  }

  async subscribe(_match: SignalMatch, listener: (body: unknown[]) => void): Promise<() => Promise<void>> {
    this.#listeners.push(listener);
    return async () => {};
  }

  /** a signal that systemd itself might have sent, or somebody in its name whom the adapter let through */
  emit(body: unknown[]): void {
    for (const listener of this.#listeners) listener(body);
  }

  #resolve(name: string): FakeUnit {
    const found = [...this.#units.values()].find(unit => Array.isArray(unit['Names']) && unit['Names'].includes(name));
    return found ?? this.add(name, { LoadState: 'not-found' });
  }

  #properties(path: string): Record<string, unknown> {
    const unit = [...this.#units.values()].find(one => unitPath(one.Id) === path);
    if (!unit) throw new BusError('org.freedesktop.DBus.Error.UnknownObject', `no object ${path}`);
    return Object.fromEntries(Object.entries(unit).map(([name, value]) => [name, { signature: 'v', value }]));
  }

  #enqueue(member: string, id: string): string {
    const unit = this.#resolve(id);
    const job = `/job/${++this.#jobs}`;
    unit['Job'] = [this.#jobs, job];
    setTimeout(() => {
      this.onJob(member, unit);
      unit['Job'] = [0, '/'];
      if (this.word !== undefined) this.emit([this.#jobs, job, id, this.word]);
    }, 5);
    return job;
  }
}

function firstWord([first]: readonly unknown[]): string {
  return Array.isArray(first) ? first.join(' ') : typeof first === 'string' ? first : '';
}
