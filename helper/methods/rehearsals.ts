import type { IncomingCall, ServedMethod } from '../bus/exported-object.js';
import { parseJob } from '../action/binding.js';
import type { CallContext, Service } from '../pipeline/service.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { Dict, Tagged } from '../../interfaces/signature.js';
import { applyWith } from '../rehearsal/apply.js';
import type { Row } from '../rehearsal/changes.js';
import { rehearseWith, type Groups } from '../rehearsal/rehearse.js';
import { dropPlace } from '../rehearsal/place.js';
import { findRehearsal } from '../rehearsal/stored.js';

const LARGE_BYTES = 262_144;
const OPTIONS = new Set(['cwd', 'user', 'stdin', 'timeout_s', 'job']);

/** methods of rehearsals, on the interface beside the actions, and through the same pipeline */
export function rehearsalMethods(service: Service): [string, ServedMethod][] {
  const rehearse = async (incoming: IncomingCall) => await answerRehearse(service, incoming);
  return [
    ['Rehearse', { in: 'sa{sv}', out: 'sa{sv}', most: LARGE_BYTES, run: rehearse }],
    ['ApplyChanges', { in: 'ssa{sv}', out: 'ua{sv}', run: async incoming => await answerApply(service, incoming) }],
    ['DropRehearsal', { in: 's', out: 'b', run: async incoming => await answerDrop(service, incoming) }],
  ];
}

async function answerRehearse(service: Service, incoming: IncomingCall): Promise<readonly unknown[]> {
  const [script, options] = incoming.body;
  const { job, ...given } = parseOptions(options, OPTIONS);
  return await service.enter(incoming, job, async turn => {
    const action = rehearseWith(await groupsOf(service, turn));
    const { result, record } = await service.perform(action, { script, ...given }, turn);
    const { id, changes, ...told } = result;
    const rows = Array.isArray(changes) ? changes.map(toDict) : [];
    return [id, { ...tagAll(told), changes: { signature: 'aa{sv}', value: rows }, record: text(record) }];
  });
}

async function answerApply(service: Service, incoming: IncomingCall): Promise<readonly unknown[]> {
  const [id, digest, options] = incoming.body;
  const { job } = parseOptions(options, new Set(['job']));
  return await service.enter(incoming, job, async turn => {
    const action = applyWith(await groupsOf(service, turn));
    const { result, record } = await service.perform(action, { id, digest }, turn);
    return [result['changes'], { record: text(record) }];
  });
}

// asks nobody: the machine stays as it is, and the rehearsal is the caller's own
async function answerDrop(service: Service, incoming: IncomingCall): Promise<readonly unknown[]> {
  const [id] = incoming.body;
  return await service.enter(incoming, undefined, async ({ subject }) => {
    const stored = await findRehearsal(String(id), subject.uid).catch(() => undefined);
    if (stored) await dropPlace(stored.place);
    return [stored !== undefined];
  });
}

async function groupsOf(service: Service, { subject }: CallContext): Promise<Groups> {
  const user = await service.world.users.find(subject.uid);
  return user?.groups ?? new Set();
}

function parseOptions(options: unknown, known: ReadonlySet<string>) {
  const given: Dict = Object(options);
  const unknown = Object.keys(given).find(key => !known.has(key));
  if (unknown !== undefined) {
    const names = Array.from(known).join(', ');
    throw new OperatorError(
      'invalid-args',
      `options: there is no ${JSON.stringify(unknown.slice(0, 40))}, only ${names}`,
    );
  }
  const { job, ...rest } = given;
  const values = Object.fromEntries(Object.entries(rest).map(([key, tagged]) => [key, tagged.value]));
  return { ...values, job: parseJob(job) };
}

function text(value: string): Tagged {
  return { signature: 's', value };
}

function tagAll(values: Readonly<Record<string, unknown>>): Dict {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, tag(value)]));
}

function tag(value: unknown): Tagged {
  if (typeof value === 'number') return { signature: 'x', value: BigInt(value) };
  if (typeof value === 'boolean') return { signature: 'b', value };
  if (Array.isArray(value)) return { signature: 'as', value };
  return text(String(value));
}

// both states in one dictionary, the one that is there now with `was_` before its names
function toDict({ path, change, code, before, after, text: content }: Row): Dict {
  const was = Object.entries(before ?? {}).map(([key, value]) => [`was_${key}`, value] as const);
  return tagAll({
    path,
    change,
    code,
    ...Object.fromEntries(was),
    ...after,
    ...(content !== undefined && { text: content }),
  });
}
