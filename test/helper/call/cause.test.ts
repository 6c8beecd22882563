import { expect, it } from 'vitest';
import { describeCause } from '../../../helper/call/cause.js';
import { BusError } from '../../../helper/system/bus-caller.js';

it.each([
  [
    Object.assign(new Error('ENOSPC: no space left, write /secret/place'), { code: 'ENOSPC' }),
    'the disk is full (ENOSPC)',
  ],
  [Object.assign(new Error('of /secret/place'), { code: 'ENOTEMPTY' }), 'ENOTEMPTY'],
  [new BusError('org.freedesktop.DBus.Error.NoReply', 'secret'), 'org.freedesktop.DBus.Error.NoReply'],
  [new TypeError('secret'), ''],
  ['secret', ''],
])('%s is told as a name without its text', (error, told) => {
  expect(describeCause(error)).toBe(told);
});
