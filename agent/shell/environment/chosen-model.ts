import { isLoopback, type Endpoint } from '../../endpoints/endpoint.js';
import type { Settings } from './settings.js';

export type ChosenModel =
  { readonly kind: 'local'; readonly name: string } | { readonly kind: 'endpoint'; readonly endpoint: Endpoint };

/** looks a name up in the settings: a table of theirs, or a model of this machine */
export function resolveModel({ models }: Pick<Settings, 'models'>, name: string): ChosenModel {
  const table = Object.hasOwn(models, name) ? models[name] : undefined;
  if (table === undefined) return { kind: 'local', name };
  return table.kind === 'local'
    ? { kind: 'local', name: table.model }
    : { kind: 'endpoint', endpoint: { ...table, name } };
}

/** the endpoint on another machine that the words go to, if they do */
export function remoteEndpoint(chosen: ChosenModel): Endpoint | undefined {
  return chosen.kind === 'endpoint' && !isLoopback(chosen.endpoint.url) ? chosen.endpoint : undefined;
}
