import { display } from '../../interfaces/display.js';
import { OperatorError } from '../../interfaces/errors.js';
import type { Preparation } from '../action/action.js';
import type { RunContext } from '../call/context.js';
import type { Inverse } from '../call/inverse.js';
import type { Details, ForeignCheck } from '../call/types.js';

/** one value of the machine that a system service keeps */
export interface MachineSetting {
  readonly tier: string;
  /** such as `the time zone of the machine` */
  readonly label: string;
  readonly wanted: string;
  /** raw details beside those of the message */
  readonly details: Details;
  readonly applies: string;
  readonly note?: string;
  readonly foreign: readonly ForeignCheck[];
  /** the present value, in the spelling of `wanted`; empty for none */
  read(): Promise<string>;
  write(context: RunContext): Promise<void>;
  /** ends what was opened to read and write it */
  end?(): Promise<void>;
  /** parameters of the same action that set the value from before; `undefined` where it cannot be said so */
  back(before: string): Inverse['params'] | undefined;
  /** the name of the action, in kebab case */
  readonly action: string;
}

interface Changed {
  readonly present: string;
  readonly previous: string;
  readonly applies: string;
}

/** a call that sets it, bound to what it was: another value meanwhile, and nothing is done */
export async function prepareSetting(setting: MachineSetting): Promise<Preparation<Changed>> {
  const release = async () => await setting.end?.();
  try {
    return { ...describe(setting, await setting.read()), release };
  } catch (error) {
    await release();
    throw error;
  }
}

function describe(setting: MachineSetting, present: string): Omit<Preparation<Changed>, 'release'> {
  const { label, wanted, applies } = setting;
  const [before, after] = [present === '' ? 'not set' : display(present), display(wanted)];
  const note = present === wanted ? 'it is so already: nothing changes' : setting.note;
  return {
    tier: setting.tier,
    details: { ...setting.details, display_present: before, display_new: after },
    preview: {
      summary: `${label} is ${before}, becomes ${after}`,
      present: before,
      new: after,
      applies,
      undo: setting.back(present) ? 'yes' : 'no: what it is now cannot be set again',
      ...(note !== undefined && { note }),
    },
    pinned: { present },
    foreign: setting.foreign,
    run: context => change(setting, present, context),
  };
}

async function change(setting: MachineSetting, before: string, context: RunContext): Promise<Changed> {
  const { wanted, label, applies } = setting;
  if ((await setting.read()) !== before) {
    throw new OperatorError('failed', `${label} was changed meanwhile: nothing was done, ask again`);
  }
  if (before === wanted) return { present: wanted, previous: before, applies };
  context.commit();
  const inverse = inverseOf(setting, before);
  if (inverse) await context.saveUndo(inverse);
  await setting.write(context);
  return { present: await setting.read(), previous: before, applies };
}

/** the call that sets it back, and finds what this one set; `undefined` where there is none */
export function inverseOf(
  { action, wanted, back }: Pick<MachineSetting, 'action' | 'wanted' | 'back'>,
  before: string,
): Inverse | undefined {
  const params = back(before);
  return params && { action, params, expect: { present: wanted } };
}
