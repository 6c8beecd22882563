import { expect, it } from 'vitest';
import { whyNotOwn } from '../../../helper/subject/own-tiers.js';
import { subjectOf } from '../actions/call-action.js';

it('says in a preview why what may be the own of a caller is asked for as for a stranger', () => {
  const stranger = { ownTiers: false, ownTiersReason: 'the caller has groups that /etc/group does not give' };
  expect(whyNotOwn(subjectOf(stranger)).note).toContain('the caller has groups');
  expect(whyNotOwn(subjectOf())).toEqual({});
  expect(whyNotOwn(subjectOf({ ...stranger, uid: 0 }))).toEqual({});
});
