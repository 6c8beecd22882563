import type { IncomingCall } from '../bus/exported-object.js';
import type { MethodBinding } from '../action/binding.js';
import { decodeNamedParameters } from './named-parameters.js';
import { authorizePlan, type PlanStep } from '../polkit/polkit.js';
import { NO_SECRETS, type OpenRecord } from '../records/records.js';
import { newRecordId } from '../records/record-id.js';
import type { Service, CallContext } from '../pipeline/service.js';
import { OperatorError } from '../../interfaces/errors.js';
import { preparePlan, type GivenStep } from '../plans/prepare-plan.js';
import { checkCount, planPrompt, stepText } from '../plans/plan-prompt.js';

/** one prompt for all steps that need one; returns a grant for each step, empty where it must ask by itself */
export async function answerAuthorizePlan(
  service: Service,
  faces: readonly MethodBinding[],
  incoming: IncomingCall,
): Promise<readonly unknown[]> {
  const [steps, options] = incoming.body;
  refuseOptions(options);
  const given = parseSteps(steps, faces);
  const grants = await service.enter(incoming, undefined, async turn => {
    const id = newRecordId();
    const params = { actions: given.map(({ face }) => face.tool) };
    const record = service.world.records.begin({
      id,
      action: 'authorize-plan',
      subject: turn.subject,
      params,
      hidden: NO_SECRETS,
    });
    const prepared = await preparePlan(given, service.prepareContext(turn, record));
    try {
      const granted = await grant(service, turn, { given, prepared, record });
      turn.live.signal.throwIfAborted();
      const planned = given.map(({ face, params: asked }, index) => ({
        action: face.action.name,
        params: asked,
        grant: granted[index],
      }));
      const { sender, uid } = turn.subject;
      // a plan granted without a prompt needs no record of its own: the records of its steps say it all
      const asked = granted.some(each => each?.asked);
      const ids = service.plans.add({ sender, uid, record: asked ? id : undefined, steps: planned });
      if (asked) await record.close('done');
      return ids;
    } catch (error) {
      await record.fail(error);
      throw error;
    }
  });
  return [grants];
}

interface Planned {
  readonly given: readonly GivenStep[];
  readonly prepared: readonly (PlanStep | undefined)[];
  readonly record: OpenRecord;
}

async function grant(service: Service, turn: CallContext, { given, prepared, record }: Planned) {
  const actions = given.map(({ face }) => face.tool);
  const grants = await authorizePlan({
    ...service.polkitRequest(turn, record.id),
    steps: prepared,
    compose: async needed => {
      if (!isWorthAsking(prepared, needed)) return undefined;
      const shown = prepared.map(step => (step && step.tier.alone !== true ? stepText(step) : undefined));
      const prompt = planPrompt(actions, shown);
      await record.asking(prompt.tier, prompt.details, `carry out ${actions.join(', ')}`);
      return prompt;
    },
  });
  if (grants.some(each => each?.asked)) await record.authorized();
  return grants;
}

// one prompt in the place of one is none the better; and who may say yes for themselves need not find an administrator
function isWorthAsking(steps: readonly (PlanStep | undefined)[], needed: readonly boolean[]): boolean {
  const asking = steps.flatMap((step, index) => (step && needed[index] ? [step.tier] : []));
  return asking.length > 1 && asking.some(({ defaults }) => Object.values(defaults).some(each => each !== 'auth_self'));
}

function parseSteps(steps: unknown, faces: readonly MethodBinding[]): GivenStep[] {
  const list: unknown[] = Array.isArray(steps) ? steps : [];
  checkCount(list.length);
  return list.map((step, index) => {
    const [name, values]: unknown[] = Array.isArray(step) ? step : [];
    const face = faces.find(({ tool }) => tool === name);
    if (face) return { face, params: decodeNamedParameters(face, values) };
    const known = faces.map(({ tool }) => tool).join(', ');
    throw new OperatorError('invalid-args', `step ${index + 1}: there is no such action, only ${known}`);
  });
}

function refuseOptions(options: unknown): void {
  const [name] = Object.keys(Object(options));
  if (name === undefined) return;
  throw new OperatorError('invalid-args', `options: there is no ${JSON.stringify(name.slice(0, 40))}, nor any other`);
}
