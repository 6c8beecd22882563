import type { CatalogAction } from '../../../interfaces/catalog.js';
import { display, displayText } from '../../../interfaces/display.js';
import type { Kind } from '../../../interfaces/kinds.js';
import { fieldKind } from '../../operator-client/action-facts.js';
import type { Parameters } from '../../operator-client/client.js';

// shown as they are
const TEXTS: ReadonlySet<Kind | undefined> = new Set<Kind>(['content', 'text']);
// told elsewhere
const APART: ReadonlySet<Kind | undefined> = new Set<Kind>([
  'stream',
  'exit-status',
  'signal',
  'truncated',
  'encoding',
]);
const WIDEST = 48;

/** found data of a look: plain text as it is, fields one a line, rows as a table; without an action, all are fields */
export function renderFindings(values: Parameters, action?: CatalogAction): string {
  const fields = fieldsOf(values, action);
  const texts = fields.flatMap(({ kind, value }) => (TEXTS.has(kind) && typeof value === 'string' ? [value] : []));
  const rest = fields.filter(({ kind }) => !TEXTS.has(kind) && !APART.has(kind));
  return [...texts.map(displayText), ...rest.map(({ name, value }) => renderField(name, value))]
    .filter(part => part !== '')
    .map(endLine)
    .join('');
}

/** the same in a few words, for what a change did */
export function summarize(values: Parameters, action: CatalogAction): string {
  const small = fieldsOf(values, action).filter(
    ({ kind, value }) => !TEXTS.has(kind) && !APART.has(kind) && !Array.isArray(value) && value !== '',
  );
  return small.map(({ name, value }) => `${display(name)} ${display(String(value))}`).join(', ');
}

interface ResultField {
  readonly name: string;
  readonly value: unknown;
  readonly kind: Kind | undefined;
}

function fieldsOf(values: Parameters, action: CatalogAction | undefined): readonly ResultField[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    value,
    kind: fieldKind(action?.result.properties[name]),
  }));
}

function renderField(key: string, value: unknown): string {
  if (!Array.isArray(value)) return value === '' ? '' : renderLine(key, String(value));
  if (value.every(item => typeof item === 'string')) return value.map(item => displayText(item)).join('\n');
  return renderTable(
    value.map(item => Object.entries(Object(item)).map(([name, cell]) => [name, String(cell)] as const)),
  );
}

function renderLine(key: string, value: string): string {
  return value.includes('\n') ? `${display(key)}:\n${displayText(value)}` : `${display(key)}: ${displayText(value)}`;
}

type Cells = readonly (readonly [name: string, text: string])[];

function renderTable(rows: readonly Cells[]): string {
  const names = [...new Set(rows.flatMap(row => row.map(([name]) => name)))];
  const cellOf = (row: Cells, name: string): string => row.find(([key]) => key === name)?.[1] ?? '';
  const lines = rows.map(row =>
    names.map(name => (name === 'summary' ? displayOnce(cellOf(row, name)) : display(cellOf(row, name)))),
  );
  const table = [names, ...lines];
  const widths = names.map((_, column) => Math.min(WIDEST, Math.max(...table.map(line => line[column]?.length ?? 0))));
  return table
    .map(line =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

// the helper's own line, in which values were displayed already: its escapes stay as they are
function displayOnce(line: string): string {
  return line
    .split('\\')
    .map(part => display(part))
    .join('\\');
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
