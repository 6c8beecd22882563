import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareComments, findHeadless, OLD_COMMENTS, readOldComments } from './comments.js';
import { measureHouse } from './measure.js';
import { listSources } from './sources.js';

const USAGE = `usage: npm run house [-- --json | --shrink]

prints the figures of the structure, and whether each is within its bound
  --json     one object instead of lines
  --shrink   take comments that are gone off the list of old ones
`;

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, shrink: { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help) {
  process.stdout.write(USAGE);
} else if (values.shrink) {
  const { gone } = compareComments(listSources(['.']).flatMap(findHeadless), readOldComments());
  const kept = compareComments(readOldComments(), gone).added;
  writeFileSync(OLD_COMMENTS, `${kept.join('\n')}\n`);
  process.stdout.write(`${gone.length} taken off, ${kept.length} left\n`);
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
