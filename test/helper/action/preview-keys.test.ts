import { expect, it } from 'vitest';
import * as z from 'zod';
import { defineAction } from '../../../helper/action/action.js';
import type { ActionPreview } from '../../../interfaces/preview.js';
import { contextOf } from '../actions/call-action.js';

const admin = { any: 'auth_admin', inactive: 'auth_admin', active: 'auth_admin' } as const;

function preparing(preview: ActionPreview) {
  const action = defineAction({
    name: 'touch',
    since: '0.1.0',
    summary: 'touch a thing',
    params: z.strictObject({}),
    result: z.strictObject({}),
    tiers: [{ name: 'touch', description: 'Touch', message: 'Touch?', defaults: admin, runsAs: 'root' }],
    risk: { readOnly: false, destructive: true, openWorld: false, killable: true, undo: false },
    prepare: async () => ({ tier: 'touch', details: {}, preview, run: async () => ({}), release: async () => {} }),
  });
  return action.prepare({}, contextOf({ start: () => Promise.reject(new Error('no units')) }));
}

it('a preview holds no key that `Preview` does not declare', async () => {
  await expect(preparing(Object.assign({ summary: 'touch' }, { stops: 'a.service' }))).rejects.toThrow(
    'touch: stops is no key of a preview',
  );
  await expect(preparing({ summary: 'touch', also_stops: 'a.service' })).resolves.toBeDefined();
});

it('no key of the service can be given by an action', async () => {
  await expect(preparing(Object.assign({ summary: 'touch' }, { authorization: 'yes' }))).rejects.toThrow(
    /authorization/,
  );
});
