import { execFileSync } from 'node:child_process';
import { REGISTRY } from '../../helper/actions/registry.js';
import { INVERSES } from '../../helper/undo/undo-actions.js';
import { toToolName } from '../../interfaces/names.js';
import { previewSchema } from '../../interfaces/preview.js';
import { namesBySource, type Names } from '../name-literals.js';
import { OTHER_VOCABULARIES } from '../other-vocabularies.js';

/** names of actions, their tiers and parameters, and what is told of a call */
export function namesOfActions(): Names {
  const all = [...REGISTRY, ...INVERSES];
  const tiers = all.flatMap(({ tiers: own }) => own.map(({ name }) => name));
  const params = REGISTRY.flatMap(action => Object.keys(action.params.shape));
  const results = REGISTRY.flatMap(action => Object.keys(action.result.shape));
  return {
    all: new Set([
      ...all.flatMap(({ name }) => [name, toToolName(name)]),
      ...tiers,
      ...params,
      ...params.map(name => `display_${name}`),
    ]),
    tiers: new Set(tiers),
    results: new Set(results),
    previews: new Set(Object.keys(previewSchema.shape)),
  };
}

/** words of another vocabulary that are no longer found */
export function unusedExceptions(): readonly string[] {
  const found = namesBySource(Object.keys(OTHER_VOCABULARIES), namesOfActions());
  return Object.entries(OTHER_VOCABULARIES).flatMap(([file, words]) => {
    return words.filter(word => found[file]?.includes(word) !== true).map(word => `${file}: ${word}`);
  });
}

/** names that stand outside the actions, by source, but for words of another vocabulary */
export function namesOutside(): Readonly<Record<string, readonly string[]>> {
  const listed = execFileSync('git', ['ls-files', 'helper', 'agent', 'interfaces'], { encoding: 'utf8' }).split('\n');
  const outside = listed.filter(file => file.endsWith('.ts') && !/^helper\/(actions|undo)\//.test(file));
  const found = Object.entries(namesBySource(outside, namesOfActions())).map(([file, words]) => {
    return [file, words.filter(word => OTHER_VOCABULARIES[file]?.includes(word) !== true)] as const;
  });
  return Object.fromEntries(found.filter(([, words]) => words.length > 0));
}
