import { parseArgs } from 'node:util';
import { measureHouse } from './measure.js';

const USAGE = `usage: npm run house [-- --json]

prints the figures of the structure, and whether each is within its bound
  --json   one object instead of lines
`;

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help) {
  process.stdout.write(USAGE);
} else {
  const figures = measureHouse();
  const over = figures.filter(({ value, most }) => most !== undefined && value > most);
  const line = ({ name, value, most }: (typeof figures)[number]): string =>
    `${String(value).padStart(7)}  ${name}${most === undefined ? '' : ` (at most ${most})`}\n`;
  process.stdout.write(
    values.json ? `${JSON.stringify({ version: 1, figures }, null, 2)}\n` : figures.map(line).join(''),
  );
  process.exitCode = over.length > 0 ? 1 : 0;
}
