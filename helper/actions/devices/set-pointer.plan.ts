import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput, Operand } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [{ request: 'turn on natural scrolling', steps: [{ action: 'set_pointer', natural_scroll: true }] }],
  implied: [
    { param: 'speed', said: '\\b(?:reset|normal|default)\\b', value: '0' },
    { param: 'speed', said: 'fast as possible|maximum|full speed', value: '100' },
  ],
};

const WHOLE = 'for every mouse and touchpad of the machine, from the next session on';
const schema = { ignored: 'org\\.gnome\\.desktop\\.peripherals\\.(?:touchpad|mouse)' };
const device = { ignored: '.+' };
const truth = [
  { match: 'true|1', value: true },
  { match: 'false|0', value: false },
];
const speed = { param: 'speed', readings: [{ match: "'?(-?[01](?:\\.\\d{1,3})?)'?", value: '$1', scale: 100 }] };
const handed = [
  { match: "true|'?left'?", value: true },
  { match: "false|'?right'?", value: false },
];

const gsettings = (key: string, param: Operand) => ({
  id: `gsettings-${key}`,
  programs: ['gsettings'],
  operands: ['set', schema, key, param],
  ordered: true,
  note: WHOLE,
});
const xinput = (id: string, property: string, param: Operand) => ({
  id: `xinput-${id}`,
  programs: ['xinput'],
  operands: [{ ignored: 'set-prop' }, device, property, param],
  ordered: true,
  note: WHOLE,
});

export const lifting: LiftingInput = {
  action: 'set_pointer',
  forms: [
    gsettings('natural-scroll', { param: 'natural_scroll', readings: truth }),
    gsettings('left-handed', { param: 'left_handed', readings: handed }),
    gsettings('speed', speed),
    xinput('natural', 'libinput Natural Scrolling Enabled', { param: 'natural_scroll', readings: truth }),
    xinput('left', 'libinput Left Handed Enabled', { param: 'left_handed', readings: truth }),
    xinput('speed', 'libinput Accel Speed', speed),
  ],
};
