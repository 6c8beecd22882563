import type { SyntaxNode } from 'unbash';
import type { Catalog } from '../../interfaces/catalog.js';
import { commandStep } from '../plan/command-step.js';
import type { Step } from '../plan/plan.js';
import { readCall } from './call.js';
import { Judge } from './judge.js';
import type { LookPart } from './part.js';
import { scriptWord } from '../../interfaces/shell-word.js';
import { sourceOf } from './source.js';
import type { LiftState } from './state.js';

/** commands that only look, as text for a shell and, where that is exact, as words */
export function lookAt(node: SyntaxNode, text: string, state: LiftState): LookPart {
  const judge = new Judge(state);
  judge.see(node);
  const body = [...neededAssignments(node, text, state), sourceOf(node, text, judge.cuts)].join('; ');
  const argv = argvOf(node, state);
  return {
    kind: 'look',
    source: sourceOf(node, text),
    script: judge.bash ? `exec bash -c ${scriptWord(body)}` : body,
    ...(argv !== undefined && { argv }),
    cwd: state.cwd ?? '',
    ...(judge.needs !== undefined && { needs: judge.needs }),
    why: 'only-looks',
  };
}

function neededAssignments(node: SyntaxNode, text: string, state: LiftState): readonly string[] {
  const used = sourceOf(node, text);
  return state.assigned.some(one => used.includes(`$${one.split('=')[0]}`) || used.includes(`\${${one.split('=')[0]}`))
    ? state.assigned
    : [];
}

function argvOf(node: SyntaxNode, state: LiftState): readonly string[] | undefined {
  if (node.type !== 'Command' || node.name === undefined || node.redirects.length > 0) return undefined;
  const call = readCall(node, state);
  if ('why' in call || call.variables.length > 0) return undefined;
  const words = call.words.map(word => (word.known ? word.text : undefined));
  return words.includes(undefined) ? undefined : [call.program, ...words.map(String)];
}

/** the step that carries a look on this machine; undefined where no action can */
export function lookStep({ script, argv, cwd, needs }: LookPart, catalog: Catalog): Step | undefined {
  const looks = catalog.actions.some(({ name }) => name === 'look');
  if (needs === undefined && looks) return { action: 'look', script, ...(cwd !== '' && { cwd }) };
  return argv && commandStep({ argv, cwd, ...(needs !== undefined && { tier: 'caller' }) }, catalog);
}
