import { authenticationTo } from '../../call/prompt-texts.js';
import * as z from 'zod';
import { display } from '../../../interfaces/display.js';
import { OperatorError } from '../../../interfaces/errors.js';
import { defineAction, type Action } from '../../action/action.js';
import type { PrepareContext, RunContext } from '../../call/context.js';
import { findBacklight, percentOf, valueOf, type Backlight } from '../../system/devices/backlight.js';
import type { DeviceRoots } from '../../system/devices/devices.js';
import { activeSession, setBrightness as setThroughLogind, type SeatSession } from '../../system/devices/logind.js';
import { ADMINISTRATOR } from '../../call/defaults.js';

const deviceName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/, 'expected the name of a backlight, such as intel_backlight');
const percent = z.int().min(1).max(100);

const params = z.strictObject({
  percent: percent.describe('brightness from 1 to 100'),
  device: deviceName.optional().describe('name of the backlight; the one of the built-in screen unless given'),
});

const result = z.strictObject({
  device: z.string().max(64).describe('name of the backlight'),
  percent: z.int().min(0).max(100).describe('brightness that it has now'),
  previous: z.int().min(0).max(100).describe('brightness that it had before'),
});

type Params = z.infer<typeof params>;

const texts = authenticationTo('set the brightness of $(display_device) to $(percent) percent.');

const DEFINITION = {
  name: 'set-brightness',
  since: '0.1.0',
  summary: 'set the brightness of the built-in screen',
  headline: 'set the brightness to {percent} percent',
  params,
  result,
  tiers: [
    {
      name: 'set-own-brightness',
      description: 'Set the brightness of the screen in front of you',
      ...texts,
      defaults: { any: 'auth_admin', inactive: 'auth_admin', active: 'yes' },
      runsAs: 'root',
    },
    {
      name: 'set-brightness',
      description: 'Set the brightness of a screen that somebody else may look at',
      ...texts,
      defaults: ADMINISTRATOR,
      runsAs: 'root',
    },
  ],
  risk: { readOnly: false, destructive: false, openWorld: false, killable: true, undo: true },
} as const;

/** `roots` is another machine's sysfs in tests */
export function defineSetBrightness(roots?: DeviceRoots): Action {
  return defineAction({ ...DEFINITION, prepare: (asked, context) => prepare(asked, context, roots) });
}

export const setBrightness = defineSetBrightness();

async function prepare(asked: Params, context: PrepareContext, roots: DeviceRoots | undefined) {
  const { device, session } = await inspect(asked, context, roots);
  const value = valueOf(asked.percent, device.most);
  return {
    tier: isOwn(session, context) ? 'set-own-brightness' : 'set-brightness',
    details: {
      device: device.name,
      percent: String(asked.percent),
      value: String(value),
      session: session.id,
      display_device: display(device.name),
    },
    preview: {
      summary: `set the brightness of ${display(device.name)} to ${asked.percent} percent`,
      device: display(device.name),
      present: `${percentOf(device)} percent`,
      new: `${asked.percent} percent`,
    },
    pinned: { present: String(device.present) },
    run: (running: RunContext) => act({ asked, device, session, value }, running, roots),
    release: async () => {},
  };
}

interface Inspection {
  readonly device: Backlight;
  readonly session: SeatSession;
}

async function inspect(asked: Params, context: PrepareContext, roots?: DeviceRoots): Promise<Inspection> {
  const session = await activeSession(context.bus);
  if (!session) {
    throw new OperatorError(
      'failed',
      'nobody is at the seat of this machine, so there is no screen to set: log in there',
    );
  }
  const device = await findBacklight(context.units, context.signal, { device: asked.device, roots });
  return { device, session };
}

// the seat is the caller's while the caller's own session has it
function isOwn(session: SeatSession, { subject }: PrepareContext): boolean {
  return subject.ownTiers && !subject.remote && subject.uid === session.uid && subject.session === session.id;
}

interface ApprovedCall extends Inspection {
  readonly asked: Params;
  readonly value: number;
}

async function act(agreed: ApprovedCall, context: RunContext, roots?: DeviceRoots): Promise<z.infer<typeof result>> {
  const now = await inspect(agreed.asked, context, roots);
  const { name, most } = now.device;
  if (now.session.id !== agreed.session.id || name !== agreed.device.name || most !== agreed.device.most) {
    throw new OperatorError('failed', 'somebody else has the seat now, or the screen is another one: ask again');
  }
  context.commit();
  const back = { percent: Math.max(1, percentOf(now.device)), device: name };
  const expect = { device: name, present: String(agreed.value) };
  await context.saveUndo({ action: 'set-brightness', params: back, expect });
  await setThroughLogind(context.bus, now.session, name, agreed.value);
  const { device } = await inspect({ ...agreed.asked, device: name }, context, roots);
  return { device: name, percent: percentOf(device), previous: percentOf(now.device) };
}
