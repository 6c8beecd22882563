import type { Catalog } from '../../../interfaces/catalog.js';
import type { Plan, Step } from '../plan.js';

/**
 * names that the model added to those that the request gives: small models like to take the relatives of a package along.
 * where the request names none of a list, they are the model's translation ("a c compiler"), and left alone
 */
export function findExtraNames(plan: Plan, request: string, catalog: Catalog): string[] {
  const words = request.toLowerCase();
  return plan.steps.flatMap((step, index) =>
    namedLists(step, catalog).flatMap(([parameter, names]) => {
      const added = names.filter(name => !words.includes(name.toLowerCase()));
      if (added.length === names.length) return [];
      return added.map(name => `steps[${index}].${parameter}: ${name} was not asked for`);
    }),
  );
}

// lists of names have a pattern for each; the words of a command line have none
function namedLists(step: Step, catalog: Catalog): (readonly [string, readonly string[]])[] {
  const properties = catalog.actions.find(({ name }) => name === step.action)?.params.properties ?? {};
  return Object.entries(properties).flatMap(([parameter, field]) => {
    const value = step[parameter];
    return Array.isArray(value) && field.items?.['pattern'] !== undefined
      ? [[parameter, value.map(String)] as const]
      : [];
  });
}
