import dbus from 'dbus-next';
import { once } from 'node:events';

export interface DoubleCall {
  readonly member: string;
  readonly body: readonly unknown[];
  readonly interactive: boolean;
  readonly sender: string;
}

export interface Script {
  /** facts, or an error */
  preview?(
    action: string,
    parameters: Record<string, unknown>,
  ): Promise<Record<string, string>> | Record<string, string>;
  /** whole replies of other methods, signature and body */
  raw?(call: DoubleCall): [string, unknown[]] | undefined;
  /** a grant for each step */
  authorizePlan?(body: readonly unknown[]): Promise<string[]> | string[];
  /** positional results and details of a call */
  call?(call: DoubleCall, double: OperatorDouble): Promise<unknown[]> | unknown[];
}

export class DoubleError extends Error {
  readonly dbusName: string;

  constructor(dbusName: string, message: string) {
    super(message);
    this.dbusName = dbusName;
  }
}

export interface OperatorDouble {
  readonly calls: DoubleCall[];
  signal(destination: string, member: string, signature: string, body: unknown[]): void;
  die(): void;
}

const NAME = 'org.llmos.Operator1';

/** plays the helper: what it answers is the test's script */
export async function startOperatorDouble(address: string, script: Script): Promise<OperatorDouble> {
  const bus = dbus.sessionBus({ busAddress: address });
  await once(bus, 'connect');
  // a bus that is taken away under it is the test's business
  bus.on('error', () => {});
  const calls: DoubleCall[] = [];
  const double: OperatorDouble = {
    calls,
    signal: (destination, member, signature, body) => {
      const message = dbus.Message.newSignal('/org/llmos/Operator1', NAME, member, signature, body);
      message.destination = destination;
      bus.send(message);
    },
    die: () => bus.disconnect(),
  };
  bus.addMethodHandler((message: dbus.Message) => {
    answer(message, script, double)
      .then(([signature, body]) => bus.send(dbus.Message.newMethodReturn(message, signature, body)))
      .catch((error: unknown) => {
        const name = error instanceof DoubleError ? error.dbusName : 'org.llmos.Error.Failed';
        const text = error instanceof Error ? error.message : String(error);
        bus.send(dbus.Message.newError(message as never, name, text));
      })
      .catch(() => {});
    return true;
  });
  if ((await bus.requestName(NAME, 4)) !== 1) throw new Error('the name is taken');
  return double;
}

const OUT: Record<string, string> = { Echo: 's', ReadFile: 's', WriteFile: 'u', Exec: 'iss' };

async function answer(message: dbus.Message, script: Script, double: OperatorDouble): Promise<[string, unknown[]]> {
  const { member, sender } = message;
  const body: unknown[] = (message.body ?? []).map(plain);
  double.calls.push({ member, body, interactive: (message.flags & 4) !== 0, sender });
  const made = double.calls.at(-1);
  const raw = made && script.raw?.(made);
  if (raw) return raw;
  if (member === 'Get') return ['v', [new dbus.Variant('s', '0.1.0')]];
  if (member === 'Ack') return ['', []];
  if (member === 'AuthorizePlan') return ['as', [(await script.authorizePlan?.(body)) ?? []]];
  if (member === 'Preview') {
    const facts = (await script.preview?.(String(body[0]), Object(body[1]))) ?? {};
    return ['a{sv}', [variants(facts)]];
  }
  const call = double.calls.at(-1);
  if (member === 'Cancel') {
    const result = call && (await script.call?.(call, double));
    return ['b', [result?.[0] === true]];
  }
  const results = (call && (await script.call?.(call, double))) ?? [];
  return [`${OUT[member] ?? ''}a{sv}`, [...results, variants({ record: `rec-${calls(double)}` })]];
}

function calls(double: OperatorDouble): number {
  return double.calls.filter(({ member }) => member in OUT).length;
}

function variants(facts: Record<string, string>): Record<string, dbus.Variant> {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, new dbus.Variant('s', value)]));
}

function plain(value: unknown): unknown {
  if (value instanceof dbus.Variant) return plain(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}
