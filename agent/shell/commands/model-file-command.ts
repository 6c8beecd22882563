import { unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../../models/directories.js';
import { dropStates } from '../../states/place-states.js';
import { SHARED_STATES } from '../../states/shared-states.js';
import { locateModel } from '../../models/model-paths.js';
import { forgetOwnModel } from '../../models/own-models.js';
import type { ModelEntry } from '../../models/table.js';
import { EXIT, ShellError, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import { knownModel } from './model-command.js';
import { prepareModel } from './prepare-command.js';
import { chooseModel } from '../environment/settings-file.js';
import { refuseBelowFloor } from '../model/agent-connection.js';
import { resolveModel } from '../environment/chosen-model.js';
import { checkKey, findEndpoint, forgetEndpoint } from './endpoint-command.js';
import { ensureConsent } from '../model/endpoint-consent.js';
import { withModel, withShell, type Shell } from '../session/shell-session.js';
import type { Environment } from '../environment/environment.js';

/** writes the choice down, and has the model read its prompt once now instead of at the first request */
export function useModel(name: string, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withShell(flags, environment, async shell => {
    const endpoint = findEndpoint(shell, name);
    const chosen = endpoint?.name ?? known(name, shell);
    const wanted = withModel(shell, chosen);
    refuseBelowFloor(wanted);
    if (endpoint !== undefined) {
      await checkKey(endpoint, environment.terminal);
      await ensureConsent(endpoint, shell);
    }
    const path = await chooseModel(chosen, environment.terminal);
    await shell.screen.note(`${chosen} is used from now on (${path}).`);
    if (environment.terminal.uid !== 0 && wanted.model.kind === 'local')
      await prepareModel(knownModel(wanted.model.name, environment.terminal.env), false, wanted);
    return EXIT.done;
  });
}

// a table that only gives another name to a model of this machine keeps its own name
function known(name: string, { settings, terminal }: Shell): string {
  const chosen = resolveModel(settings, name);
  if (chosen.kind === 'local' && chosen.name === name) return knownModel(name, terminal.env).name;
  return name;
}

export function removeModel(name: string, flags: Flags, environment: Environment): Promise<ExitCode> {
  return withShell(flags, environment, async shell => {
    const { screen } = shell;
    const endpoint = findEndpoint(shell, name);
    if (endpoint !== undefined) return await forgetEndpoint(endpoint, shell);
    const entry: ModelEntry = knownModel(name, environment.terminal.env);
    const found = await locateModel(entry.name, environment.terminal.env).catch(() => undefined);
    if (!found) throw new ShellError(EXIT.noModel, `${entry.title} is not on this machine; nothing to remove`);
    await unlink(found.path).catch(() => {
      throw new ShellError(
        EXIT.failed,
        `${found.path} could not be removed; where it is everybody's: sudo llmsh model rm ${name}`,
      );
    });
    await forgetOwnModel(dirname(found.path), entry.name).catch(() => undefined);
    const states =
      environment.terminal.uid === 0 ? SHARED_STATES : join(cacheDirectory(environment.terminal.env), 'prefixes');
    await dropStates(states, entry.sha256).catch(() => undefined);
    await screen.result(`removed ${found.path}\n`);
    return EXIT.done;
  });
}
