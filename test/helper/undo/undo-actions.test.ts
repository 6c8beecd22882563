import { describe, expect, it } from 'vitest';
import { buildPolicy } from '../../../helper/generate/policy.js';
import { REGISTRY } from '../../../helper/actions/registry.js';
import { INVERSES } from '../../../helper/undo/undo-actions.js';

describe.each(INVERSES.map(action => [action.name, action] as const))('%s, which only undo calls', (name, action) => {
  it('is on no register that models or callers see', () => {
    expect(REGISTRY.map(each => each.name)).not.toContain(name);
  });

  it('always asks: for oneself at least, and for an administrator outside own places', () => {
    for (const { name: tier, defaults } of action.tiers) {
      const wanted = /-own-(?!code-)/.test(tier) ? 'auth_self' : 'auth_admin';
      expect(defaults).toEqual({ any: wanted, inactive: wanted, active: wanted });
    }
  });

  it('is known to polkit all the same', () => {
    const policy = buildPolicy(REGISTRY);
    for (const tier of action.tiers) expect(policy).toContain(`<action id="org.llmos.operator1.${tier.name}">`);
  });

  it('takes no parameter that it does not know', () => {
    const parsed = action.params.safeParse({ surely_unknown: 1 });
    expect(parsed.error?.issues.some(({ code }) => code === 'unrecognized_keys')).toBe(true);
  });
});
