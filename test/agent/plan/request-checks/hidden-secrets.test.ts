import { expect, it } from 'vitest';
import { usesHiddenSecret } from '../../../../agent/plan/request-checks/hidden-secrets.js';
import { redactSecrets } from '../../../../interfaces/redact.js';

const content = redactSecrets('password=hunter2');
const plan = { steps: [{ action: 'write_file', path: '/tmp/a', content }], say: '' };

it('a plan that would write the mark of a hidden secret is found', () => {
  expect(usesHiddenSecret(plan, 'copy my settings')).toBe(true);
  expect(usesHiddenSecret({ ...plan, steps: [] }, 'copy my settings')).toBe(false);
});

it('a person may ask for the mark by name', () => {
  expect(usesHiddenSecret(plan, 'write [hidden] into /tmp/a')).toBe(false);
});
