import { BusError, type BusCaller, type BusRequest } from '../../../helper/system/bus-caller.js';

/** localed with four properties and one method */
export class FakeLocaled implements BusCaller {
  readonly written: (readonly unknown[])[] = [];
  keyboard = { X11Layout: 'us', X11Variant: '', X11Model: 'pc105', X11Options: 'compose:ralt' };
  refuse: BusError | undefined;

  async call({ destination, member, body = [] }: BusRequest): Promise<unknown[]> {
    if (destination !== 'org.freedesktop.locale1') throw new Error(`a call to ${destination}`);
    if (member === 'GetAll') {
      const entries = Object.entries(this.keyboard).map(([name, value]) => [name, { signature: 's', value }]);
      return [Object.fromEntries(entries)];
    }
    if (this.refuse) throw this.refuse;
    this.written.push(body);
    const [layout, model, variant, options] = body.map(String);
    this.keyboard = {
      X11Layout: layout ?? '',
      X11Model: model ?? '',
      X11Variant: variant ?? '',
      X11Options: options ?? '',
    };
    return [];
  }

  async subscribe(): Promise<() => Promise<void>> {
    return async () => {};
  }
}
