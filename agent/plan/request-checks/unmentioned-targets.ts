import type { Catalog, CatalogAction } from '../../../interfaces/catalog.js';
import type { Field } from '../../../interfaces/contract.js';
import type { Kind } from '../../../interfaces/kinds.js';
import { argumentsOf, fieldKind, parametersOf } from '../../operator-client/action-facts.js';
import { isPath } from '../field-schemas.js';
import { isGrounded } from './grounding.js';
import { isReadOnlyCommand } from './read-only-commands.js';
import { fuzzyMatches } from './fuzzy-match.js';
import type { Plan, Step } from '../plan.js';
import { quotedTexts } from './request-tokens.js';

export interface RequestTarget {
  readonly action: string;
  readonly param: string;
  readonly kind: Kind | undefined;
  readonly value: string;
  /** people describe it rather than name it */
  readonly described: boolean;
}

// words for whatever it may be are nobody's name
const VAGUE =
  /^(?:it|this|that|these|those|them|one|all|things?|stuff|some(?:thing)?|every(?:thing)?|any(?:thing)?|old|new|files?|folders?|director(?:y|ies)|services?|packages?|programs?|apps?|applications?|software|process(?:es)?|units?|computer|machine|system|unused|temp|usual|same|other)(?:\.service)?$/iu;

const WORDS: Readonly<Partial<Record<Kind, string>>> = { path: 'file', process: 'process', packages: 'package' };

/**
 * objects that a plan would change although the request does not name them: a model that does not know the target picks
 * one. read-only actions and those that are easily reverted may guess
 */
export function unmentionedTargets(plan: Plan, said: string, catalog: Catalog): RequestTarget[] {
  return plan.steps.flatMap(step => {
    const action = catalog.actions.find(({ name }) => name === step.action);
    if (action === undefined || !action.risk.destructive) return [];
    const targets = targetsOf(step, action).filter(([param, value]) => !isNamed(value, param, action, said));
    return targets.map(([param, value]) => {
      const described = action.guessed?.includes(param) === true;
      return { action: action.name, param, kind: fieldKind(action.params.properties[param]), value, described };
    });
  });
}

function targetsOf(step: Step, action: CatalogAction): (readonly [string, string])[] {
  const [name = ''] = parametersOf(action, 'argv');
  const argv = argumentsOf(step, action, 'argv').find(Array.isArray);
  if (argv !== undefined) return commandTargets(argv.map(String)).map(word => [name, word] as const);
  const { properties, required } = action.params;
  return required
    .filter(name => isTarget(properties[name]))
    .flatMap(name => [step[name]].flat().map(value => [name, String(value)] as const));
}

/** for the person, instead of a plan */
export function questionAbout(targets: readonly RequestTarget[]): string {
  const [first] = targets;
  const names = [...new Set(targets.map(({ value }) => value))].join(', ');
  const { kind, param } = first ?? { kind: undefined, param: '' };
  const thing = (kind && WORDS[kind]) ?? param;
  const which = kind === 'argv' ? 'What exactly do you mean?' : `Which ${thing} do you mean?`;
  return `${which} Your words do not name ${names}, and I would only be guessing. Say it again with the name.`;
}

// a text that is written is no target, and a choice of few has rules of its own
function isTarget(field: Field | undefined): boolean {
  if (field === undefined || field.enum !== undefined) return false;
  return isPath(field) || field.type === 'array' || field.type === 'integer' || field.pattern !== undefined;
}

// a program that is given nothing does all by itself
function commandTargets(argv: readonly string[]): readonly string[] {
  if (isReadOnlyCommand(argv)) return [];
  const words = argv.slice(1).filter(word => !word.startsWith('-'));
  return words.length === 0 ? argv.slice(0, 1) : words;
}

function isNamed(value: string, param: string, action: CatalogAction, said: string): boolean {
  if (VAGUE.test(value)) return quotedTexts(said).includes(value);
  const number = /^-?\d+$/.test(value) ? Number(value) : value;
  return isGrounded(number, param, action, said) || fuzzyMatches(value, said);
}
