import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BusError, type BusCaller, type BusRequest } from '../../../helper/system/bus-caller.js';

/** a seat with a session, and logind's way of writing to a backlight */
export class FakeLogind implements BusCaller {
  readonly written: (readonly unknown[])[] = [];
  session: { readonly id: string; readonly uid: number } | undefined = { id: '2', uid: 1000 };
  /** error that logind returns, such as that the device is not on the seat */
  refuse: BusError | undefined;
  readonly #backlights: string;

  constructor(backlights: string) {
    this.#backlights = backlights;
  }

  async call({ member, body = [], destination }: BusRequest): Promise<unknown[]> {
    if (destination !== 'org.freedesktop.login1') throw new Error(`a call to ${destination}`);
    if (member === 'GetSeat') return ['/seat'];
    if (member === 'Get' && body[1] === 'ActiveSession') return [this.#active()];
    if (member === 'Get') return [{ signature: '(uo)', value: [this.session?.uid, '/user'] }];
    if (member !== 'SetBrightness') throw new Error(`unexpected call of ${member}`);
    if (this.refuse) throw this.refuse;
    this.written.push(body);
    writeFileSync(join(this.#backlights, String(body[1]), 'brightness'), String(body[2]));
    return [];
  }

  async subscribe(): Promise<() => Promise<void>> {
    return async () => {};
  }

  #active() {
    const { id } = this.session ?? { id: '' };
    return { signature: '(so)', value: [id, id === '' ? '/' : '/session'] };
  }
}
