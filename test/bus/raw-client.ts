import { openWire, type BusMessage, type Outgoing } from '../../helper/bus/wire.js';
import type { PrivateBus } from './private-bus.js';

export interface RawClient {
  readonly received: BusMessage[];
  /** sends bytes as they are */
  write(bytes: Buffer): void;
  encode(message: Outgoing): { bytes: Buffer; serial: number };
  /** the answer to a serial, `undefined` where none comes in time */
  answer(serial: number, ms?: number): Promise<BusMessage | undefined>;
  /** the daemon threw us out */
  readonly lost: Promise<void>;
  close(): void;
}

const HELLO = { path: '/org/freedesktop/DBus', destination: 'org.freedesktop.DBus', interface: 'org.freedesktop.DBus' };

/** a connection that may send what no library would */
export async function connectRaw(on: PrivateBus, uid?: number): Promise<RawClient> {
  const received: BusMessage[] = [];
  let waiting: (() => void)[] = [];
  let lose = () => {};
  const lost = new Promise<void>(resolve => (lose = resolve));
  const events = {
    message: (message: BusMessage) => {
      received.push(message);
      for (const wake of waiting.splice(0)) wake();
    },
    lost: () => lose(),
  };
  const wire = await on.as(uid, () => openWire(on.address, events));
  const answer = async (serial: number, ms = 2000): Promise<BusMessage | undefined> => {
    const until = Date.now() + ms;
    for (;;) {
      const found = received.find(message => message.replySerial === serial);
      if (found || Date.now() >= until) return found;
      await new Promise<void>(resolve => {
        waiting.push(resolve);
        setTimeout(resolve, until - Date.now());
      });
    }
  };
  const hello = wire.encode({ type: 1, ...HELLO, member: 'Hello' });
  wire.write(hello.bytes);
  await answer(hello.serial);
  return {
    received,
    write: bytes => wire.write(bytes),
    encode: message => wire.encode(message),
    answer,
    lost,
    close: () => wire.close(),
  };
}

/** a message whose body of type `u` claims to be of type `h`, without a descriptor */
export function claimDescriptor(bytes: Buffer): Buffer {
  const header = Buffer.from([8, 1, 0x67, 0, 1, 0x75, 0]);
  const at = bytes.indexOf(header);
  if (at < 0) throw new Error('the message has no signature u');
  const forged = Buffer.from(bytes);
  forged[at + 5] = 0x68;
  return forged;
}
