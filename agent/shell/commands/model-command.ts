import type { Nearby } from '../../endpoints/nearby.js';
import { ModelError } from '../../models/error.js';
import { verifyModel } from '../../models/digest.js';
import { belowFloor } from '../../models/quality-floor.js';
import { ownModelsDirectory, SYSTEM_MODELS } from '../../models/directories.js';
import { locateModel } from '../../models/model-paths.js';
import { findKnownModel, knownModels } from '../../models/own-models.js';
import type { ModelEntry } from '../../models/table.js';
import { resolveModel } from '../environment/chosen-model.js';
import { checkEndpoint, listEndpoints, renderEndpoint } from './endpoint-command.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import { renderNearby } from '../model/nearby-model.js';
import { describeSources } from '../model/offer-model.js';
import type { Flags } from '../environment/flags.js';
import { fetchModel, megabytes } from '../model/model-fetch.js';
import { findPrepared } from '../model/prepared.js';
import { withShell, type Shell } from '../session/shell-session.js';
import type { Environment } from '../environment/environment.js';

/** known models and endpoints; `look` also asks the usual ports of this machine for servers of models */
export function listModels(look: boolean, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withShell(flags, environment, async shell => {
    const { settings, model, screen, signal } = shell;
    const here = model.kind === 'local' ? findKnownModel(model.name, environment.terminal.env)?.name : undefined;
    const rows = await Promise.all(
      knownModels(environment.terminal.env).map(entry => describeModel(entry, here === entry.name, shell)),
    );
    const endpoints = await listEndpoints({ settings, terminal: environment.terminal });
    const nearby = look ? await findServers(signal) : [];
    const found = nearby.map(one => renderNearby(one, settings, environment.terminal));
    const report = { version: 1, models: rows, endpoints, ...(look ? { nearby } : {}) };
    if (flags.json) await screen.result(`${JSON.stringify(report)}\n`);
    else await screen.result([...rows.map(renderRow), ...endpoints.map(renderEndpoint), ...found].join(''));
    return EXIT.done;
  });
}

// the client for it is loaded only where it is asked for
async function findServers(signal: AbortSignal): Promise<Nearby[]> {
  const { findNearby } = await import('../../endpoints/nearby.js');
  return await findNearby(signal);
}

interface Row {
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
  readonly licence: string;
  readonly chosen: boolean;
  readonly path: string | null;
  /** whether its instructions have been read; null where it is not here */
  readonly prepared: string | null;
  /** null where nobody measured it */
  readonly exact: string | null;
  /** good enough to plan with, as far as it was measured */
  readonly plans: boolean;
  readonly sources: string;
}

async function describeModel(entry: ModelEntry, chosen: boolean, shell: Shell): Promise<Row> {
  const { name, title, bytes, licence, scores } = entry;
  const found = await locateModel(name, shell.terminal.env).catch(() => undefined);
  const prepared = found === undefined ? null : (await findPrepared(entry, shell)).text;
  const exact = scores === undefined ? null : `${scores.exact} of ${scores.requests}`;
  const [path, plans, sources] = [found?.path ?? null, belowFloor(entry) === undefined, describeSources(entry)];
  return { name, title, bytes, licence, chosen, path, prepared, exact, plans, sources };
}

function renderRow(row: Row): string {
  const mark = row.chosen ? '*' : ' ';
  const where = row.path ?? `not here (llmsh model pull ${row.name})`;
  const measured = row.exact === null ? 'not measured' : `${row.exact} plans exact`;
  const scores = `${measured}${row.plans ? '' : ', below the floor'}`;
  const prepared = row.prepared === null ? '' : `    ${row.prepared}\n`;
  return `${mark} ${row.name}  ${row.title}, ${megabytes(row.bytes)}, ${row.licence}, ${scores}\n    ${where}\n${prepared}`;
}

/** as commander hands them over */
export interface PullFlags {
  readonly system?: boolean;
  /** false with `--no-prepare` */
  readonly prepare: boolean;
}

export function pullNamed(
  name: string | undefined,
  { system = false, prepare }: PullFlags,
  flags: Flags,
  environment: Environment,
): Promise<ExitCode> {
  return withShell(flags, environment, async shell => {
    const { settings, model, screen, signal } = shell;
    const chosen = name === undefined ? model : resolveModel(settings, name);
    if (chosen.kind === 'endpoint') {
      throw new ShellError(
        EXIT.usage,
        `${chosen.endpoint.name} is an endpoint: there is nothing to fetch; see llmsh model check`,
      );
    }
    const wanted = knownModel(chosen.name, environment.terminal.env);
    if (system && environment.terminal.uid !== 0)
      throw new ShellError(EXIT.usage, 'for everybody, it needs root: sudo llmsh model pull --system');
    const directory = system ? SYSTEM_MODELS : ownModelsDirectory(environment.terminal.env);
    const path = await fetchModel({ name: wanted.name, directory, screen, signal });
    const report = { version: 1, name: wanted.name, path };
    await screen.result(flags.json ? `${JSON.stringify(report)}\n` : `${path}\n`);
    if (prepare) await (await import('./prepare-command.js')).tryToPrepare(wanted, system, shell);
    return EXIT.done;
  });
}

/** reads the whole file and compares its digest with the table's; an endpoint is asked */
export function checkModel(name: string | undefined, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withShell(flags, environment, async shell => {
    const { settings, model, screen } = shell;
    const chosen = name === undefined ? model : resolveModel(settings, name);
    if (chosen.kind === 'endpoint') return await checkEndpoint(chosen.endpoint, shell);
    try {
      const located = await locateModel(chosen.name, environment.terminal.env);
      screen.status('reading …');
      await verifyModel(located);
      await screen.result(`${located.entry.title} is whole: ${located.path}\n`);
      return EXIT.done;
    } catch (error) {
      throw error instanceof ModelError ? new ShellError(EXIT.noModel, error.message) : error;
    }
  });
}

export function knownModel(name: string, env: Environment['terminal']['env']): ModelEntry {
  const entry = findKnownModel(name, env);
  if (entry) return entry;
  const names = knownModels(env).map(model => model.name);
  throw new ShellError(EXIT.noModel, `no model is called ${name}; there are ${names.join(', ')}`);
}
