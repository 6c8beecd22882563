import type { ClientBus } from './bus.js';

const DAEMON = 'org.freedesktop.DBus';
const DAEMON_PATH = '/org/freedesktop/DBus';

/** keeps the present unique name of `name`, from the daemon's own words only; answers whether a sender is it */
export async function followOwner(bus: ClientBus, name: string): Promise<(sender: string) => boolean> {
  let owner = '';
  bus.onSignal(signal => {
    // the daemon stamps senders, so nobody else can carry this one
    if (signal.sender !== DAEMON || signal.interface !== DAEMON || signal.member !== 'NameOwnerChanged') return;
    const [changed, , next] = signal.body;
    if (changed === name && typeof next === 'string') owner = next;
  });
  const rule = `type='signal',sender='${DAEMON}',interface='${DAEMON}',member='NameOwnerChanged',arg0='${name}'`;
  await askDaemon(bus, 'AddMatch', [rule]);
  // an activatable service that sleeps has no owner: its arrival is told by the signal
  const [present] = await askDaemon(bus, 'GetNameOwner', [name]).catch(() => ['']);
  if (owner === '' && typeof present === 'string') owner = present;
  return sender => owner !== '' && sender === owner;
}

function askDaemon(bus: ClientBus, member: string, body: readonly string[]): Promise<unknown[]> {
  return bus.call({ destination: DAEMON, path: DAEMON_PATH, interface: DAEMON, member, signature: 's', body });
}
