import { describe, expect, it } from 'vitest';
import { explainLift } from '../../../agent/lift/explain.js';
import { liftDraft } from '../../../agent/lift/lift.js';
import { lookStep } from '../../../agent/lift/look.js';
import { parseShell } from '../../../agent/lift/parse.js';
import type { Catalog } from '../../../interfaces/catalog.js';
import { CONTEXT, lift } from './rows.js';

async function explain(shell: string): Promise<string[]> {
  const script = await parseShell(shell);
  return 'problem' in script ? [] : explainLift(liftDraft(script, CONTEXT));
}

describe('explaining', () => {
  it('says for each part what it became, by which rule, and where it differs', async () => {
    expect(
      await explain('sudo apt update && sudo apt install htop; df -h; docker ps; shred x; mkfs.ext4 /dev/sdb1'),
    ).toEqual([
      'sudo apt update && sudo apt install htop → install_packages {"packages":["htop"]} (apt-install; ' +
        'from the lists of packages as they are: they are not read anew)',
      'df -h → look: df -h',
      'docker ps → look, which needs the bus: docker ps',
      'shred x → not lifted: no action does what shred does',
      'mkfs.ext4 /dev/sdb1 → not lifted: mkfs.ext4 acts on the running system (acts on the running system)',
    ]);
  });

  it('keeps each part on one line', async () => {
    expect(await explain("cat > /tmp/x <<'EOF'\na\n\nb\nEOF")).toEqual([
      `cat > /tmp/x <<'EOF' ↵ a ↵ b ↵ EOF → write_file {"path":"/tmp/x","content":"a\\n\\nb\\n"} (text-into-file)`,
    ]);
  });
});

describe('the step that carries a look', () => {
  const withLook: Catalog = {
    ...CONTEXT.catalog,
    actions: CONTEXT.catalog.actions.flatMap(action =>
      action.name === 'exec' ? [action, { ...action, name: 'look', method: 'Look' }] : [action],
    ),
  };
  const withoutLook: Catalog = {
    ...CONTEXT.catalog,
    actions: CONTEXT.catalog.actions.filter(({ name }) => name !== 'look'),
  };

  async function step(shell: string, catalog: Catalog): Promise<unknown> {
    const [part] = await lift(shell);
    return part?.kind === 'look' ? lookStep(part, catalog) : part;
  }

  it('is the text where there is an action for it', async () => {
    expect(await step('ls | wc -l', withLook)).toEqual({ action: 'look', script: 'ls | wc -l', cwd: '/home/sam/work' });
  });

  it('is the program confined where there is none, and nothing for what only a shell can do', async () => {
    expect(await step('df -h', withoutLook)).toEqual({ action: 'exec', argv: ['df', '-h'], cwd: '/home/sam/work' });
    expect(await step('ls *', withoutLook)).toBeUndefined();
    expect(await step('ls | wc -l', withoutLook)).toBeUndefined();
  });

  it('is the program as the caller where the cage would keep it from what it asks', async () => {
    const expected = { action: 'exec', argv: ['docker', 'ps'], cwd: '/home/sam/work', tier: 'caller' };
    expect(await step('docker ps', withLook)).toEqual(expected);
    expect(await step('docker ps', withoutLook)).toEqual(expected);
  });
});
