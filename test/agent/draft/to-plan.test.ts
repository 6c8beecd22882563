import { describe, expect, it } from 'vitest';
import { toPlan } from '../../../agent/draft/to-plan.js';
import { copyText } from '../../../agent/lift/copy.js';
import type { Catalog } from '../../../interfaces/catalog.js';
import { CONTEXT, lift } from '../lift/rows.js';

const others = CONTEXT.catalog.actions.filter(({ name }) => name !== 'look');
const withoutLook: Catalog = { ...CONTEXT.catalog, actions: others };
const withLook = CONTEXT.catalog;

async function steps(shell: string, catalog: Catalog): Promise<unknown> {
  const copy = (text: string) => copyText(text, CONTEXT);
  const outcome = toPlan({ parts: await lift(shell) }, { line: shell, cwd: CONTEXT.cwd, copy }, catalog);
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

  it('has a line rehearsed as one script where a part of it is no action', async () => {
    const shell = 'mkdir docs && tar -czf docs.tar.gz docs';
    expect(await steps(shell, withLook)).toEqual([{ action: 'run_script', script: shell, cwd: CONTEXT.cwd }]);
  });

  it('has the end of a line rehearsed behind steps that a copy cannot show', async () => {
    expect(await steps('apt-get install -y nginx && tar xf site.tar -C /srv', withLook)).toEqual([
      expect.objectContaining({ packages: ['nginx'] }),
      { action: 'run_script', script: 'tar xf site.tar -C /srv', cwd: CONTEXT.cwd },
    ]);
  });

  it.each([
    'systemctl is-active nginx && tar xf site.tar',
    'systemctl stop nginx || tar xf site.tar',
    'cd /srv && systemctl stop nginx && tar xf site.tar',
    'D=/srv; systemctl stop nginx; tar xf $D/site.tar',
    'systemctl stop nginx; tar xf site.tar; systemctl start nginx',
    '(systemctl stop nginx; tar xf site.tar)',
  ])('only offers what hangs on more than the success of its steps: %s', async shell => {
    expect(await steps(shell, withLook)).toMatchObject({ kind: 'offer' });
  });

  it.each([
    ['systemctl stop nginx; frob x; true', 'no action does what frob does; systemctl acts on the running system'],
    ['ps aux > list.txt', /ps shows the running system/],
    ['git clone x:y', /git needs the network, and there is none in a rehearsal/],
    ['rm -rf /home/sam && tar xf all.tar', /take away the whole machine/],
  ])('only offers %s', async (shell, why) => {
    expect(await steps(shell, withLook)).toMatchObject({
      kind: 'offer',
      why: typeof why === 'string' ? why : expect.stringMatching(why),
    });
  });
});
