import { describe, expect, it } from 'vitest';
import { toPlan } from '../../../agent/draft/to-plan.js';
import type { Catalog } from '../../../interfaces/catalog.js';
import { CONTEXT, lift } from '../lift/rows.js';

const others = CONTEXT.catalog.actions.filter(({ name }) => name !== 'look');
const withoutLook: Catalog = { ...CONTEXT.catalog, actions: others };
const withLook = CONTEXT.catalog;

async function steps(shell: string, catalog: Catalog): Promise<unknown> {
  const outcome = toPlan({ parts: await lift(shell) }, shell, catalog);
  return outcome.kind === 'plan' ? outcome.plan.steps : outcome;
}

describe('lifted parts as a plan', () => {
  it('gives what needs a shell to the look where there is one', async () => {
    const shell = 'du -sh /var/* | sort -rh';
    expect(await steps(shell, withLook)).toEqual([{ action: 'look', script: shell, cwd: CONTEXT.cwd }]);
    expect(await steps(shell, withoutLook)).toEqual([
      { action: 'exec', argv: ['/bin/sh', '-c', shell], cwd: CONTEXT.cwd },
    ]);
  });

  it('gives a plain command to exec, and what the cage of a look would keep from its bus as well', async () => {
    expect(await steps('df -h', withLook)).toEqual([{ action: 'exec', argv: ['df', '-h'], cwd: CONTEXT.cwd }]);
    expect(await steps('systemctl list-units | head', withLook)).toEqual([
      { action: 'exec', argv: ['/bin/sh', '-c', 'systemctl list-units | head'], cwd: CONTEXT.cwd },
    ]);
  });

  it('only offers a line of which one part is not understood', async () => {
    expect(await steps('systemctl stop nginx; shred x', withLook)).toMatchObject({
      kind: 'offer',
      why: 'no action does what shred does',
    });
  });
});
