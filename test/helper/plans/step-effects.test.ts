import { describe, expect, it } from 'vitest';
import type { Action } from '../../../helper/action/action.js';
import { REGISTRY } from '../../../helper/actions/registry.js';
import { dependsOn, type StepEffects } from '../../../helper/plans/step-effects.js';

const find = (name: string): Action => REGISTRY.find(action => action.name === name) ?? expect.fail(name);
const touch = (
  name: string,
  details: Record<string, string> = {},
  params: Record<string, unknown> = {},
): StepEffects => ({ action: find(name), effects: find(name).effects(params, details) });
const write = (path: string) => touch('write-file', { path });

describe('a step', () => {
  it.each([
    ['the same file', write('/a'), write('/a')],
    ['what lies below what is written', write('/a/b'), write('/a')],
    ['the directory of what is written', write('/a'), write('/a/b')],
    ['a file that it reads afterwards', touch('read-file', { path: '/a' }), write('/a')],
    ['a link to it', touch('read-file', { path: '/real' }, { path: '/a' }), touch('write-file', { path: '/a' })],
    ['the same unit', touch('manage-unit', { unit: 'a.service' }), touch('set-unit-limits', { unit: 'a.service' })],
    [
      'a unit that stops with another',
      touch('manage-unit', { unit: 'b.service' }),
      touch('manage-unit', { unit: 'a.service', also: 'x.service b.service' }),
    ],
    ['a unit after packages', touch('manage-unit', { unit: 'a.service' }), touch('install-packages')],
    [
      'the unit of a process',
      touch('manage-unit', { unit: 'a.service' }),
      touch('signal-process', { pid: '7', unit: 'a.service' }),
    ],
    ['the file of settings', write('/etc/default/keyboard'), touch('set-keyboard-layout')],
    ['packages after packages', touch('remove-packages'), touch('install-packages')],
    ['the one keyboard', touch('set-keyboard-layout'), touch('set-keyboard-layout')],
  ])('depends on an earlier one that touches %s', (_, later, earlier) => {
    expect(dependsOn(later, earlier)).toBe(true);
  });

  it.each([
    ['files side by side', write('/a'), write('/ab')],
    ['other units', touch('manage-unit', { unit: 'a.service' }), touch('manage-unit', { unit: 'b.service' })],
    ['one that only looks', write('/a'), touch('read-file', { path: '/a' })],
    ['programs', touch('exec', { argv: 'a' }), touch('exec', { argv: 'a' })],
    ['a file after packages', write('/etc/a.conf'), touch('install-packages')],
  ])('does not depend on %s', (_, later, earlier) => {
    expect(dependsOn(later, earlier)).toBe(false);
  });
});
