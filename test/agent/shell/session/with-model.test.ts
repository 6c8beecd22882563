import { expect, it } from 'vitest';
import { withModel, type Shell } from '../../../../agent/shell/session/shell-session.js';

const far = { kind: 'openai', url: 'https://models.example/v1', model: 'large' };
const models = { alias: { kind: 'local', model: 'small' }, far };
const shell = { settings: { model: 'default', models } } as unknown as Shell;

it.each([
  ['small', { kind: 'local', name: 'small' }],
  ['alias', { kind: 'local', name: 'small' }],
  ['far', { kind: 'endpoint', endpoint: { ...far, name: 'far' } }],
  ['toString', { kind: 'local', name: 'toString' }],
])('resolves %s, and keeps the name in the settings', (name, model) => {
  const changed = withModel(shell, name);
  expect(changed.model).toEqual(model);
  expect(changed.settings).toEqual({ model: name, models });
});
