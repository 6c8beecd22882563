import { expect, it } from 'vitest';
import { usesDraft } from '../../../../agent/shell/planning/draft-plan.js';
import { withModel, type Shell } from '../../../../agent/shell/session/shell-session.js';
import { loadModelTable } from '../../../../agent/models/table.js';

const drafting = loadModelTable().find(({ planner }) => planner === 'draft')?.name ?? '';
const far = { kind: 'openai', url: 'https://models.example/v1', model: 'large' };
const models = { alias: { kind: 'local', model: drafting }, far };
const shell = { settings: { model: drafting, planner: 'auto', models } } as unknown as Shell;

it('resolves the name and keeps it in the settings', () => {
  const elsewhere = withModel(shell, 'far');
  expect(elsewhere.settings.model).toBe('far');
  expect(elsewhere.model).toEqual({ kind: 'endpoint', endpoint: { ...far, name: 'far' } });
});

it('plans alike with a model of this machine and with another name for it', () => {
  expect(drafting).not.toBe('');
  for (const name of [drafting, 'alias']) {
    expect(withModel(shell, name).model).toEqual({ kind: 'local', name: drafting });
    expect(usesDraft({ request: 'show a.txt' }, withModel(shell, name)), name).toBe(true);
  }
  expect(usesDraft({ request: 'show a.txt' }, withModel(shell, 'far'))).toBe(false);
});
