import { display } from '../../../interfaces/display.js';
import { hasConsent, revokeConsent } from '../../endpoints/consent.js';
import type { Endpoint } from '../../endpoints/endpoint.js';
import { readSecrets } from '../../endpoints/key.js';
import { openModel } from '../model/agent-connection.js';
import { resolveModel } from '../environment/chosen-model.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import { withModel, type Shell } from '../session/shell-session.js';
import type { Terminal } from '../environment/environment.js';
import { MAX_STEPS } from '../../../interfaces/display-limits.js';

export interface EndpointRow {
  readonly name: string;
  readonly kind: string;
  readonly url: string;
  readonly model: string;
  readonly chosen: boolean;
  /** the person agreed that words go there */
  readonly agreed: boolean;
}

/** the endpoints of the settings; undefined where the name is not one of them */
export function findEndpoint({ settings }: Pick<Shell, 'settings'>, name: string): Endpoint | undefined {
  const chosen = resolveModel(settings, name);
  return chosen.kind === 'endpoint' ? chosen.endpoint : undefined;
}

export async function listEndpoints({
  settings,
  terminal,
}: Pick<Shell, 'settings' | 'terminal'>): Promise<EndpointRow[]> {
  const endpoints = Object.keys(settings.models).flatMap(name => findEndpoint({ settings }, name) ?? []);
  return await Promise.all(
    endpoints.map(async endpoint => {
      const { name, kind, url, model } = endpoint;
      return { name, kind, url, model, chosen: settings.model === name, agreed: await hasConsent(endpoint, terminal) };
    }),
  );
}

export function renderEndpoint({ name, kind, url, model, chosen, agreed }: EndpointRow): string {
  const state = agreed ? 'your words may go there' : `not agreed yet (llmsh model use ${name})`;
  return `${chosen ? '*' : ' '} ${name}  ${display(model)}, ${kind} endpoint, not measured, ${state}\n    ${display(url)}\n`;
}

/** takes the person's yes back; the table itself is theirs to edit */
export async function forgetEndpoint(endpoint: Endpoint, { terminal, screen }: Shell): Promise<ExitCode> {
  const had = await revokeConsent(endpoint, terminal);
  const said = had ? 'nothing goes to' : 'nothing went to';
  await screen.result(`${said} ${endpoint.name} until you agree again; its table in llmsh.toml stays as it is\n`);
  return EXIT.done;
}

// the words ask for one thing, the schema allows only the other: whoever enforces it has no choice
const PROBE = 'Answer with the single word: pong';
const PROBE_SCHEMA = {
  type: 'object',
  properties: { steps: { type: 'array', maxItems: MAX_STEPS, items: { type: 'string', enum: ['ping'] } } },
  required: ['steps'],
  additionalProperties: false,
};

/** asks the endpoint three questions of ours, nothing of the person's: does it answer, keep to a schema, read a long text? */
export async function checkEndpoint(endpoint: Endpoint, shell: Shell): Promise<ExitCode> {
  const model = await openModel(withModel(shell, endpoint.name));
  const { screen, signal, flags } = shell;
  const quiet = {
    cacheKey: 'llmos-check',
    signal,
    onText: () => {},
    onProgress: (text: string) => screen.status(text),
  };
  const messages = [{ role: 'user' as const, content: PROBE }];
  const started = performance.now();
  try {
    screen.status(`asking ${endpoint.name} …`);
    await model.complete({ ...quiet, messages, maxTokens: 64 });
    const ms = Math.round(performance.now() - started);
    const enforced =
      endpoint.schema !== false &&
      keepsSchema(await model.complete({ ...quiet, messages, maxTokens: 64, schema: PROBE_SCHEMA }));
    screen.status(`asking ${endpoint.name} to read a long text …`);
    const cut = await model.complete({ ...quiet, messages: [longText(endpoint)], maxTokens: 64 }).then(
      () => undefined,
      (error: unknown) => (error instanceof ShellError && !signal.aborted ? error.message : Promise.reject(error)),
    );
    screen.clearStatus();
    const found = { answered_ms: ms, schema_enforced: enforced, reads_long_text: cut === undefined };
    const report = { version: 1, name: endpoint.name, url: endpoint.url, ...found };
    const said = `${describe(endpoint, ms, enforced)}${cut === undefined ? '' : `a long text it does not read: ${cut}\n`}`;
    await screen.result(flags.json ? `${JSON.stringify(report)}\n` : said);
    return EXIT.done;
  } finally {
    await model.close();
  }
}

// beyond what ollama takes unless it is told otherwise; three bytes a word is also how tokens are estimated
const LONG_WORDS = 4600;

function longText({ context }: Endpoint): { role: 'user'; content: string } {
  const words = Math.min(LONG_WORDS, context - 128);
  return { role: 'user', content: `${PROBE}\n${'so '.repeat(words - 10)}` };
}

function describe({ name, schema }: Endpoint, ms: number, enforced: boolean): string {
  const not =
    schema !== false ? 'it does not enforce the schema of a plan' : 'it is not asked to enforce the schema of a plan';
  const how = enforced
    ? 'it enforces the schema of a plan'
    : `${not}: each answer is checked here all the same, and mended once`;
  return `${name} answers (${ms} ms); ${how}\n`;
}

function keepsSchema(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(Object(value)['steps']);
  } catch {
    return false;
  }
}

/** the key is looked for before the name is written down: a choice that cannot work is none */
export async function checkKey(endpoint: Endpoint, terminal: Terminal): Promise<void> {
  await readSecrets(endpoint, terminal).catch((error: unknown) => {
    throw new ShellError(EXIT.noModel, error instanceof Error ? error.message : 'no key');
  });
}
