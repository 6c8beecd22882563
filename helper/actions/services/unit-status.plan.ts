import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    {
      request: 'what did dbus.service log, 5 lines',
      steps: [{ action: 'unit_status', unit: 'dbus.service', lines: 5 }],
    },
    { request: 'is ssh.service running?', steps: [{ action: 'unit_status', unit: 'ssh.service' }] },
  ],
};

// how it is shown
const SHOWN = {
  '--no-pager': 'ignored',
  '-l': 'ignored',
  '--full': 'ignored',
  '-q': 'ignored',
  '--quiet': 'ignored',
  '--system': 'ignored',
} as const;

// more lines than the action gives are as many as it gives
const lines = {
  param: 'lines',
  readings: [
    { match: '0*(1?\\d{1,2}|200)', value: '$1' },
    { match: '\\d{1,9}|all', value: 200 },
  ],
};

export const lifting: LiftingInput = {
  action: 'unit_status',
  forms: [
    {
      id: 'systemctl-status',
      programs: ['systemctl'],
      options: { ...SHOWN, '-n': lines, '--lines': lines },
      operands: ['status', { param: 'unit', many: 'each' }],
      lines: 'lines',
    },
    {
      id: 'systemctl-is',
      programs: ['systemctl'],
      options: SHOWN,
      operands: [{ ignored: 'is-(?:active|enabled|failed)' }, { param: 'unit', many: 'each' }],
      lines: 'lines',
    },
    {
      id: 'service-status',
      programs: ['service', 'invoke-rc.d'],
      operands: [{ param: 'unit' }, 'status'],
      lines: 'lines',
    },
    {
      id: 'journalctl-unit',
      programs: ['journalctl'],
      options: {
        ...SHOWN,
        '-u': { param: 'unit' },
        '--unit': { param: 'unit' },
        '-n': lines,
        '--lines': lines,
        '-e': 'ignored',
        '--pager-end': 'ignored',
        '-x': 'ignored',
        '--catalog': 'ignored',
        '-b': 'ignored',
        '-r': 'ignored',
        '--reverse': 'ignored',
      },
      needs: [['-u', '--unit']],
      set: {},
      lines: 'lines',
      note: 'the last lines only, and the state of the unit as well',
    },
  ],
};
