import type { Catalog } from '../../interfaces/catalog.js';
import type { Field } from '../../interfaces/contract.js';
import { display } from '../../interfaces/display.js';
import { fieldKind } from '../operator-client/action-facts.js';
import type { Step } from './plan.js';

const LONGEST = 72;

/** one line in words, already safe for a terminal: what the action does, then each parameter; long text is counted, not shown */
export function describeStep(step: Step, catalog: Catalog): string {
  const action = catalog.actions.find(candidate => candidate.name === step.action);
  const { headline = action?.summary ?? display(step.action) } = action ?? {};
  const fields = Object.entries(action?.params.properties ?? {});
  const beside = fields.filter(([name]) => step[name] !== undefined && !headline.includes(`{${name}}`));
  const words = headline.replaceAll(/\{(\w+)\}/g, (_, name: string) => bareWords(step[name]));
  const values = beside.map(([name, field]) => describeValue(name, field, step[name]));
  return values.length === 0 ? words : `${words}: ${values.join(', ')}`;
}

function bareWords(value: unknown): string {
  // a step that is still being written lacks some
  return value === undefined ? '…' : [value].flat().map(quoteArgument).join(' ');
}

function describeValue(name: string, field: Field, value: unknown): string {
  if (fieldKind(field) === 'path') return display(String(value));
  if (Array.isArray(value)) return `${name} ${value.map(quoteArgument).join(' ')}`;
  if (typeof value === 'string') return `${name} ${describeText(value)}`;
  return `${name} ${display(String(value))}`;
}

function describeText(text: string): string {
  if (text.length <= LONGEST && !text.includes('\n')) return `'${display(text)}'`;
  // a line end ends the last line: it does not begin another
  const lines = text.replace(/\n$/, '').split('\n').length;
  return `of ${text.length} characters in ${lines} ${lines === 1 ? 'line' : 'lines'}`;
}

function quoteArgument(argument: unknown): string {
  const shown = display(String(argument));
  return /^[\w~./:=@%+,-]+$/u.test(shown) ? shown : `'${shown}'`;
}
