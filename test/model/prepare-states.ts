import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalog } from '../../interfaces/catalog.js';
import { findModel } from '../../agent/models/table.js';
import { connectAgent } from '../../agent/shell/model/agent-client.js';
import { preparedPrefixes, warmUp } from '../../agent/shell/planning/warm-up.js';
import { digestOfWords, manifestNames, readManifest } from '../../agent/states/manifest.js';
import { placeStates } from '../../agent/states/place-states.js';
import { findStates } from '../../agent/states/survey.js';
import { AgentProcess } from './agent-process.js';

// does what `llmsh model prepare --system` does, for the machines, which have the models of the host and cannot write there:
// `prepare-states.js MODELS`. does nothing where the states are there

const DAY_MS = 86_400_000;

/** digests of the words of other checkouts: they are left for a day */
async function others(place: string): Promise<string[]> {
  const names = await manifestNames(place);
  const young = names.filter(name => Date.now() - statSync(join(place, `${name}.json`)).mtimeMs < DAY_MS);
  return (await Promise.all(young.map(name => readManifest(place, name)))).flatMap(found => found?.words ?? []);
}

/** states that are there already, as if this agent had made them: only what is missing is read */
async function seed(place: string, cache: string, words: readonly string[]): Promise<void> {
  mkdirSync(join(cache, 'prefixes'));
  for (const name of await manifestNames(place)) {
    const found = await readManifest(place, name);
    if (found === undefined || !words.includes(found.words)) continue;
    for (const file of [`${name}.json`, `${name}.state`])
      copyFileSync(join(place, file), join(cache, 'prefixes', file));
  }
}

async function main(models: string): Promise<void> {
  const entry = findModel('default');
  if (entry === undefined) throw new Error('there is no default model');
  const settings = { planner: 'auto', model: entry.name } as const;
  const chosen = { catalog: loadCatalog(), settings, model: { kind: 'local', name: entry.name } } as const;
  const prefixes = preparedPrefixes(chosen);
  const words = prefixes.map(messages => digestOfWords(messages));
  const place = join(models, 'prefixes');
  mkdirSync(place, { recursive: true, mode: 0o755 });
  if ((await findStates(place, entry.sha256, words)).length === words.length) return;
  const cache = mkdtempSync(join(tmpdir(), 'llmos-prepare-'));
  await seed(place, cache, words);
  const agent = await new AgentProcess({ models, cache }).ready();
  try {
    const client = connectAgent(agent.socket);
    const onProgress = (text: string): void => void process.stderr.write(`${text}\n`);
    await warmUp(client, chosen, { signal: new AbortController().signal, onProgress, prefixes });
    await client.close();
    await agent.stop();
    const from = join(cache, 'prefixes');
    await placeStates({ from, to: place, model: entry.sha256, words: [...words, ...(await others(place))] });
  } finally {
    await agent.stop();
    rmSync(cache, { recursive: true, force: true });
  }
}

await main(process.argv[2] ?? '/var/cache/llm-os/models');
