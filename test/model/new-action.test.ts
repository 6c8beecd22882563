import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { splitCatalog } from '../agent/catalog-of.js';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog, type Catalog } from '../../interfaces/catalog.js';
import { planPrefix } from '../../agent/plan/prompt.js';
import { requestMessage } from '../../agent/plan/request.js';
import { planResponseFormat } from '../../agent/plan/schema.js';
import { AgentProcess, modelFor } from './agent-process.js';
import { ask } from './ask.js';

const place = modelFor('default');
const missing = 'missing' in place ? `: skipped, ${place.missing}` : '';
const root = fileURLToPath(new URL('../../', import.meta.url));

// a catalogue with one action more; nothing else of the build differs
function withVolume(catalog: Catalog): Catalog {
  const like = catalog.actions.find(({ name }) => name === 'set_brightness');
  if (like === undefined) throw new Error('there is no set_brightness to copy');
  const percent = like.params.properties['percent'];
  const volume = {
    ...like,
    name: 'set_volume',
    method: 'SetVolume',
    summary: 'set the volume of the sound, in percent',
    params: { ...like.params, properties: percent === undefined ? {} : { percent } },
    examples: [{ request: 'sound at 20 percent', steps: [{ action: 'set_volume', percent: 20 }] }],
    implied: [],
  };
  return { ...catalog, actions: [...catalog.actions, volume] };
}

describe.skipIf(missing !== '')(`an action that nobody tuned for${missing}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'llmos-new-action-'));
  const catalog = withVolume(loadCatalog());
  let agent: AgentProcess;

  beforeAll(async () => {
    for (const part of ['agent', 'interfaces'])
      cpSync(join(root, 'dist', part), join(folder, 'dist', part), { recursive: true });
    cpSync(join(root, 'agent'), join(folder, 'agent'), { recursive: true, filter: path => !path.endsWith('.ts') });
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const { contract, planning } = splitCatalog(catalog);
    writeFileSync(join(folder, 'dist/interfaces/actions.json'), JSON.stringify(contract));
    writeFileSync(join(folder, 'dist/interfaces/planning.json'), JSON.stringify(planning));
    const models = 'directory' in place ? place.directory : '';
    agent = await new AgentProcess({ models, main: join(folder, 'dist/agent/server/main.js') }).ready();
  }, 60_000);

  afterAll(async () => {
    await agent.stop();
    rmSync(folder, { recursive: true });
  });

  it('is planned by its entry in the catalogue alone', async () => {
    const messages = [...planPrefix(catalog), requestMessage({ request: 'set the volume to 30 percent' })];
    const answer = await ask(agent, {
      messages,
      stream: true,
      max_tokens: 128,
      response_format: planResponseFormat(catalog),
    });
    expect(answer.text).toBe('{"steps":[{"action":"set_volume","percent":30}]}');
  }, 300_000);
});
