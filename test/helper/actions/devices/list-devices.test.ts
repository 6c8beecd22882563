import { describe, expect, it } from 'vitest';
import { listDevices } from '../../../../helper/actions/devices/list-devices.js';
import { listDevices as look, parseInput } from '../../../../helper/system/devices/devices.js';
import { LocalUnits } from '../../system/local-units.js';
import { makeSysfs } from '../../system/fake-sysfs.js';
import { makeContext, prepareAndRun } from '../contexts.js';

const KEYBOARD = [
  'I: Bus=0011 Vendor=0001 Product=0001 Version=ab41',
  'N: Name="AT Translated Set 2 keyboard"',
  'H: Handlers=sysrq kbd leds event0 ',
  'B: EV=120013',
  'B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe',
];
const POWER = ['N: Name="Power Button"', 'H: Handlers=kbd event1 ', 'B: KEY=10000000000000 0'];
const MOUSE = ['N: Name="<b>Mouse</b>"', 'H: Handlers=mouse0 event2 ', 'B: KEY=70000 0 0 0 0'];

const ROOTS = makeSysfs(
  {
    'sys/devices/gpu/card0-HDMI-A-1/status': 'connected\n',
    'sys/devices/gpu/card0-HDMI-A-1/modes': '1920x1080\n1280x720\n',
    'sys/devices/gpu/panel/brightness': '30\n',
    'sys/devices/gpu/panel/max_brightness': '120\n',
    'sys/devices/disk/size': '2000000\n',
    'sys/devices/disk/queue/rotational': '0\n',
    'sys/devices/disk/device/model': 'FAKE DISK   \n',
    'sys/devices/loop/size': '2000000\n',
    'sys/devices/net/operstate': 'up\n',
    'sys/devices/net/address': '02:00:00:00:00:01\n',
    'proc/bus/input/devices': [...KEYBOARD, '', ...POWER, '', ...MOUSE, ''].join('\n'),
  },
  {
    'sys/class/drm/card0-HDMI-A-1': 'sys/devices/gpu/card0-HDMI-A-1',
    'sys/class/backlight/panel': 'sys/devices/gpu/panel',
    'sys/block/vda': 'sys/devices/disk',
    'sys/block/loop0': 'sys/devices/loop',
    'sys/class/net/eth0': 'sys/devices/net',
    // sysfs leads back to itself everywhere
    'sys/devices/gpu/panel/device': 'sys/devices/gpu',
  },
);

describe('list_devices', () => {
  it('reads every kind from the files of the kernel', async () => {
    expect(await look(new LocalUnits(), new AbortController().signal, ROOTS)).toEqual([
      { kind: 'monitor', name: 'HDMI-A-1', detail: 'connected, up to 1920x1080' },
      { kind: 'monitor', name: 'panel', detail: 'backlight, brightness 25 %' },
      { kind: 'keyboard', name: 'AT Translated Set 2 keyboard', detail: 'event0' },
      { kind: 'pointer', name: '<b>Mouse</b>', detail: 'event2' },
      { kind: 'disk', name: 'vda', detail: '1.0 GB, solid state, FAKE DISK' },
      { kind: 'network', name: 'eth0', detail: 'up, 02:00:00:00:00:01' },
    ]);
  });

  it('looks as a throw-away user, never as root', async () => {
    const units = new LocalUnits();
    await prepareAndRun(listDevices, {}, makeContext({ units }));
    expect(units.requests).toHaveLength(1);
    for (const { properties } of units.requests) {
      expect(properties.find(([name]) => name === 'DynamicUser')?.[1].value).toBe(true);
    }
  });

  it('gives only the kind that was asked for', async () => {
    const { result } = await prepareAndRun(listDevices, { kind: 'network' }, makeContext({ units: new LocalUnits() }));
    const rows = Object(result['devices']);
    expect(rows.length).toBeGreaterThan(0);
    for (const { kind } of rows) expect(kind).toBe('network');
  });

  it('is answered by a machine without any of these folders', async () => {
    expect(
      await look(new LocalUnits(), new AbortController().signal, { sys: '/nonexistent', proc: '/nonexistent' }),
    ).toEqual([]);
  });

  it('takes whatever a device calls itself as a name and nothing more', () => {
    expect(parseInput(['N: Name="a" H: Handlers=kbd"', 'H: Handlers=mouse1 event3'])).toEqual([
      { kind: 'pointer', name: 'a" H: Handlers=kbd', detail: 'event3' },
    ]);
  });
});
