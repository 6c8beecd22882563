import type { IncomingCall } from '../bus/exported-object.js';
import { checkDetails, fillMessage } from '../call/details.js';
import type { MethodBinding } from '../action/binding.js';
import { decodeNamedParameters } from './named-parameters.js';
import { checkNonInteractive } from '../polkit/polkit.js';
import type { Service, CallContext } from '../pipeline/service.js';
import { tagPreview } from './tag-preview.js';
import type { Undo } from './undo.js';
import { OperatorError } from '../../interfaces/errors.js';
import { toActionId } from '../../interfaces/names.js';
import { isTagged, type Dict } from '../../interfaces/signature.js';

/** effects and tier of a call, without running it or prompting */
export async function preview(
  service: Service,
  faces: readonly MethodBinding[],
  undo: Undo,
  incoming: IncomingCall,
): Promise<Dict> {
  const [name, parameters] = incoming.body;
  const face = faces.find(candidate => candidate.tool === name);
  if (!face && name !== 'undo') {
    const known = faces.map(candidate => candidate.tool).join(', ');
    throw new OperatorError('invalid-args', `action: expected one of ${known}, undo`);
  }
  // only what other people did may take a password to be told
  return await service.enter(face ? { ...incoming, interactive: false } : incoming, undefined, turn =>
    face ? describe(service, face, parameters, turn) : undo.preview(plainValues(parameters), turn),
  );
}

async function describe(service: Service, face: MethodBinding, parameters: unknown, turn: CallContext): Promise<Dict> {
  const { action } = face;
  const params = decodeNamedParameters(face, parameters);
  const sealed = await action.prepare(params, service.previewContext(turn, action, params));
  try {
    const { tier, details } = sealed;
    checkDetails(tier, details);
    const authorization = await checkNonInteractive({ ...service.polkitRequest(turn, ''), tier, details });
    const message = fillMessage(tier.message, details);
    return tagPreview({ ...sealed.preview, action_id: toActionId(tier.name), authorization, message });
  } finally {
    await sealed.release();
  }
}

function plainValues(parameters: unknown): Readonly<Record<string, unknown>> {
  const entries = Object.entries(Object(parameters));
  return Object.fromEntries(entries.map(([key, tagged]) => [key, isTagged(tagged) ? tagged.value : undefined]));
}
