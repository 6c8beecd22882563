import type { ServedMethod, ServedObject } from './bus-object.js';
import type { Face } from './faces.js';
import { buildIntrospection } from './introspect.js';
import { answerAuthorizePlan } from './plans/authorize-plan.js';
import { preview } from './preview.js';
import type { Service } from './service.js';
import { INTERFACE_NAME, OBJECT_PATH } from '../interfaces/names.js';
import type { Tagged } from '../interfaces/signature.js';

/** everything that the operator answers to on the bus */
export function buildObject(service: Service, faces: readonly Face[], version: string): ServedObject {
  const methods = new Map<string, ServedMethod>(
    faces.map(face => [
      face.method,
      { in: face.in, out: face.out, run: async incoming => await service.handle(face, incoming) },
    ]),
  );
  methods.set('Preview', {
    in: 'sa{sv}',
    out: 'a{sv}',
    run: async incoming => [await preview(service, faces, incoming)],
  });
  methods.set('AuthorizePlan', {
    in: 'a(sa{sv})a{sv}',
    out: 'as',
    run: async incoming => await answerAuthorizePlan(service, faces, incoming),
  });
  methods.set('Cancel', {
    in: 's',
    out: 'b',
    run: async ({ sender, body }) => [service.cancel(sender, String(body[0]))],
  });
  methods.set('Ack', {
    in: 'su',
    out: '',
    run: async ({ sender, body }) => {
      service.calls.find(sender, String(body[0]))?.window.acknowledge(Number(body[1]));
      return [];
    },
  });
  const properties = new Map<string, () => Tagged>([
    ['Version', () => ({ signature: 's', value: version })],
    ['Actions', () => ({ signature: 'as', value: faces.map(face => face.tool) })],
  ]);
  return { path: OBJECT_PATH, interface: INTERFACE_NAME, xml: buildIntrospection(faces), methods, properties };
}
