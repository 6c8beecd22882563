import type { ClientBus } from './bus.js';
import type { OperatorClient } from './client.js';
import { CallError } from './errors.js';

interface Link {
  readonly bus: ClientBus;
  readonly operator: OperatorClient;
}

/**
 * for who stays longer than a bus may: once it was lost the next call connects anew. a call that was under way is never
 * made again, since nobody knows what became of it
 */
export async function stayConnected(
  connect: () => Promise<ClientBus>,
  open: (bus: ClientBus) => Promise<OperatorClient>,
): Promise<OperatorClient> {
  const link = async (): Promise<Link> => {
    const bus = await connect().catch(refuse);
    return { bus, operator: await open(bus) };
  };
  let current = link();
  await current;
  const use = async <T>(work: (operator: OperatorClient) => Promise<T>): Promise<T> => {
    const known = current;
    const gone = await known.then(
      ({ bus }) => bus.isLost(),
      () => true,
    );
    if (gone && current === known) current = link();
    return await work((await current).operator);
  };
  return {
    version: () => use(operator => operator.version()),
    preview: (...call) => use(operator => operator.preview(...call)),
    authorizePlan: steps => use(operator => operator.authorizePlan(steps)),
    run: (...call) => use(operator => operator.run(...call)),
    cancel: job => use(operator => operator.cancel(job)),
    unfinished: action => use(operator => operator.unfinished(action)),
    close: () => void current.then(({ bus }) => bus.close()).catch(() => {}),
  };
}

function refuse(error: unknown): never {
  const why = error instanceof Error ? error.message : 'unknown';
  throw new CallError('no-helper', `the system bus cannot be reached: ${why}`);
}
