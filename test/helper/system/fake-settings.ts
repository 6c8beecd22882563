import { BusError, type BusCaller, type BusRequest } from '../../../helper/system/bus-caller.js';

type Values = Record<string, unknown>;
type Methods = Readonly<Record<string, (...body: readonly unknown[]) => readonly unknown[] | void>>;

/** the small services of systemd, or the manager of logins: properties, and methods that change them */
export class FakeSettings implements BusCaller {
  readonly called: (readonly unknown[])[] = [];
  readonly #services: Readonly<Record<string, { readonly values: Values; readonly methods: Methods }>>;

  constructor(services: Readonly<Record<string, { readonly values: Values; readonly methods: Methods }>>) {
    this.#services = services;
  }

  async call({ destination, member, body = [] }: BusRequest): Promise<unknown[]> {
    const service = this.#services[destination];
    if (!service) throw new BusError('org.freedesktop.DBus.Error.ServiceUnknown', 'not provided by any .service files');
    if (member === 'GetAll') {
      return [
        Object.fromEntries(Object.entries(service.values).map(([name, value]) => [name, { signature: '', value }])),
      ];
    }
    if (member === 'Get') return [{ signature: '', value: service.values[String(body[1])] }];
    const method = service.methods[member];
    if (!method) throw new BusError('org.freedesktop.DBus.Error.UnknownMethod', member);
    const reply = method(...body) ?? [];
    if (!/^(List|Get|Can)/.test(member)) this.called.push([member, ...body]);
    return [...reply];
  }

  async subscribe(): Promise<() => Promise<void>> {
    return async () => {};
  }
}

const TIMEDATED = 'org.freedesktop.timedate1';

export function fakeTimedated(values: Values = {}): FakeSettings {
  const own: Values = { Timezone: 'Europe/Berlin', NTP: true, CanNTP: true, ...values };
  const methods: Methods = {
    ListTimezones: () => [['America/Toronto', 'Europe/Berlin', 'Europe/Vienna', 'Etc/UTC']],
    SetTimezone: zone => void (own['Timezone'] = zone),
    SetNTP: on => void (own['NTP'] = on),
  };
  return new FakeSettings({ [TIMEDATED]: { values: own, methods } });
}
