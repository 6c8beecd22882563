import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { AgentProcess, modelFor } from './agent-process.js';
import { ask } from './ask.js';

const place = modelFor('tiny');
const missing = 'missing' in place ? `: skipped, ${place.missing}` : '';
const QUESTION = {
  model: 'tiny',
  messages: [{ role: 'user', content: 'Count from one to five.' }],
  max_tokens: 24,
  temperature: 0,
  stream: true,
};

/** laid out as it is installed: the bundle beside its sources */
function bundleInto(folder: string): string {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  for (const name of ['dist', 'node_modules', 'interfaces', 'agent', 'package.json'])
    symlinkSync(join(root, name), join(folder, name));
  const bundle = join(folder, 'bundle');
  execFileSync(process.execPath, [join(root, 'dist/packaging/bundle-agent.js'), 'dist', bundle], { cwd: root });
  return join(bundle, 'agent.js');
}

// the bundle leaves out parts of the library; the agent must work without them
describe.skipIf(missing !== '')(`the agent as it is installed${missing}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'llmos-bundle-'));

  afterAll(() => rmSync(folder, { recursive: true }));

  async function answer(main?: string): Promise<{ text: string; ofChildren: number }> {
    const models = 'directory' in place ? place.directory : '';
    const agent = await new AgentProcess({ models, ...(main === undefined ? {} : { main }) }).ready();
    try {
      const { text } = await ask(agent, QUESTION);
      return { text, ofChildren: timeOfChildren(agent.pid) };
    } finally {
      await agent.stop();
    }
  }

  it('says the same as the tree that it was made of, and starts no other process', async () => {
    const installed = await answer(bundleInto(folder));
    const tree = await answer();
    expect(installed.text).toBe(tree.text);
    expect(installed.text).not.toBe('');
    expect(installed.ofChildren).toBe(0);
    // the library's own way: what the line above would show
    expect(tree.ofChildren).toBeGreaterThan(0);
  }, 300_000);
});

// ticks that its ended children had, in user mode and in the kernel
function timeOfChildren(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[13]) + Number(fields[14]);
}
