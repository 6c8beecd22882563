import type { ActionPlanning } from '../../../interfaces/planning.js';
import type { LiftingInput, OptionRule } from '../../../interfaces/lifting.js';

export const planning: ActionPlanning = {
  examples: [
    { request: 'errors since this morning', steps: [{ priority: 'err', begin: 'today' }] },
    { request: 'hat der kernel etwas über usb gesagt', steps: [{ kernel: true, containing: 'usb' }] },
    { request: 'what happened before the last reboot', steps: [{ boot: -1 }] },
  ],
  unlisted: true,
};

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const priority: OptionRule = {
  param: 'priority',
  readings: [
    ...LEVELS.map((level, index) => ({ match: `${level}|${index}`, value: level })),
    { match: 'error', value: 'err' },
    { match: 'warn', value: 'warning' },
  ],
};
const begin: OptionRule = { param: 'begin' };
const end: OptionRule = { param: 'finish' };
const containing: OptionRule = { param: 'containing' };
const unit: OptionRule = { param: 'unit' };
const lines: OptionRule = {
  param: 'lines',
  readings: [
    { match: '0*([1-4]?\\d{1,2}|500)', value: '$1' },
    { match: '\\d{1,9}|all', value: 500 },
  ],
};
const KERNEL: OptionRule = { set: { kernel: true } };

const COMMON = {
  '--no-pager': 'ignored',
  '--no-hostname': 'ignored',
  '-q': 'ignored',
  '-x': 'ignored',
  '-e': 'ignored',
  '-r': 'ignored',
  '--reverse': 'ignored',
  '--pager-end': 'ignored',
  '--catalog': 'ignored',
  '-p': priority,
  '--priority': priority,
  '-S': begin,
  '--since': begin,
  '-U': end,
  '--until': end,
  '-g': containing,
  '--grep': containing,
  '-u': unit,
  '--unit': unit,
  '-n': lines,
  '--lines': lines,
  '-k': KERNEL,
  '--dmesg': KERNEL,
} as const;

const THIS: OptionRule = { set: { boot: 0 } };
const boot = { param: 'boot', readings: [{ match: '(-?\\d{1,2})', value: '$1' }] };

export const lifting: LiftingInput = {
  action: 'read_journal',
  forms: [
    {
      id: 'journalctl',
      programs: ['journalctl'],
      options: { ...COMMON, '-b': THIS, '--boot': THIS },
      operands: [],
      lines: 'lines',
      word: 'containing',
      note: 'the last lines only',
    },
    {
      id: 'journalctl-boot',
      programs: ['journalctl'],
      options: { ...COMMON, '-b': boot, '--boot': boot },
      operands: [],
      lines: 'lines',
      word: 'containing',
      note: 'the last lines only',
    },
  ],
};
