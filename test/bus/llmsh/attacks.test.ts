import dbus from 'dbus-next';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { planning } from '../../agent/shell/fake-agent.js';
import { CONFINED, EXEC, llmsh, OWN, WRITE } from './harness.js';
import type { DoubleCall, OperatorDouble } from './operator-double.js';

const FACE = 'org.llmos.Operator1';
const later = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

async function stranger(address: string): Promise<dbus.MessageBus> {
  const bus = dbus.sessionBus({ busAddress: address });
  await once(bus, 'connect');
  return bus;
}

function send(bus: dbus.MessageBus, to: string, member: string, signature: string, body: unknown[]): void {
  const message = dbus.Message.newSignal('/org/llmos/Operator1', FACE, member, signature, body);
  message.destination = to;
  bus.send(message);
}

// a body of signature `h` with no descriptor beside it, which the library itself would not send
function sendDescriptorSignature(bus: dbus.MessageBus, to: string): void {
  const message = dbus.Message.newSignal('/org/llmos/Operator1', FACE, 'Output', 'u', [0]);
  message.destination = to;
  message.serial = 7777;
  const { marshallMessage } = createRequire(import.meta.url)('dbus-next/lib/marshall-compat.js');
  const [bytes]: [Buffer] = marshallMessage(message);
  const at = bytes.indexOf(Buffer.from([1, 0x67, 0, 1, 0x75, 0]));
  bytes[at + 4] = 0x68;
  Reflect.get(bus, '_connection').stream.write(bytes);
}

function jobOf(call: DoubleCall): string {
  return String(Object(call.body.at(-1))['job']);
}

describe('signals that anybody can forge', () => {
  it('show no output, no progress and no end, from a stranger', async () => {
    let address = '';
    const call = async (made: DoubleCall) => {
      if (made.member !== 'Exec') return [];
      const bus = await stranger(address);
      send(bus, made.sender, 'Output', 'sss', [jobOf(made), 'stdout', 'FORGED']);
      send(bus, made.sender, 'Progress', 'sus', [jobOf(made), 99, 'FORGED']);
      // a name change told by somebody else makes nobody the helper
      const change = dbus.Message.newSignal(
        '/org/freedesktop/DBus',
        'org.freedesktop.DBus',
        'NameOwnerChanged',
        'sss',
        [FACE, made.sender, Reflect.get(bus, 'name')],
      );
      change.destination = made.sender;
      bus.send(change);
      send(bus, made.sender, 'Output', 'sss', [jobOf(made), 'stdout', 'FORGED']);
      await later(100);
      bus.disconnect();
      return [0, 'true words', ''];
    };
    const done = await llmsh(['x'], {
      agent: planning([EXEC]),
      operator: { preview: () => CONFINED, call },
      meanwhile: (_, __, busAddress) => {
        address = busAddress;
      },
    });
    expect([done.code, done.out]).toEqual([0, 'true words']);
    expect(done.out + done.err).not.toContain('FORGED');
  });

  it('a message of signature h does not end us', async () => {
    let address = '';
    const call = async (made: DoubleCall) => {
      if (made.member !== 'Exec') return [];
      const bus = await stranger(address);
      sendDescriptorSignature(bus, made.sender);
      await later(100);
      bus.disconnect();
      return [0, 'alive', ''];
    };
    const done = await llmsh(['x'], {
      agent: planning([EXEC]),
      operator: { preview: () => CONFINED, call },
      meanwhile: (_, __, busAddress) => {
        address = busAddress;
      },
    });
    expect([done.code, done.out]).toEqual([0, 'alive']);
  });
});

describe('output of a program', () => {
  it('is shown once, as it comes, and acknowledged', async () => {
    const piece = 'x'.repeat(32 * 1024);
    const call = async (made: DoubleCall, double: OperatorDouble) => {
      if (made.member !== 'Exec') return [];
      for (let count = 0; count < 4; count++)
        double.signal(made.sender, 'Output', 'sss', [jobOf(made), 'stdout', piece]);
      const acknowledged = () => double.calls.filter(({ member }) => member === 'Ack').length;
      for (let waited = 0; waited < 5000 && acknowledged() < 2; waited += 20) await later(20);
      return [0, `${piece.repeat(4)}end`, ''];
    };
    const done = await llmsh(['x'], { agent: planning([EXEC]), operator: { preview: () => CONFINED, call } });
    expect(done.out).toBe(`${piece.repeat(4)}end`);
    const acks = done.calls.filter(({ member }) => member === 'Ack').map(({ body }) => body[1]);
    expect(acks).toEqual([64 * 1024, 128 * 1024]);
  });

  it('cannot write to the terminal', async () => {
    const evil = '\u001B]52;c;cm0gLXJm\u0007\u001B[2A\rstep 1: done\u202E';
    const operator = { preview: () => ({ ...CONFINED, cage: evil }), call: () => [0, evil, evil] };
    const done = await llmsh(['x'], { agent: planning([{ ...EXEC, argv: ['echo', evil] }]), operator });
    for (const control of ['\u001B', '\u0007', '\u202E', '\r']) expect(done.out + done.err).not.toContain(control);
  });
});

describe('ctrl-c', () => {
  it('cancels the step at the helper and ends with 130', async () => {
    let fail: (error: Error) => void = () => {};
    const { DoubleError } = await import('./operator-double.js');
    let interrupt = () => {};
    const call = (made: DoubleCall) => {
      if (made.member === 'Cancel') {
        fail(new DoubleError('org.llmos.Error.Cancelled', 'cancelled'));
        return [true];
      }
      setTimeout(() => interrupt(), 50);
      return new Promise<unknown[]>((_, reject) => {
        fail = reject;
      });
    };
    const done = await llmsh(['--json', 'x'], {
      agent: planning([EXEC, EXEC, WRITE].slice(0, 1).concat([WRITE as never])),
      operator: { preview: action => (action === 'exec' ? CONFINED : OWN), call },
      answers: ['y'],
      meanwhile: world => {
        interrupt = () => world.interrupt();
      },
    });
    expect(done.code).toBe(130);
    expect(done.members.slice(-2)).toEqual(['Exec', 'Cancel']);
    expect(JSON.parse(done.out).steps.map((step: { status: string }) => step.status)).toEqual(['failed', 'skipped']);
  });

  it('while the model thinks ends with 130 and runs nothing', async () => {
    const done = await llmsh(['--yes', 'x'], {
      agent: response => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(': queue 2\n\n');
      },
      operator: { preview: () => OWN, call: () => [5] },
      meanwhile: world => void setTimeout(() => world.interrupt(), 100),
    });
    expect([done.code, done.members]).toEqual([130, []]);
  });
});
