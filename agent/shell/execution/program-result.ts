import type { CatalogAction } from '../../../interfaces/catalog.js';
import { resultsOf } from '../../operator-client/action-facts.js';
import type { Parameters } from '../../operator-client/client.js';

/** end and output of a program, of a result that has them */
export interface ProgramResult {
  /** `null` for a result without one */
  readonly exitStatus: number | null;
  readonly signal: string | undefined;
  readonly truncated: boolean;
  /** texts by the name of their stream */
  readonly streams: ReadonlyMap<string, string>;
}

/** reads the fields of a result that the action declares as such */
export function readProgramResult(values: Parameters, action: CatalogAction): ProgramResult {
  const status = resultsOf(values, action, 'exit-status').find(([, value]) => typeof value === 'number')?.[1];
  const signal = resultsOf(values, action, 'signal').find(
    ([, value]) => typeof value === 'string' && value !== '',
  )?.[1];
  const streams = resultsOf(values, action, 'stream').flatMap(([name, text]) =>
    typeof text === 'string' ? [[name, text] as const] : [],
  );
  return {
    exitStatus: typeof status === 'number' ? status : null,
    signal: typeof signal === 'string' ? signal : undefined,
    truncated: resultsOf(values, action, 'truncated').some(([, value]) => value === true),
    streams: new Map(streams),
  };
}
