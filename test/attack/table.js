// prints what file-reports.js wrote of the attacks as a table: table.js FOLDER [FILE.md]
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';

const [folder, target] = process.argv.slice(2);
const SYSTEMS = ['trixie-vm', 'trixie', 'bookworm'];
const rungs = ['unit', 'bus', 'model', 'machine'];

function reportsOf(rung) {
  const path = join(folder, rung);
  if (!existsSync(path)) return [];
  return readdirSync(path).map(name => JSON.parse(readFileSync(join(path, name), 'utf8')));
}

const commits = new Set();

function assertionsOf(rung) {
  const reports = reportsOf(rung);
  // a file that does not load would leave no row, and nobody would miss it
  const broken = reports.filter(({ failed, assertionResults }) => failed && assertionResults.length === 0);
  for (const file of broken) process.stderr.write(`did not load: ${file.name}\n${file.message}\n`);
  if (broken.length > 0) process.exitCode = 1;
  for (const { commit } of reports) commits.add(commit);
  return reports.flatMap(file => file.assertionResults);
}

function systemOf(titles) {
  const all = titles.join(' ');
  return SYSTEMS.find(system => all.includes(system)) ?? 'here';
}

/** the same attack on another system is a column of one row */
function rowsOf(rung) {
  const rows = new Map();
  const parts = rung === 'machine' ? ['machine', 'vm'] : [rung];
  for (const { ancestorTitles, title, status, tags, meta } of parts.flatMap(assertionsOf)) {
    // failures of a setup or an ordinary test count too, although they have no row
    if (status === 'failed') process.exitCode = 1;
    if (!tags?.includes('attack')) continue;
    const system = systemOf([...ancestorTitles, title]);
    const plain = [...ancestorTitles, title]
      .join(': ')
      .replace(/,?\s*\b(?:(?:on|in) )?(?:trixie-vm|trixie|bookworm)\b/g, '');
    const row = rows.get(plain) ?? { name: plain.replace(/^: /, ''), rung, results: {} };
    row.results[system] = { status, ...meta.attack };
    rows.set(plain, row);
  }
  return [...rows.values()];
}

const escape = text => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');

function cell(result) {
  if (result === undefined) return '';
  if (result.status === 'passed') return `held, ${result.tries}`;
  return result.status === 'failed' ? '**FELL**' : 'not run';
}

function line({ name, rung, results }) {
  const { without } = Object.values(results).find(result => result.without !== undefined) ?? { without: '' };
  const cells = [name, rung, ...['here', ...SYSTEMS].map(system => cell(results[system])), without];
  return `| ${cells.map(escape).join(' | ')} |`;
}

const rows = rungs.flatMap(rowsOf);
const results = rows.flatMap(row => Object.values(row.results));
const count = status => results.filter(result => result.status === status).length;
const tries = results.reduce((sum, result) => sum + (result.tries ?? 0), 0);
const summary =
  `${rows.length} attacks, ${results.length} runs, ${tries} tries: ` +
  `${count('passed')} held, ${count('failed')} fell, ${results.length - count('passed') - count('failed')} not run`;
const table = [
  '| attack | rung | on the host | virtual machine | trixie | bookworm | without the defence |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...rows.map(line),
].join('\n');

process.stdout.write(`${table}\n\n${summary}\n`);
if (rows.length === 0 || count('failed') > 0 || results.length > count('passed')) process.exitCode = 1;
if (target !== undefined) {
  const head =
    '# Every attack of the last whole run of `npm run attack`\n\n' +
    `${new Date().toISOString().slice(0, 10)}, kernel ${release().split('-')[0]}, of ${[...commits].join(', ')}. ${summary}.\n\n` +
    'A number is how often, or in how many ways, it was tried. The last column says what was seen to happen once the\n' +
    'defence had been taken out of the source.\n';
  writeFileSync(target, `${head}\n${table}\n`);
}
