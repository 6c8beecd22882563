import { readFileSync } from 'node:fs';
import { liftDraft } from '../../../agent/lift/lift.js';
import { parseShell } from '../../../agent/lift/parse.js';
import type { LiftContext, Part } from '../../../agent/lift/part.js';
import { loadCatalog } from '../../../interfaces/catalog.js';
import { loadLifting } from '../../../interfaces/planning.js';

export const CONTEXT: LiftContext = {
  catalog: loadCatalog(),
  lifting: loadLifting(),
  cwd: '/home/sam/work',
  home: '/home/sam',
  user: 'sam',
  processes: (by, text) => (text === 'firefox' ? [4242, 4243] : text === 'vlc' && by === 'name' ? [77] : []),
  outputs: { 'uname -r': '6.12.1' },
};

export interface Row {
  readonly shell: string;
  readonly becomes: readonly string[];
}

/** blocks of text: shell at the margin, and under it, indented, each part that it becomes */
export function readRows(name: string): Row[] {
  const text = readFileSync(new URL(`rows/${name}.txt`, import.meta.url), 'utf8');
  return text
    .split(/\n{2,}/)
    .map(block => block.split('\n').filter(line => line !== '' && !line.startsWith('## ')))
    .filter(lines => lines.length > 0)
    .map(lines => ({
      shell: lines.filter(line => !line.startsWith('    ')).join('\n'),
      becomes: lines.filter(line => line.startsWith('    ')).map(line => line.trim()),
    }));
}

export async function lift(shell: string, context: LiftContext = CONTEXT): Promise<readonly Part[]> {
  const script = await parseShell(shell);
  if ('problem' in script) return [{ kind: 'rest', source: shell, why: script.problem }];
  return liftDraft(script, context).parts;
}

/** a part as the rows spell it; one that is not understood says only so much of the reason as is expected */
export function spell(part: Part, expected = ''): string {
  if (part.kind === 'rest') {
    const reason = expected.replace(/^rest ?/, '');
    return `rest ${part.why.includes(reason) ? reason : part.why}`.trim();
  }
  if (part.kind === 'look') {
    const place = part.cwd === CONTEXT.cwd ? '' : ` in ${part.cwd}`;
    const needs = part.needs === undefined ? '' : ` with ${part.needs}`;
    return expected === 'look' ? 'look' : `look${place}${needs}: ${part.script}`;
  }
  const { action, ...params } = part.step;
  const sorted = Object.fromEntries(Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${action} ${JSON.stringify(sorted)}`;
}
