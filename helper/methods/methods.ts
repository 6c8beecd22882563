import type { IncomingCall, ServedMethod, ServedObject } from '../bus/exported-object.js';
import type { MethodBinding } from '../action/binding.js';
import { buildIntrospection } from '../action/introspection.js';
import { answerConfirm } from './confirm.js';
import { answerAuthorizePlan } from './authorize-plan.js';
import { answerListRecords, answerRotateRecords, answerVerifyRecords } from './list-records.js';
import { preview } from './preview.js';
import type { Service } from '../pipeline/service.js';
import { rehearsalMethods } from './rehearsals.js';
import { Undo } from './undo.js';
import { INTERFACE_NAME, OBJECT_PATH } from '../../interfaces/names.js';
import { variant, type Tagged } from '../../interfaces/signature.js';

/** most bytes of a body: of a file or arguments and of a plan, of the hashes that a journal knows, of anything else */
const LARGE_BYTES = 2 * 1024 * 1024;
const HASHES_BYTES = 256 * 1024;
const SMALL_BYTES = 64 * 1024;

/** everything that the operator answers to on the bus */
export function buildObject(service: Service, faces: readonly MethodBinding[], version: string): ServedObject {
  const methods = new Map<string, ServedMethod>([
    ...faces.map(face => [face.method, actionMethod(service, face)] as const),
    ...managementMethods(service, faces),
    ...rehearsalMethods(service),
    ...jobMethods(service),
  ]);
  const properties = new Map<string, () => Tagged>([
    ['Version', () => variant(version)],
    ['Actions', () => ({ signature: 'as', value: faces.map(face => face.tool) })],
  ]);
  return {
    path: OBJECT_PATH,
    interface: INTERFACE_NAME,
    methods,
    properties,
    xml: once(() => buildIntrospection(faces)),
  };
}

function actionMethod(service: Service, face: MethodBinding): ServedMethod {
  return {
    in: face.in,
    out: face.out,
    most: bodyBound(face),
    run: async incoming => await service.handle(face, incoming),
  };
}

// bytes from the length limits of the parameters, at 4 bytes a character
function bodyBound({ params }: MethodBinding): number {
  const longest = Object.values(params.properties).map(field => {
    const { maxLength = 0, maxItems = 1, items } = field;
    return 4 * Number(items?.['maxLength'] ?? maxLength) * maxItems;
  });
  return longest.reduce((sum, length) => sum + length, 0) > SMALL_BYTES ? LARGE_BYTES : SMALL_BYTES;
}

function managementMethods(service: Service, faces: readonly MethodBinding[]): [string, ServedMethod][] {
  const undo = new Undo(
    service,
    faces.map(({ action }) => action),
  );
  const facts = async (incoming: IncomingCall) => [await preview(service, faces, undo, incoming)];
  const grants = async (incoming: IncomingCall) => await answerAuthorizePlan(service, faces, incoming);
  return [
    ['Preview', { in: 'sa{sv}', out: 'a{sv}', most: LARGE_BYTES, run: facts }],
    ['AuthorizePlan', { in: 'a(sa{sv})a{sv}', out: 'as', most: LARGE_BYTES, run: grants }],
    ['ListRecords', { in: 'a{sv}', out: 'aa{sv}', run: async incoming => await answerListRecords(service, incoming) }],
    [
      'VerifyRecords',
      {
        in: 'a{sv}',
        out: 'ba{sv}',
        most: HASHES_BYTES,
        run: async incoming => await answerVerifyRecords(service, incoming),
      },
    ],
    [
      'RotateRecords',
      { in: 'a{sv}', out: 'sa{sv}', run: async incoming => await answerRotateRecords(service, incoming) },
    ],
    ['Confirm', { in: 'sa{sv}', out: 'aa{sv}', run: async incoming => await answerConfirm(service, incoming) }],
    ['Undo', { in: 'sa{sv}', out: 'sa{sv}', run: async incoming => await undo.run(incoming) }],
  ];
}

function jobMethods(service: Service): [string, ServedMethod][] {
  const cancel = async ({ sender, body }: IncomingCall) => [service.cancel(sender, String(body[0]))];
  const acknowledge = async ({ sender, body }: IncomingCall) => {
    service.calls.find(sender, String(body[0]))?.window.acknowledge(Number(body[1]));
    return [];
  };
  return [
    ['Cancel', { in: 's', out: 'b', during: true, run: cancel }],
    ['Ack', { in: 'su', out: '', during: true, run: acknowledge }],
  ];
}

// hardly anybody asks for it, and no first call should wait for it
function once(build: () => string): () => string {
  let built: string | undefined;
  return () => (built ??= build());
}
