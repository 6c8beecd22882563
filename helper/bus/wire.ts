import { createConnection } from 'node:net';
import handshake from 'dbus-next/lib/handshake.js';
import { Frames, type FrameEvents } from './frames.js';
import { encodeMessage } from './encode.js';
import { CallMemo } from './encoded-call-cache.js';
import type { BusMessage } from './message.js';
import { Outlet } from './outlet.js';

export { FLAG, MESSAGE, type BusMessage, type Head } from './message.js';

const SYSTEM_BUS = 'unix:path=/run/dbus/system_bus_socket';

export type Outgoing = { readonly type: number } & Partial<
  Omit<BusMessage, 'serial' | 'problem' | 'refused' | 'size'>
> & {
    /** one of the few calls that are made again and again */
    readonly repeated?: boolean;
  };

export interface Wire {
  /** the message as bytes, with the serial it will have */
  encode(message: Outgoing): { readonly bytes: Buffer; readonly serial: number };
  write(bytes: Buffer): void;
  close(): void;
}

export interface WireEvents extends FrameEvents {
  lost(reason: Error): void;
}

/** there is no bus to connect to, or not any more */
export class BusUnavailable extends Error {}

/** connects and authenticates; after `lost` nothing comes any more */
export function openWire(address: string | undefined, events: WireEvents): Promise<Wire> {
  const stream = createConnection(socketPath(address ?? SYSTEM_BUS));
  const memo = new CallMemo();
  let serial = 0;
  return new Promise((resolve, reject) => {
    let over = false;
    const lost = ({ message }: Error) => {
      if (over) return;
      over = true;
      const reason = new BusUnavailable(message);
      reject(reason);
      events.lost(reason);
    };
    stream.on('error', lost);
    stream.once('close', () => lost(new Error('the bus closed the connection')));
    stream.once('connect', () => {
      handshake(stream, { authMethods: ['EXTERNAL'] }, error => {
        if (error) return reject(new Error('the bus refused us'));
        new Frames(stream, events);
        const outlet = new Outlet(stream, () => lost(new Error('the bus takes nothing from us any more')));
        resolve({
          encode: message => {
            serial += 1;
            return { bytes: memo.bytes(message, serial, () => encodeMessage(message, serial)), serial };
          },
          write: bytes => outlet.write(bytes),
          close: () => stream.destroySoon(),
        });
      });
    });
  });
}

function socketPath(address: string): string {
  for (const one of address.split(';')) {
    const path = /^unix:(?:.*,)?path=([^,]+)/.exec(one)?.[1];
    if (path !== undefined) return decodeURIComponent(path);
  }
  throw new Error(`cannot use the bus address ${address}: expected unix:path=…`);
}
