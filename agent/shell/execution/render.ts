import type { Catalog } from '../../../interfaces/catalog.js';
import { placeOf, type Preview } from '../../../interfaces/preview.js';
import { display } from '../../../interfaces/display.js';
import { ACTION_ID_PREFIX } from '../../../interfaces/names.js';
import { argumentsOf, findTier } from '../../operator-client/action-facts.js';
import { findAction } from '../../operator-client/client.js';
import { describeStep } from '../../plan/describe.js';
import type { Step } from '../../plan/plan.js';
import { isForbidden, isHarmless, needsPassword, type Reviewed } from './review.js';
import { quoteText, type Paint } from '../terminal/screen.js';

const INDENT = '     ';
const SHOWN_LINES = 200;

export function renderStepLine(step: Step, index: number, catalog: Catalog): string {
  return `  ${index + 1}. ${describeStep(step, catalog)}`;
}

/** everything that a yes covers: the step, what it can do, whether a password will be asked, and the preview */
export function renderReviewed(reviewed: Reviewed, index: number, catalog: Catalog, paint: Paint): string {
  const lines = [paint.bold(renderStepLine(reviewed.step, index, catalog))];
  if (reviewed.problem) {
    lines.push(paint.yellow(`${INDENT}no preview: ${display(reviewed.problem.message)}`));
  } else {
    lines.push(`${INDENT}${riskWords(reviewed, catalog).join(' · ')}`);
  }
  // a look runs without a question: its line says enough
  if (!isHarmless(reviewed, catalog))
    lines.push(...renderFactLines(reviewed.facts ?? {}), ...renderContent(reviewed, catalog));
  return lines.join('\n');
}

function riskWords(reviewed: Reviewed, catalog: Catalog): string[] {
  const { risk } = findAction(catalog, reviewed.step.action);
  const facts = findTier(catalog, reviewed.facts?.action_id);
  const readOnly = risk.read_only || facts.read_only;
  const tier = (reviewed.facts?.action_id ?? '').replace(ACTION_ID_PREFIX, '');
  const words = [tier === '' ? 'unknown tier' : display(tier)];
  if (reviewed.tier === 'caller') words.push('any program, as yourself (password)');
  if (readOnly) words.push('looks only');
  else if (risk.destructive && facts.destructive) words.push('can change or destroy what is there');
  else words.push('changes something');
  if (risk.open_world && !facts.read_only) words.push('reaches beyond this machine');
  if (!readOnly) words.push(canUndo(reviewed, risk.undo) ? 'can be undone' : 'cannot be undone');
  words.push(authorizationWords(reviewed));
  return words;
}

// the helper knows it of this very call, the catalogue only of its kind
function canUndo({ facts }: Reviewed, usually: boolean): boolean {
  return usually && !/^no\b/.test(facts?.['undo'] ?? '');
}

function authorizationWords(reviewed: Reviewed): string {
  if (isForbidden(reviewed)) return 'polkit says no';
  return needsPassword(reviewed) ? 'asks for a password' : 'no password';
}

/** the helper's preview of a call as lines; long parts are blocks */
export function renderFactLines(facts: Preview): string[] {
  // keys of a newer operator are shown as well
  const given = Object.entries(facts).flatMap(([key, value = '']) => (value === '' ? [] : [{ key, value }]));
  const small = given.filter(({ key }) => placeOf(key) === 'line');
  const line = small.map(({ key, value }) => `${display(key).replaceAll('_', ' ')}: ${display(value)}`).join(', ');
  const blocks = given.filter(({ key }) => placeOf(key) === 'block');
  return [
    ...(line === '' ? [] : [`${INDENT}${line}`]),
    ...blocks.map(({ value }) => quoteText(trimDiff(value), `${INDENT}| `)),
  ];
}

// the head that names the file once more
function trimDiff(text: string): string {
  return text.replace(/^Index: .*\n=+\n/, '');
}

// without a diff the new content itself is what is approved
function renderContent({ step, facts }: Reviewed, catalog: Catalog): string[] {
  const [content] = argumentsOf(step, findAction(catalog, step.action), 'content');
  if (typeof content !== 'string' || content === '' || (facts?.diff ?? '') !== '') return [];
  const lines = content.replace(/\n$/, '').split('\n');
  const cut = lines.length - SHOWN_LINES;
  const shown = quoteText(lines.slice(0, SHOWN_LINES).join('\n'), `${INDENT}+ `);
  return cut > 0 ? [shown, `${INDENT}… and ${cut} more lines that are not shown: edit shows all of them`] : [shown];
}
