import type { IncomingCall } from './bus-object.js';
import { checkDetails, fillMessage } from './details.js';
import type { Face } from './faces.js';
import { LiveCall } from './live-call.js';
import { valuesOf } from './named-values.js';
import { OutputWindow } from './output-window.js';
import { checkQuietly } from './polkit.js';
import type { Service } from './service.js';
import { readCredentials, resolveSubject } from './subject.js';
import { OperatorError } from '../interfaces/errors.js';
import { toActionId } from '../interfaces/names.js';
import type { Dict } from '../interfaces/signature.js';

/** what a call would do and ask, said without doing or asking it */
export async function preview(service: Service, faces: readonly Face[], incoming: IncomingCall): Promise<Dict> {
  const [name, parameters] = incoming.body;
  const face = faces.find(candidate => candidate.tool === name);
  if (!face) {
    const known = faces.map(candidate => candidate.tool).join(', ');
    throw new OperatorError('invalid-args', `action: expected one of ${known}`);
  }
  const { bus, users, units } = service.world;
  const live = new LiveCall(incoming.sender, undefined, new OutputWindow(undefined));
  service.calls.add(live);
  let leave = () => {};
  try {
    const credentials = await readCredentials(bus, incoming.sender);
    const bounds = service.world.bounds();
    leave = service.limits.enter(credentials.uid, bounds);
    const subject = await resolveSubject(bus, users, credentials, false);
    const { signal } = live;
    const sealed = await face.action.prepare(valuesOf(face, parameters), { subject, bounds, units, bus, signal });
    try {
      const { tier, details } = sealed;
      checkDetails(tier, details);
      const authorization = await checkQuietly({ bus, subject, tier, details, signal });
      const message = fillMessage(tier.message, details);
      return tagAll({ ...sealed.preview, action_id: toActionId(tier.name), authorization, message });
    } finally {
      await sealed.release();
    }
  } finally {
    service.calls.remove(live);
    leave();
  }
}

function tagAll(facts: Readonly<Record<string, string>>): Dict {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, { signature: 's', value }]));
}
