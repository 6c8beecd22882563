import type { Catalog } from '../interfaces/catalog.js';
import { toShort } from '../agent/reflex/compact-plan.js';
import type { Family } from './make.js';

type Step = Catalog['actions'][number]['examples'][number]['steps'][number];

// which slot stands for a value of a parameter, by the name that all actions give to such a thing
const SLOT_OF: Readonly<Record<string, string>> = {
  path: 'path',
  unit: 'unit',
  pid: 'pid',
  percent: 'percent',
  packages: 'package',
  content: 'quoted',
};

/** templates made of each action's examples, with their paths, names and numbers replaced by slots */
export function exampleFamilies(catalog: Catalog): Family[] {
  return catalog.actions.flatMap(({ examples }) =>
    examples.map(({ request, steps }) => {
      const [said, done] = steps.reduce(withSlots, [request.replaceAll(/[(|)]/g, ''), toShort(steps, catalog)]);
      return { weight: 1, do: done, say: [said] };
    }),
  );
}

function withSlots(so_far: readonly [string, string], step: Step): [string, string] {
  return Object.entries(step).reduce<[string, string]>(
    ([said, done], [key, value]) => {
      const slot = SLOT_OF[key];
      const text = String(value);
      if (slot === undefined || !said.includes(text)) return [said, done];
      const spoken = key === 'content' ? `'${text}'` : text;
      const written = key === 'content' && /\s/.test(text) ? JSON.stringify(text) : text;
      return [said.replace(spoken, `{${slot}}`), done.replace(written, `{${slot}}`)];
    },
    [so_far[0], so_far[1]],
  );
}
