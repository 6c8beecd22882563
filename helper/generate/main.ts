import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadPlanning } from './load-planning.js';
import { listGenerated } from './outputs.js';
import { REGISTRY } from '../actions/registry.js';

// run from the top of the tree: writes what follows from the definitions, or with --check only names what is stale
const check = process.argv.includes('--check');
const stale: string[] = [];
for (const generated of listGenerated(REGISTRY, await loadPlanning(REGISTRY))) {
  const { path } = generated;
  const present = read(path);
  const wanted = generated.render(present);
  if (wanted === undefined || wanted === present) continue;
  stale.push(path);
  if (!check) write(path, wanted);
}
if (stale.length > 0) process.stdout.write(`${check ? 'stale' : 'written'}: ${stale.join(', ')}\n`);
if (check && stale.length > 0) {
  process.stderr.write('generated files are stale: run npm run gen and commit them\n');
  process.exitCode = 1;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
