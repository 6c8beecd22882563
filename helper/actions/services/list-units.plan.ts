import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput, OptionRule } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'what has crashed on this machine?', steps: [{ only: 'failed' }] },
    { request: 'why does booting take so long', steps: [{ only: 'slow', limit: 10 }] },
    { request: 'welche timer laufen', steps: [{ only: 'active', name_like: '*.timer' }] },
  ],
  unlisted: true,
};

const SHOWN = {
  '--no-pager': 'ignored',
  '--no-legend': 'ignored',
  '--plain': 'ignored',
  '--full': 'ignored',
  '-l': 'ignored',
  '-q': 'ignored',
  '--system': 'ignored',
} as const;

const states = ['failed', 'running', 'active', 'inactive'];
const state: OptionRule = { param: 'only', readings: states.map(one => ({ match: one, value: one })) };
const type: OptionRule = {
  param: 'name_like',
  readings: [{ match: '(service|timer|socket|mount|target|device|path|slice|swap|scope)', value: '*.$1' }],
};
const FAILED: OptionRule = { set: { only: 'failed' } };
const PATTERN = { param: 'name_like', optional: true } as const;

export const lifting: LiftingInput = {
  action: 'list_units',
  forms: [
    {
      id: 'systemctl-failed',
      programs: ['systemctl'],
      options: { ...SHOWN, '--failed': FAILED },
      needs: [['--failed']],
      operands: [{ ignored: 'list-units', optional: true }, PATTERN],
      lines: 'limit',
    },
    {
      id: 'systemctl-list-state',
      programs: ['systemctl'],
      options: { ...SHOWN, '--state': state, '-t': type, '--type': type },
      needs: [['--state']],
      operands: ['list-units', PATTERN],
      lines: 'limit',
    },
    {
      id: 'systemctl-list-type',
      programs: ['systemctl'],
      options: { ...SHOWN, '-t': type, '--type': type, '-a': 'ignored', '--all': 'ignored' },
      needs: [['-t', '--type']],
      operands: ['list-units'],
      set: { only: 'all' },
      lines: 'limit',
    },
    {
      id: 'systemd-analyze-blame',
      programs: ['systemd-analyze'],
      options: { '--no-pager': 'ignored' },
      operands: ['blame'],
      set: { only: 'slow' },
      lines: 'limit',
    },
  ],
};
