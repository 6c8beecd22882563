import { describe, expect, it } from 'vitest';
import { namesOfActions } from './house/action-names.js';
import { nameLiterals } from './name-literals.js';

describe('names of actions, tiers and parameters', () => {
  it.each([
    ["const GUARDED = new Set(['read-protected-file']);", ['read-protected-file']],
    ["if (step.action === 'exec') look();", ['exec']],
    ['const { argv, tier: _ } = step;', ['argv', 'tier']],
    ['function asLine({ append }: Step) {}', ['append']],
    ['const lineOf = ({ step: { argv } }) => argv;', ['argv']],
    ['const step = { action: name, argv: [] };', ['argv']],
    ["const cwd = step['cwd'];", ['cwd']],
    ['const own = /-own-/.test(tier);', ['-own-']],
    ['const free = /(^|-)own(-|$)|-as-caller$/;', ['-as-caller']],
    ['const asks = /^(?:create-own-file|exec)$/;', ['create-own-file']],
    ["const made = tier.startsWith('create-');", ['create-']],
    ["const WIDE = { display_argv: 480 }; most('display_argv');", ['display_argv', 'display_argv']],
    ["const BLOCKS = new Set(['diff', 'also_stops']);", ['diff', 'also_stops']],
    ["const APART = new Set(['stdout', 'exit_status']);", ['stdout', 'exit_status']],
    ["const done = values['exit_status'] === 0;", ['exit_status']],
    ['const { signal } = values;', ['signal']],
    ["const EFFECTS = { 'install-packages': 1, manage_unit: 2 };", ['install-packages', 'manage_unit']],
    // english, kinds and fields of other objects
    ["say('the path of a unit'); part.kind === 'text'; const { unit } = options;", []],
  ])('are found however they are spelled: %s', (source, expected) => {
    expect(nameLiterals('a.ts', source, namesOfActions())).toEqual(expected);
  });
});
