import { connectServiceBus, type BusEvents, type ServiceBus } from './connection.js';
import { CLIENT_NAME } from '../../interfaces/names.js';

/**
 * serves callers over one connection and asks other services over a second one. the bus hands out messages in order: on
 * one connection each answer that a call needs would wait behind everything that other callers have sent meanwhile. the
 * name of the second is there for its rules only, by which nobody but root may send it anything
 */
export async function connectTwice(address: string | undefined, events: BusEvents): Promise<ServiceBus> {
  const serving = await connectServiceBus(address, events);
  const asking = await connectServiceBus(address, { call: () => {}, lost: reason => events.lost(reason) });
  await asking.queueForName(CLIENT_NAME);
  return {
    ...serving,
    call: request => asking.call(request),
    subscribe: (match, listener) => asking.subscribe(match, listener),
    close: () => {
      serving.close();
      asking.close();
    },
  };
}
