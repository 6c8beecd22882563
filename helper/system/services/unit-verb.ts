import type { UnitFacts } from './unit-facts.js';
import type { FileVerb } from './unit-files.js';
import type { JobVerb } from './job-effects.js';
import { display } from '../../../interfaces/display.js';
import { shellWord } from '../../../interfaces/shell-word.js';
import { OperatorError } from '../../../interfaces/errors.js';

export const UNIT_VERBS = ['start', 'stop', 'restart', 'reload', 'enable', 'disable', 'mask', 'unmask'] as const;
export type UnitVerb = (typeof UNIT_VERBS)[number];

// states of a unit file that have no links to make or remove
const WITHOUT_LINKS = new Set(['static', 'generated', 'transient', 'alias', 'indirect-runtime', '']);

const LOCAL = '/etc/systemd/system/';

export function isJobVerb(verb: UnitVerb): verb is JobVerb {
  return verb === 'start' || verb === 'stop' || verb === 'restart' || verb === 'reload';
}

/** refuses what systemd would refuse, before anybody is asked */
export function refuseImpossible(unit: UnitFacts, verb: UnitVerb): void {
  const reason = isJobVerb(verb) ? whyNoJob(unit, verb) : whyNoFile(unit, verb);
  if (reason !== '') throw new OperatorError('failed', `cannot ${verb} ${display(unit.id)}: ${reason}`);
}

/** refuses to run a unit whose file changed on disk: the program that would run is not the one that is written there now */
export function refuseStale(unit: UnitFacts, verb: UnitVerb): void {
  if (!unit.stale || !isJobVerb(verb) || verb === 'stop') return;
  const way = 'run systemctl daemon-reload as root first';
  throw new OperatorError(
    'failed',
    `cannot ${verb} ${display(unit.id)}: its unit file changed on disk and systemd has not read it: ${way}`,
  );
}

function whyNoJob(unit: UnitFacts, verb: JobVerb): string {
  if (verb === 'stop') return unit.canStop ? '' : 'its unit file forbids stopping it by hand';
  if (unit.loadState === 'masked') return 'it is masked: unmask it first';
  if (unit.loadState !== 'loaded') return `its unit file is not usable (${unit.loadState})`;
  if (verb === 'reload') return whyNoReload(unit);
  return unit.canStart ? '' : 'its unit file forbids starting it by hand';
}

function whyNoReload(unit: UnitFacts): string {
  if (unit.activeState !== 'active') return `it is ${unit.activeState}: start it instead`;
  return unit.canReload ? '' : 'it has no way to reload: restart it instead';
}

function whyNoFile(unit: UnitFacts, verb: FileVerb): string {
  const masked = unit.fileState.startsWith('masked') || unit.loadState === 'masked';
  if (verb === 'unmask') return masked ? '' : 'it is not masked';
  if (verb === 'mask' && masked) return 'it is masked already';
  if (verb === 'mask')
    return unit.file.startsWith(LOCAL) ? `its unit file lies where the mask would go, in ${LOCAL}` : '';
  if (masked) return 'it is masked: unmask it first';
  if (!WITHOUT_LINKS.has(unit.fileState)) return '';
  if (unit.fileState === 'generated' && unit.source !== '') return whyGenerated(unit.source, verb);
  return `its unit file is ${unit.fileState || 'missing'}, so it is started by others and never by itself`;
}

function whyGenerated(source: string, verb: FileVerb): string {
  const script = /^\/etc\/init\.d\/([^/]+)$/.exec(source)?.[1];
  if (script !== undefined) {
    return `it is the init script ${display(source)}: as administrator: update-rc.d ${shellWord(script)} ${verb}`;
  }
  return `its unit file is made from ${display(source)} at each boot: change it there`;
}

/** the state in words, as a preview gives it */
export function describeState(unit: UnitFacts): string {
  const file = unit.fileState === '' ? 'no unit file' : unit.fileState;
  return `${unit.activeState} (${unit.subState}), ${file}`;
}
