import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { display } from '../../../interfaces/display.js';
import type { Nearby } from '../../endpoints/nearby.js';
import type { Terminal } from '../environment/environment.js';
import { ownSettingsPath, type Settings } from '../environment/settings.js';

const SHOWN = 5;
const LISTENS = '0A';

const CALLED = {
  ollama: 'Ollama',
  'llama-server': "llama.cpp's server (or ramalama, which runs it)",
  other: "a server that speaks OpenAI's protocol",
} as const;

/** the server that was found, its owner, and the lines of settings that use it; one that has a table already is only named */
export function renderNearby(found: Nearby, settings: Pick<Settings, 'models'>, terminal: Terminal): string {
  const { url, kind, models, port } = found;
  const shown = models.slice(0, SHOWN).map(model => display(model));
  const more = models.length > SHOWN ? ` and ${models.length - SHOWN} more` : '';
  const head = `found ${CALLED[kind]} at ${url}, ${describeOwner(ownerOf(port, terminal.root), terminal)}\n    it has ${shown.join(', ')}${more}\n`;
  const known = Object.entries(settings.models).find(([, table]) => table.kind !== 'local' && isSame(table.url, url));
  if (known !== undefined) return `${head}    it is ${known[0]} of your settings\n`;
  const name = freeName(kind === 'other' ? 'here' : kind, settings);
  const lines = [
    `[models.${name}]`,
    'kind = "openai"',
    `url = ${JSON.stringify(url)}`,
    `model = ${JSON.stringify(models[0])}`,
    'schema = "optional"',
    // it cuts what is longer, without a word
    ...(kind === 'ollama' ? ['context = 4096    # more where OLLAMA_CONTEXT_LENGTH says so'] : []),
  ];
  const indented = lines.map(line => `      ${line}\n`).join('');
  return `${head}    to use it, put this into ${ownSettingsPath(terminal)}, then: llmsh model use ${name}\n${indented}`;
}

/** uid of the process that listens on a port of loopback, as the kernel lists it; undefined where it does not */
function ownerOf(port: number, root: string): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  for (const file of ['tcp', 'tcp6']) {
    for (const line of readText(join(root, 'proc/net', file))
      .split('\n')
      .slice(1)) {
      const [, local = '', , state, , , , uid] = line.trim().split(/\s+/);
      if (state === LISTENS && local.endsWith(`:${hex}`)) return Number(uid);
    }
  }
  return undefined;
}

// any program on this machine may listen there
function describeOwner(uid: number | undefined, { root, uid: own }: Terminal): string {
  if (uid === undefined) return 'of an unknown user';
  if (uid === own) return 'your own';
  const name = readText(join(root, 'etc/passwd'))
    .split('\n')
    .map(line => line.split(':'))
    .find(fields => fields[2] === String(uid))?.[0];
  return name === undefined ? `of user ${uid}` : `of user ${display(name)}`;
}

function isSame(one: string, other: string): boolean {
  const bare = (url: string): string => url.replace(/\/+$/, '').replace('//localhost:', '//127.0.0.1:');
  return bare(one) === bare(other);
}

function freeName(name: string, { models }: Pick<Settings, 'models'>): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!Object.hasOwn(models, candidate)) return candidate;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
