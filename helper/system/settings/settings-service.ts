import { OperatorError } from '../../../interfaces/errors.js';
import { isTagged } from '../../../interfaces/signature.js';
import { BusError, type BusCaller } from '../bus-caller.js';

/** a small service of systemd that keeps settings of the machine; its interface is called like the service */
export interface SettingsService {
  readonly destination: string;
  readonly path: string;
  /** as people know it */
  readonly label: string;
}

const PROPERTIES = 'org.freedesktop.DBus.Properties';
const ABSENT = new Set(['ServiceUnknown', 'NameHasNoOwner', 'NoSuchUnit', 'UnitMasked']);

/** value of one property; `undefined` where the service has none of that name */
export async function readSetting(bus: BusCaller, service: SettingsService, name: string): Promise<unknown> {
  const body = [service.destination];
  const [found] = await ask(bus, service, { interface: PROPERTIES, member: 'GetAll', signature: 's', body });
  const tagged: unknown = Object(found)[name];
  return isTagged(tagged) ? tagged.value : tagged;
}

/** the same of a text; empty where it is none */
export async function readText(bus: BusCaller, service: SettingsService, name: string): Promise<string> {
  const value = await readSetting(bus, service, name);
  return typeof value === 'string' ? value : '';
}

/** a call of the service itself */
export async function callSettings(
  bus: BusCaller,
  service: SettingsService,
  member: string,
  signature = '',
  body: readonly unknown[] = [],
): Promise<unknown[]> {
  return await ask(bus, service, { interface: service.destination, member, signature, body });
}

interface Question {
  readonly interface: string;
  readonly member: string;
  readonly signature: string;
  readonly body: readonly unknown[];
}

function ask(bus: BusCaller, { destination, path, label }: SettingsService, question: Question): Promise<unknown[]> {
  return bus.call({ destination, path, ...question }).catch((error: unknown) => {
    if (!(error instanceof BusError)) throw error;
    const word = error.dbusName.split('.').at(-1) ?? '';
    if (ABSENT.has(word) || error.dbusName.includes('Spawn')) {
      throw new OperatorError(
        'failed',
        `this machine has no ${label} that runs (${destination}): install or unmask it`,
      );
    }
    throw new OperatorError('failed', `${label} refused: ${error.message}`);
  });
}
