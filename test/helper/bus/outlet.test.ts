import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Outlet } from '../../../helper/bus/outlet.js';

const MIB = 1024 * 1024;

/** a socket that keeps what is written until it is drained */
class SlowSocket {
  writableLength = 0;
  readonly #done: { readonly bytes: number; readonly told: () => void }[] = [];

  write(bytes: Buffer, told: () => void): void {
    this.writableLength += bytes.length;
    this.#done.push({ bytes: bytes.length, told });
  }

  drainOne(): void {
    const first = this.#done.shift();
    this.writableLength -= first?.bytes ?? 0;
    first?.told();
  }
}

let socket: SlowSocket;
let stuck: ReturnType<typeof vi.fn<() => void>>;
let outlet: Outlet;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  socket = new SlowSocket();
  stuck = vi.fn<() => void>();
  outlet = new Outlet(socket as unknown as Socket, stuck);
});
afterEach(() => void vi.useRealTimers());

const write = (bytes = 100) => outlet.write(Buffer.alloc(bytes));

it('gives a bus up that takes nothing for five seconds, and says so once', () => {
  write();
  vi.advanceTimersByTime(4900);
  expect(stuck).not.toHaveBeenCalled();
  vi.advanceTimersByTime(600);
  expect(stuck).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60_000);
  expect(stuck).toHaveBeenCalledTimes(1);
});

it('waits for a bus that takes a little at a time, as long as that takes', () => {
  for (let n = 0; n < 30; n += 1) write();
  for (let n = 0; n < 29; n += 1) {
    vi.advanceTimersByTime(4000);
    socket.drainOne();
  }
  expect(stuck).not.toHaveBeenCalled();
  vi.advanceTimersByTime(6000);
  expect(stuck).toHaveBeenCalledTimes(1);
});

it('counts five seconds from what is written, not from what was taken long ago', () => {
  write();
  socket.drainOne();
  vi.advanceTimersByTime(60_000);
  write();
  vi.advanceTimersByTime(4000);
  expect(stuck).not.toHaveBeenCalled();
  socket.drainOne();
  vi.advanceTimersByTime(60_000);
  expect(stuck).not.toHaveBeenCalled();
});

it('gives up at once where more waits than all callers together may have unread', () => {
  write(129 * MIB);
  vi.advanceTimersByTime(500);
  expect(stuck).toHaveBeenCalledTimes(1);
});
