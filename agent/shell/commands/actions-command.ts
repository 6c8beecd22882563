import type { CatalogAction } from '../../../interfaces/catalog.js';
import { EXIT, type ExitCode } from '../environment/exit-codes.js';
import type { Flags } from '../environment/flags.js';
import type { Environment } from '../environment/environment.js';

export async function listActions({ json }: Flags, environment: Environment): Promise<ExitCode> {
  const { actions } = environment.host.loadCatalog();
  const text = json ? `${JSON.stringify({ version: 1, actions })}\n` : actions.map(describe).join('');
  await environment.terminal.stdout.write(text);
  return EXIT.done;
}

function describe({ name, summary, params, risk }: CatalogAction): string {
  const required = new Set(params.required);
  const words = Object.keys(params.properties).map(key => (required.has(key) ? key : `[${key}]`));
  const kind = risk.read_only ? 'looks only' : risk.undo ? 'changes, can be undone' : 'changes, cannot be undone';
  return `${name} ${words.join(' ')}\n    ${summary} (${kind})\n`;
}
