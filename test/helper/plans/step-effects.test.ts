import { describe, expect, it } from 'vitest';
import { dependsOn, type StepEffects } from '../../../helper/plans/step-effects.js';

const touch = (
  action: string,
  details: Record<string, string> = {},
  params: Record<string, unknown> = {},
): StepEffects => ({
  action,
  readOnly: false,
  params,
  details,
});
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
    ['packages after packages', touch('remove-packages'), touch('install-packages')],
    ['the one keyboard', touch('set-keyboard-layout'), touch('set-keyboard-layout')],
  ])('depends on an earlier one that touches %s', (_, later, earlier) => {
    expect(dependsOn(later, earlier)).toBe(true);
  });

  it.each([
    ['files side by side', write('/a'), write('/ab')],
    ['other units', touch('manage-unit', { unit: 'a.service' }), touch('manage-unit', { unit: 'b.service' })],
    ['one that only looks', write('/a'), { ...write('/a'), readOnly: true }],
    ['programs', touch('exec', { argv: 'a' }), touch('exec', { argv: 'a' })],
    ['a file after packages', write('/etc/a.conf'), touch('install-packages')],
  ])('does not depend on %s', (_, later, earlier) => {
    expect(dependsOn(later, earlier)).toBe(false);
  });
});
