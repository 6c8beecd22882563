import type { Catalog, CatalogAction } from '../../../interfaces/catalog.js';
import type { Field } from '../../../interfaces/contract.js';
import { isPath } from '../field-schemas.js';
import { isGrounded } from './grounding.js';
import { isReadOnlyCommand } from './read-only-commands.js';
import { fuzzyMatches } from './fuzzy-match.js';
import type { Plan, Step } from '../plan.js';
import { quotedTexts } from './request-tokens.js';

export interface RequestTarget {
  readonly action: string;
  readonly param: string;
  readonly value: string;
  /** people describe it rather than name it */
  readonly described: boolean;
}

// words for whatever it may be are nobody's name
const VAGUE =
  /^(?:it|this|that|these|those|them|one|all|things?|stuff|some(?:thing)?|every(?:thing)?|any(?:thing)?|old|new|files?|folders?|director(?:y|ies)|services?|packages?|programs?|apps?|applications?|software|process(?:es)?|units?|computer|machine|system|unused|temp|usual|same|other)(?:\.service)?$/iu;

const WORDS: Readonly<Record<string, string>> = { path: 'file', pid: 'process', packages: 'package' };

/**
 * objects that a plan would change although the request does not name them: a model that does not know the target picks
 * one. read-only actions and those that are easily reverted may guess
 */
export function unmentionedTargets(plan: Plan, said: string, catalog: Catalog): RequestTarget[] {
  return plan.steps.flatMap(step => {
    const action = catalog.actions.find(({ name }) => name === step.action);
    if (action === undefined || !action.risk.destructive) return [];
    const targets = targetsOf(step, action).filter(([param, value]) => !isNamed(value, param, action, said));
    const described = (param: string): boolean => action.guessed?.includes(param) === true;
    return targets.map(([param, value]) => ({ action: action.name, param, value, described: described(param) }));
  });
}

function targetsOf(step: Step, action: CatalogAction): (readonly [string, string])[] {
  if (Array.isArray(step['argv'])) return commandTargets(step['argv'].map(String));
  const { properties, required } = action.params;
  return required
    .filter(name => isTarget(name, properties[name]))
    .flatMap(name => [step[name]].flat().map(value => [name, String(value)] as const));
}

/** for the person, instead of a plan */
export function questionAbout(targets: readonly RequestTarget[]): string {
  const [first] = targets;
  const names = [...new Set(targets.map(({ value }) => value))].join(', ');
  const param = first?.param ?? '';
  const which = param === 'argv' ? 'What exactly do you mean?' : `Which ${WORDS[param] ?? param} do you mean?`;
  return `${which} Your words do not name ${names}, and I would only be guessing. Say it again with the name.`;
}

// a text that is written is no target, and a choice of few has rules of its own
function isTarget(name: string, field: Field | undefined): boolean {
  if (field === undefined || field.enum !== undefined) return false;
  return isPath(name) || field.type === 'array' || field.type === 'integer' || field.pattern !== undefined;
}

// a program that is given nothing does all by itself
function commandTargets(argv: readonly string[]): (readonly [string, string])[] {
  if (isReadOnlyCommand(argv)) return [];
  const words = argv.slice(1).filter(word => !word.startsWith('-'));
  return (words.length === 0 ? argv.slice(0, 1) : words).map(word => ['argv', word] as const);
}

function isNamed(value: string, param: string, action: CatalogAction, said: string): boolean {
  if (VAGUE.test(value)) return quotedTexts(said).includes(value);
  const number = /^-?\d+$/.test(value) ? Number(value) : value;
  return isGrounded(number, param, action, said) || fuzzyMatches(value, said);
}
