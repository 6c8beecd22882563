import { display, displayText } from '../../../interfaces/display.js';
import type { Parameters } from '../../operator-client/client.js';

// told elsewhere, or shown as they are
const APART = new Set([
  'stdout',
  'stderr',
  'content',
  'text',
  'exit_status',
  'signal',
  'truncated',
  'record',
  'encoding',
]);
const WIDEST = 48;

/** what a look found: plain text as it is, fields one a line, rows as a table */
export function renderFindings(values: Parameters): string {
  const parts = [values['content'], values['text']].filter(value => typeof value === 'string').map(displayText);
  for (const [key, value] of Object.entries(values)) {
    if (!APART.has(key)) parts.push(renderField(key, value));
  }
  return parts
    .filter(part => part !== '')
    .map(endLine)
    .join('');
}

/** the same in a few words, for what a change did */
export function summarize(values: Parameters): string {
  const small = Object.entries(values).filter(
    ([key, value]) => !APART.has(key) && !Array.isArray(value) && value !== '',
  );
  return small.map(([key, value]) => `${display(key)} ${display(String(value))}`).join(', ');
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
